"""What the bot owes to whom, and what people got of it: lost, doubled, cut, said although nobody wanted it.

Every message of the bot carries the name of the job that it is of. So each due is looked up by that name, and
whatever stands in the workspace that no due accounts for is counted too.

A due is ``lost`` when nobody sees it whole, ``doubled`` when it stands there more often than once, ``cut``
when words of the entry that it must say are missing, ``said_all_the_same`` when it was withdrawn or the bot
was to be quiet, and it stands there nevertheless.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.slack_chaos import says
from bot.playground import Message, PocketSlack


@dataclass(slots=True)
class Due:
    """Messages in ``channel`` (in its ``thread``, if one is given) of jobs whose name fits ``job``.

    ``wanted``: 1, or 0 for what must not be said. ``words``: the entry that must be found in it.
    ``quiet_from``: when Stop was pressed, on the workspace's clock; a second later nothing may change.
    """

    kind: str
    channel: str
    thread: str | None
    job: str
    words: str = ""
    wanted: int = 1
    quiet_from: float | None = None

    def found(self, slack: PocketSlack) -> list[Message]:
        """Return what people see of it."""
        return [m for m in slack.answers(self.channel, self.thread) if re.fullmatch(self.job, job_of(m))]

    def paid(self, slack: PocketSlack) -> bool:
        """Whether it is there to its end."""
        return any(_ended(message) for message in self.found(slack))

    def moved(self, slack: PocketSlack) -> bool:
        """Whether words appeared more than a second after Stop."""
        limit = float("inf") if self.quiet_from is None else self.quiet_from + 1
        return any(version.at > limit for message in self.found(slack) for version in message.versions)


def job_of(message: Message) -> str:
    """Return the job that a message of the bot's is marked with; an edit's job is its question's."""
    payload = (message.metadata or {}).get("event_payload", {})
    return str(payload.get("job", "")).partition("#")[0]


def _ended(message: Message) -> bool:
    whole = (message.metadata or {}).get("event_type") == "shopkeeper_answer"
    return whole and not (message.stream and message.stream.running)


def account(slack: PocketSlack, dues: Sequence[Due]) -> dict[str, Any]:
    """Count by kind and in all, and what no due explains."""
    kinds = {kind: [due for due in dues if due.kind == kind] for kind in sorted({due.kind for due in dues})}
    return {
        "by_kind": {kind: _count(slack, of_it) for kind, of_it in kinds.items()},
        "in_all": _count(slack, dues),
        "unexplained": [f"{job_of(said)}: {said.shown[:80]}" for said in unexplained(slack, dues)],
    }


def _count(slack: PocketSlack, dues: Sequence[Due]) -> dict[str, int]:
    wanted = [due for due in dues if due.wanted]
    found = {"n": len(dues)}
    if wanted:
        found |= {
            "lost": sum(not due.paid(slack) for due in wanted),
            "doubled": sum(len(due.found(slack)) > 1 for due in wanted),
            "cut": sum(due.paid(slack) and not says(due.found(slack), due.words) for due in wanted),
        }
    if len(wanted) < len(dues):
        found["said_all_the_same"] = sum(bool(due.found(slack)) for due in dues if not due.wanted)
    if any(due.quiet_from for due in dues):
        found["moved_after_stop"] = sum(due.moved(slack) for due in dues)
    return found


def unexplained(slack: PocketSlack, dues: Sequence[Due]) -> list[Message]:
    """Return the bot's messages, seen by all, that belong to nothing that was asked for."""
    with slack.space.lock:
        said = [m for m in slack.space.messages if m.user == slack.bot and not (m.deleted or m.only_for)]
    claimed = {id(message) for due in dues for message in due.found(slack)}
    return [message for message in said if id(message) not in claimed]
