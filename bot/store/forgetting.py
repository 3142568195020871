"""What is removed when a person asks to be forgotten, or when things have become old.

Works within a transaction that someone else has opened. Ids of messages and jobs stay after a person was
forgotten: they name nobody, and keep a late redelivery from being answered again.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, Select, case, delete, func, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import UpdateBase

from bot.store import briefed
from bot.store.tables import (
    AnswerRow,
    ChoiceRow,
    CopyRow,
    HandOffRow,
    JobRow,
    MessageRow,
    OrderRow,
    PostRow,
    RatingRow,
    ReplyRow,
)

_OWNED = (MessageRow, AnswerRow, RatingRow, HandOffRow, JobRow, OrderRow, ChoiceRow)


def forget(session: Session, user: str) -> dict[str, int]:
    """Remove what a person wrote, the answers to it, and their name; return the rows touched, by table."""
    spoken = select(MessageRow.id).where(MessageRow.user == user)
    jobs = or_(JobRow.user == user, JobRow.id.in_(_questions(user)), JobRow.id.in_(spoken))
    steps = {
        "posts": delete(PostRow).where(_posts(user)),
        "answers": delete(AnswerRow).where(AnswerRow.job.in_(_answers(user))),
        "jobs": update(JobRow).where(jobs).values(payload={}, user="", error="", cancelled=True),
        "messages": update(MessageRow)
        .where(MessageRow.user == user)
        .values(user="", text="", withdrawn=True),
        "ratings": update(RatingRow).where(RatingRow.user == user).values(user=None, reason=""),
        "hand_offs": update(HandOffRow).where(HandOffRow.user == user).values(user=""),
        **_copies_of(user),
    }
    _end_waiting(session, jobs)
    return _counted(session, steps)


def remains(session: Session, user: str) -> dict[str, int]:
    """Count, by table, the rows that still know this person."""
    counts = {
        table.__tablename__: select(func.count()).select_from(table).where(table.user == user)
        for table in _OWNED
    }
    counts["posts"] = select(func.count()).select_from(PostRow).where(_posts(user))
    counts["copies"] = select(func.count()).select_from(CopyRow).where(briefed.copies(user))
    return {table: session.scalar(query) or 0 for table, query in counts.items()}


def expire(session: Session, before: float) -> dict[str, int]:
    """Remove what is older than ``before``, but for work in hand; return the rows removed, by table.

    A hand-off that is still open stays, or the bot would interrupt.
    """
    in_hand = select(JobRow.id).where(JobRow.ended.is_(None))
    asked = MessageRow.job.not_in(in_hand) | (MessageRow.job.is_(None) & MessageRow.id.not_in(in_hand))
    steps = {
        "messages": delete(MessageRow).where(MessageRow.heard < before, asked),
        "answers": delete(AnswerRow).where(AnswerRow.at < before, AnswerRow.job.not_in(in_hand)),
        "posts": delete(PostRow).where(PostRow.at < before, PostRow.job.not_in(in_hand)),
        "ratings": delete(RatingRow).where(RatingRow.at < before),
        "hand_offs": delete(HandOffRow).where(HandOffRow.at < before, HandOffRow.open_lane.is_(None)),
        "jobs": delete(JobRow).where(JobRow.ended < before),
        "replies": delete(ReplyRow).where(ReplyRow.at < before),
        "copies": delete(CopyRow).where(CopyRow.at < before, CopyRow.order.not_in(in_hand)),
        "choices": delete(ChoiceRow).where(ChoiceRow.at < before),
        "orders": delete(OrderRow).where(OrderRow.at < before, OrderRow.id.not_in(in_hand)),
    }
    return _counted(session, steps)


def _questions(user: str) -> Select[Any]:
    """The jobs that are about what this person said: named after a message, or that took one."""
    return select(func.coalesce(MessageRow.job, MessageRow.id)).where(MessageRow.user == user)


def _answers(user: str) -> Select[Any]:
    return select(AnswerRow.job).where(or_(AnswerRow.user == user, AnswerRow.question.in_(_questions(user))))


def _copies_of(user: str) -> dict[str, UpdateBase]:
    """What their briefs and edits brought goes, and the words of what anybody did with it; the deeds stay,
    nameless.

    The order matters: choices tell which copies they edited, and briefs tell which copies are theirs.
    """
    who = case((ChoiceRow.user == user, None), else_=ChoiceRow.user)
    whose = case((OrderRow.user == user, ""), else_=OrderRow.user)
    no_words = {"before": "", "after": "", "confirmed": []}
    return {
        "copies": delete(CopyRow).where(briefed.copies(user)),
        "choices": update(ChoiceRow).where(briefed.choices(user)).values(user=who, **no_words),
        "orders": update(OrderRow)
        .where(OrderRow.id.in_(briefed.orders(user)))
        .values(user=whose, brief={}, changes=[], withdrawn=True),
    }


def _posts(user: str) -> ColumnElement[bool]:
    return or_(PostRow.job.in_(_answers(user)), PostRow.job.in_(_questions(user)), briefed.posts(user))


def _end_waiting(session: Session, jobs: Any) -> None:
    """End the jobs that have not begun; those that run are told, and end by themselves."""
    waiting = update(JobRow).where(jobs, JobRow.state == "waiting")
    session.execute(waiting.values(state="cancelled", ended=time.time()))


def _counted(session: Session, steps: Mapping[str, UpdateBase]) -> dict[str, int]:
    counts = {}
    for table, step in steps.items():
        result = session.execute(step, execution_options={"synchronize_session": False})
        counts[table] = result.rowcount if isinstance(result, CursorResult) else 0
    return counts
