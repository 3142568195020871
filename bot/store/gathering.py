"""Which messages make one question: the thread that a message joins when heard, the row that a job takes.

A row of short messages is one question, but never two that each stand alone: the second begins a row of its
own, however long the first one waits.

Works within a transaction that someone else has opened. It is decided here alone, so that it is the same
whichever process hears a message and whichever answers it.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from bot.domain import Place, Said
from bot.manners import stands_alone
from bot.store.database import lock
from bot.store.rows import clean, position, row_of, unheard
from bot.store.tables import MessageRow

#: Seconds between two messages that are heard as good as at once, in whatever order.
_AT_ONCE = 1.0


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
    _alone_with(session, said)
    team, channel = said.place.team, said.place.channel
    at, span = position(said.ts), int(within * 1_000_000)
    same = (MessageRow.team == team, MessageRow.channel == channel, MessageRow.user == said.user)
    waits = (MessageRow.job.is_(None), MessageRow.withdrawn.is_(False), MessageRow.lane != "")
    rows: dict[str, list[MessageRow]] = {}
    for message in session.scalars(select(MessageRow).where(*same, *waits)):
        rows.setdefault(message.thread, []).append(message)
    near: dict[int, str] = {}
    for thread, row in rows.items():
        root = next((abs(m.position - at) for m in row if m.ts == thread), span + 1)
        if root <= span and _fits(said.text, row):
            near[root] = thread
    return near[min(near)] if near else said.ts


def _fits(text: str, row: Sequence[MessageRow]) -> bool:
    """Whether a line belongs to a row; one question that stands alone does not belong to another's."""
    return not (stands_alone(text) and any(stands_alone(message.text) for message in row))


def _alone_with(session: Session, said: Said) -> None:
    """Let nobody else hear or take this person's messages here until the transaction ends.

    Else a message could join a row that is being taken without it, and be answered in its thread once more.
    """
    lock(session, f"{said.place.team}:{said.place.channel}:{said.user}")


def edit_early(session: Session, said: Said, when: str) -> bool:
    """Keep the words of an edit that overtook its message, unless a newer one has. False: it has come."""
    row = session.get(MessageRow, said.id)
    if row is None:
        row = row_of(said)
        row.lane, row.edited = "", position(when)
        session.add(row)
    elif not unheard(row):
        return False
    elif position(when) > row.edited:
        row.text, row.edited = clean(said.text), position(when)
    return True


def edit(session: Session, id: str, text: str, when: str) -> str | None:
    """Keep the new text of a message, unless a newer edit has come. Return the job that took it.

    Who takes a message locks its row as well: either the job reads the new text, or it is known here.
    """
    row = session.get(MessageRow, id, with_for_update=True)
    if row is None or row.withdrawn or unheard(row) or position(when) < row.edited:
        return None
    row.text, row.edited = clean(text), position(when)
    return row.job


def last_heard(session: Session, place: Place, user: str) -> float | None:
    """Return when (Unix time, our clock) a person's last message that still waits was heard."""
    waits = (MessageRow.job.is_(None), MessageRow.withdrawn.is_(False))
    query = select(MessageRow.heard).where(MessageRow.lane == place.lane, MessageRow.user == user, *waits)
    return session.scalar(query.order_by(MessageRow.heard.desc()).limit(1))


def asked_by(job: str) -> Select[MessageRow]:
    """The messages that a job answers. Whoever reads them so may rely on them until the transaction ends."""
    return select(MessageRow).where(MessageRow.job == job).order_by(MessageRow.position).with_for_update()


def take(session: Session, job: str, first: Said) -> list[MessageRow]:
    """Return the row of messages that a job answers; the first time they are marked as this job's.

    The rows are locked one by one, in their order, and whoever withdraws a message locks the same row:
    either it is withdrawn and not taken, or taken and known as such to the withdrawal.
    """
    _alone_with(session, first)
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
    """Return the messages from ``first`` on that no job has taken, up to the next question.

    What was written before ``first`` has a job before this one; only what it overtook comes along.
    """
    at = next((i for i, message in enumerate(messages) if message.id == first), None)
    if at is None or messages[at].job is not None:
        return []
    since = messages[at].heard - _AT_ONCE
    row = [messages[at]]
    for message in messages[at + 1 :]:
        if message.job is not None or not _fits(message.text, row):
            break
        row.append(message)
    for message in reversed(messages[:at]):
        if message.job is not None or message.heard < since or not _fits(message.text, row):
            break
        row.insert(0, message)
    return row
