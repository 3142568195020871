"""From rows of the conversations' tables to the nouns of the house, and the few looks that several need."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import takewhile
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from bot.domain import Answer, Citation, Claim, Place, Said, Turn
from bot.store.database import lock
from bot.store.tables import AnswerRow, HandOffRow, MessageRow, PostRow

#: Seconds between two messages that are heard as good as at once, in whatever order.
_AT_ONCE = 1.0


def position(ts: str) -> int:
    """Return a Slack ``ts`` in microseconds, to compare."""
    return int(Decimal(ts) * 1_000_000)


def question_of(job_id: str) -> str:
    """Return the job that first answered the question of this one."""
    return job_id.partition("#")[0]


def clean(text: str) -> str:
    """Take out what no database keeps: half characters and NULs."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def fields(place: Place) -> dict[str, str]:
    return {"team": place.team, "channel": place.channel, "thread": place.thread}


def row_of(said: Said) -> MessageRow:
    """Return the row of a message that is heard now."""
    where = {"lane": said.place.lane, **fields(said.place)}
    words = {"user": said.user, "text": clean(said.text), "ts": said.ts}
    heard = {"position": position(said.ts), "heard": time.time(), "withdrawn": False}
    return MessageRow(id=said.id, **where, **words, **heard)


def tombstone(id: str) -> MessageRow:
    """Return the row of a message that was withdrawn before it was heard: it belongs to no lane."""
    unknown = dict.fromkeys(("lane", "team", "channel", "thread", "user", "text", "ts"), "")
    return MessageRow(id=id, **unknown, position=0, heard=time.time(), withdrawn=True)


def unheard(row: MessageRow) -> bool:
    """Whether only an edit of this message has come, not the message itself: it is in no lane yet."""
    return not row.lane and not row.withdrawn


def hear(session: Session, said: Said, within: float) -> bool:
    """Note a message, in the words of an edit if one overtook it. False: it is known already."""
    row = session.get(MessageRow, said.id)
    if row is not None and not unheard(row):
        return False
    if within and said.place.thread == said.ts:
        said = replace(said, place=replace(said.place, thread=_thread_of(session, said, within)))
    if row is None:
        session.add(row_of(said))
        return True
    row.lane, row.thread, row.ts, row.heard = said.place.lane, said.place.thread, said.ts, time.time()
    return True


def _thread_of(session: Session, said: Said, within: float) -> str:
    """Return the thread for a message outside threads: its own, or that of a near one that still waits."""
    team, channel = said.place.team, said.place.channel
    lock(session, f"{team}:{channel}:{said.user}")  # another process may hear the other one in this moment
    at, span = position(said.ts), int(within * 1_000_000)
    same = (MessageRow.team == team, MessageRow.channel == channel, MessageRow.user == said.user)
    root = (MessageRow.thread == MessageRow.ts, MessageRow.position.between(at - span, at + span))
    waits = (MessageRow.job.is_(None), MessageRow.withdrawn.is_(False), MessageRow.lane != "")
    query = select(MessageRow.thread).where(*same, *root, *waits).order_by(MessageRow.position).limit(1)
    return session.scalar(query) or said.ts


def edit_early(session: Session, said: Said, when: str) -> bool:
    """Keep the words of an edit that overtook its message; ``ts`` holds the time of the newest one."""
    row = session.get(MessageRow, said.id)
    if row is None:
        row = row_of(said)
        row.lane, row.ts = "", when
        session.add(row)
    elif not unheard(row):
        return False
    elif position(when) > position(row.ts):
        row.text, row.ts = clean(said.text), when
    return True


def said_of(row: MessageRow) -> Said:
    return Said(row.id, Place(row.team, row.channel, row.thread), row.user, row.text, row.ts)


def turn_of(row: AnswerRow) -> Turn:
    answer = answer_of(row.body)
    return Turn(answer.question, answer.text, tuple(citation.id for citation in answer.citations))


def history_of(session: Session, place: Place, before: int) -> tuple[Turn, ...]:
    """Return what was asked before a position, oldest first. Of several answers the last counts."""
    taken = select(MessageRow).where(MessageRow.lane == place.lane, MessageRow.job.is_not(None))
    asked: dict[str, int] = {}
    for message in session.scalars(taken):
        question = message.job or ""
        asked[question] = min(asked.get(question, message.position), message.position)
    answers = session.scalars(select(AnswerRow).where(AnswerRow.lane == place.lane).order_by(AnswerRow.at))
    latest = {answer.question: answer for answer in answers}
    turns = [(asked.get(question, int(row.at * 1e6)), row) for question, row in latest.items()]
    return tuple(turn_of(row) for at, row in sorted(turns, key=lambda turn: turn[0]) if at < before)


def answer_of(body: dict[str, Any]) -> Answer:
    """Read an answer back from ``dataclasses.asdict``."""
    lists: dict[str, Any] = {
        "citations": tuple(Citation(**citation) for citation in body["citations"]),
        "claims": tuple(_claim(claim) for claim in body["claims"]),
        "rejected": tuple(_claim(claim) for claim in body["rejected"]),
    }
    return Answer(**(body | lists))


def _claim(body: dict[str, Any]) -> Claim:
    return Claim(**(body | {"completed": tuple(body.get("completed", ()))}))


def posts_of(session: Session, job_id: str) -> tuple[str, ...]:
    return tuple(session.scalars(select(PostRow.ts).where(PostRow.job == job_id).order_by(PostRow.row)))


def open_hand_off(session: Session, place: Place) -> HandOffRow | None:
    return session.scalar(select(HandOffRow).where(HandOffRow.open_lane == place.lane))


def asked_by(job: str) -> Select[MessageRow]:
    """The messages that a job answers. Whoever reads them so may rely on them until the transaction ends."""
    return select(MessageRow).where(MessageRow.job == job).order_by(MessageRow.position).with_for_update()


def take(session: Session, job: str, first: Said) -> list[MessageRow]:
    """Return the row of messages that a job answers; the first time they are marked as this job's.

    The rows are locked one by one, in their order, and whoever withdraws a message locks the same row:
    either it is withdrawn and not taken, or taken and known as such to the withdrawal.
    """
    if row := session.scalars(asked_by(job)).all():
        return [message for message in row if not message.withdrawn]
    theirs = (MessageRow.lane == first.place.lane, MessageRow.user == first.user)
    worded = or_(MessageRow.text != "", MessageRow.job.is_(None))  # a file that was noted ends no row
    query = select(MessageRow).where(*theirs, MessageRow.withdrawn.is_(False), worded)
    row = _around(session.scalars(query.order_by(MessageRow.position).with_for_update()).all(), first.id)
    for message in row:
        message.job = job
    return row


def _around(messages: Sequence[MessageRow], first: str) -> list[MessageRow]:
    """Return the messages from ``first`` on that no job has taken, up to the one that one has.

    What was written before ``first`` has a job before this one; only what it overtook comes along.
    """
    at = next((i for i, message in enumerate(messages) if message.id == first), None)
    if at is None or messages[at].job is not None:
        return []
    since = messages[at].heard - _AT_ONCE
    before = takewhile(lambda m: m.job is None and m.heard >= since, reversed(messages[:at]))
    return [*reversed([*before]), *takewhile(lambda m: m.job is None, messages[at:])]
