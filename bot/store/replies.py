"""Replies by their key: a request that is sent again is not done again, not even after a restart.

A key belongs to one caller and one request. It is in hand from ``begin`` until ``finish`` or ``release``;
what a process that died had in hand is taken up anew. Calls block, and each is one short transaction.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Engine, delete, update

from bot.store.database import lock, writing
from bot.store.tables import ReplyRow

#: Seconds after which a request in hand is taken for lost: longer than any may last.
LOST = 900.0

Verdict = Literal["begun", "known", "other", "in hand"]


@dataclass(frozen=True, slots=True)
class Found:
    """What a key stands for: ``begun`` (do it now, then ``finish``), ``known`` (``body`` is the reply),
    ``other`` (another request had this key), ``in hand`` (it is being done)."""

    verdict: Verdict
    body: Mapping[str, Any] | None = None
    at: float = 0.0


class Replies:
    """The books of replies, on the database that ``SqlStore`` opened. ``owner`` names this process."""

    def __init__(self, engine: Engine, owner: str) -> None:
        self._engine, self._owner = engine, owner

    def recover(self) -> None:
        """At the start: what an earlier process of our name left in hand may be done anew."""
        left = delete(ReplyRow).where(ReplyRow.owner == self._owner, ReplyRow.body.is_(None))
        with writing(self._engine) as session:
            session.execute(left)

    def begin(self, caller: str, key: str, request: str) -> Found:
        """Take a key in hand for ``request`` (a hash of it), unless it was used before."""
        now = time.time()
        with writing(self._engine) as session:
            lock(session, f"reply {caller} {key}")
            row = session.get(ReplyRow, (caller, key))
            if row is not None and row.request != request:
                return Found("other")
            if row is not None and row.body is not None:
                return Found("known", row.body, row.at)
            if row is not None and row.at > now - LOST:
                return Found("in hand")
            if row is None:
                row = ReplyRow(caller=caller, key=key, request=request)
                session.add(row)
            row.owner, row.body, row.at = self._owner, None, now
            return Found("begun", at=now)

    def finish(self, caller: str, key: str, begun: Found, body: Mapping[str, Any]) -> None:
        """Keep the reply, unless somebody else has taken the key in hand meanwhile."""
        with writing(self._engine) as session:
            session.execute(update(ReplyRow).where(*_mine(caller, key, begun)).values(body=dict(body)))

    def release(self, caller: str, key: str, begun: Found) -> None:
        """Let go of a key whose request came to nothing: it may be tried again."""
        with writing(self._engine) as session:
            session.execute(delete(ReplyRow).where(*_mine(caller, key, begun)))


def _mine(caller: str, key: str, begun: Found) -> tuple[Any, ...]:
    return ReplyRow.caller == caller, ReplyRow.key == key, ReplyRow.at == begun.at, ReplyRow.body.is_(None)
