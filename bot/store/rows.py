"""From rows of the conversations' tables to the nouns of the house, and the few looks that several need."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.domain import Answer, Citation, Claim, Place, Rating, Said, Turn
from bot.store.tables import AnswerRow, MessageRow, PostRow, RatingRow


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
    heard = {"position": position(said.ts), "heard": time.time(), "edited": 0, "withdrawn": False}
    return MessageRow(id=said.id, **where, **words, **heard)


def tombstone(id: str) -> MessageRow:
    """Return the row of a message that was withdrawn before it was heard: it belongs to no lane."""
    unknown = dict.fromkeys(("lane", "team", "channel", "thread", "user", "text", "ts"), "")
    return MessageRow(id=id, **unknown, position=0, heard=time.time(), edited=0, withdrawn=True)


def unheard(row: MessageRow) -> bool:
    """Whether only an edit of this message has come, not the message itself: it is in no lane yet."""
    return not row.lane and not row.withdrawn


def rate(session: Session, rating: Rating) -> None:
    """Keep a rating, or change the one that this person gave before."""
    query = select(RatingRow).where(RatingRow.job == rating.answer, RatingRow.user == rating.user)
    row = session.scalar(query)
    if row is None:
        row = RatingRow(job=rating.answer, user=rating.user, good=rating.good, reason="", at=0.0)
        session.add(row)
    if rating.reason or row.good is not rating.good:
        row.reason = clean(rating.reason)
    row.good, row.at = rating.good, time.time()


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


def asker_of(session: Session, place: Place) -> str:
    heard = (MessageRow.lane == place.lane, MessageRow.withdrawn.is_(False))
    query = select(MessageRow.user).where(*heard).order_by(MessageRow.position.desc()).limit(1)
    return session.scalar(query) or ""


def last_in_threads(session: Session, since: float, until: float) -> dict[Place, str]:
    """Return the threads between two times and the ``ts`` of the last message in each, latest first."""
    where, last = (MessageRow.team, MessageRow.channel, MessageRow.thread), func.max(MessageRow.position)
    between = MessageRow.position.between(int(since * 1_000_000), int(until * 1_000_000))
    query = select(*where, last).where(between, MessageRow.lane != "").group_by(*where).order_by(last.desc())
    return {
        Place(team, channel, thread): f"{at // 1_000_000}.{at % 1_000_000:06}"
        for team, channel, thread, at in session.execute(query)
    }


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
