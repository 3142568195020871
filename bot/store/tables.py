"""The tables of the database, as SQLAlchemy classes.

Columns and keys only: who may write what, and when, is the business of the room that owns them. Whoever
changes this file adds a migration (``bot/store/migrations``); a test compares the two.
"""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, Double, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    type_annotation_map: ClassVar[dict[Any, Any]] = {float: Double}


class EntryRow(Base):
    __tablename__ = "entries"
    __table_args__ = (UniqueConstraint("id", "version"),)

    row: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(Text, index=True)
    version: Mapped[int]
    position: Mapped[int]  # shared by all versions of an entry: where it first came
    live: Mapped[bool] = mapped_column(index=True)
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text)
    section: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    also: Mapped[list[str]] = mapped_column(JSON)


class RevisionRow(Base):
    __tablename__ = "entries_revision"

    row: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]


class VectorRow(Base):
    __tablename__ = "vectors"

    embedder: Mapped[str] = mapped_column(String(100), primary_key=True)
    text_hash: Mapped[str] = mapped_column(String(32), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class MessageRow(Base):
    """What a person said. Withdrawn or forgotten it keeps its id, so that a redelivery is still known."""

    __tablename__ = "messages"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    lane: Mapped[str] = mapped_column(Text, index=True)
    team: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    thread: Mapped[str] = mapped_column(Text)
    user: Mapped[str] = mapped_column(Text, index=True)
    text: Mapped[str] = mapped_column(Text)
    ts: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(BigInteger)  # ts in microseconds, to compare
    heard: Mapped[float]
    edited: Mapped[int] = mapped_column(BigInteger, server_default="0")  # the newest edit, in microseconds
    job: Mapped[str | None] = mapped_column(Text, index=True)
    withdrawn: Mapped[bool]


class AnswerRow(Base):
    """An answer with its citations and claims. ``question`` names the job without its ``#`` tail."""

    __tablename__ = "answers"

    job: Mapped[str] = mapped_column(Text, primary_key=True)
    question: Mapped[str] = mapped_column(Text, index=True)
    lane: Mapped[str] = mapped_column(Text, index=True)
    team: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    thread: Mapped[str] = mapped_column(Text)
    user: Mapped[str] = mapped_column(Text, index=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[float]


class PostRow(Base):
    """A Slack message that carries words of a job. ``channel`` is not known of all, nor before 0006."""

    __tablename__ = "posts"
    __table_args__ = (UniqueConstraint("job", "ts"),)

    row: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(Text, index=True)
    channel: Mapped[str] = mapped_column(Text, server_default="")
    ts: Mapped[str] = mapped_column(Text)
    at: Mapped[float]


class RatingRow(Base):
    """What a person thinks of an answer. Forgotten, the verdict stays without the person and the reason."""

    __tablename__ = "ratings"
    __table_args__ = (UniqueConstraint("job", "user"),)

    row: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(Text, index=True)
    user: Mapped[str | None] = mapped_column(Text, index=True)
    good: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[float]


class HandOffRow(Base):
    """A conversation that people took over. ``open_lane`` is its lane until it is handed back, then null."""

    __tablename__ = "hand_offs"

    row: Mapped[int] = mapped_column(primary_key=True)
    open_lane: Mapped[str | None] = mapped_column(Text, unique=True)
    team: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    thread: Mapped[str] = mapped_column(Text)
    user: Mapped[str] = mapped_column(Text, index=True)
    at: Mapped[float]
    announced_in: Mapped[str] = mapped_column(Text, server_default="")  # a channel; not known before 0003
    announced: Mapped[str] = mapped_column(Text)


_UNFINISHED = text("ended IS NULL")


class JobRow(Base):
    """A piece of durable work, in the order of submission. ``ended`` is null while it waits or runs."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_unfinished", "row", sqlite_where=_UNFINISHED, postgresql_where=_UNFINISHED),
        Index("ix_jobs_lane_unfinished", "lane", sqlite_where=_UNFINISHED, postgresql_where=_UNFINISHED),
    )

    row: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(Text, unique=True)
    lane: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    user: Mapped[str] = mapped_column(Text, index=True)
    state: Mapped[str] = mapped_column(String(10))  # waiting, running, done, failed, cancelled
    cancelled: Mapped[bool]
    not_before: Mapped[float]
    tries: Mapped[int]  # that ended in an error
    starts: Mapped[int]  # in how many processes it was begun
    error: Mapped[str] = mapped_column(Text)
    at: Mapped[float]
    ended: Mapped[float | None]


class ReplyRow(Base):
    """What was answered to a request of the HTTP API that came with a key. Without a body it is in hand."""

    __tablename__ = "replies"

    caller: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    request: Mapped[str] = mapped_column(String(64))  # SHA-256 of what was asked
    owner: Mapped[str] = mapped_column(Text)  # the process that has it in hand
    body: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    at: Mapped[float]


class ExecutorRow(Base):
    """A process that does jobs, and when its heart last beat."""

    __tablename__ = "executors"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    process: Mapped[str] = mapped_column(Text)
    beat: Mapped[float]


class OrderRow(Base):
    """A brief that somebody handed in. Forgotten it keeps its id, so that a redelivery is still known."""

    __tablename__ = "orders"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    team: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    thread: Mapped[str] = mapped_column(Text)
    user: Mapped[str] = mapped_column(Text, index=True)
    brief: Mapped[dict[str, Any]] = mapped_column(JSON)
    changes: Mapped[list[str]] = mapped_column(JSON)
    count: Mapped[int]
    seed: Mapped[int] = mapped_column(BigInteger)
    withdrawn: Mapped[bool]
    at: Mapped[float]


class CopyRow(Base):
    """A copy that was written for an order, as it stands now."""

    __tablename__ = "copies"
    __table_args__ = (UniqueConstraint("order", "number"),)

    row: Mapped[int] = mapped_column(primary_key=True)
    order: Mapped[str] = mapped_column(Text, index=True)
    number: Mapped[int]
    version: Mapped[int]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[float]


class ChoiceRow(Base):
    """What somebody did with a copy. Forgotten, the deed stays without the person and the words."""

    __tablename__ = "choices"

    row: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Text, unique=True)
    order: Mapped[str] = mapped_column(Text, index=True)
    number: Mapped[int]
    user: Mapped[str | None] = mapped_column(Text, index=True)
    deed: Mapped[str] = mapped_column(String(10))  # used, edited, again, dismissed, chosen
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    change: Mapped[str] = mapped_column(Text)
    confirmed: Mapped[list[str]] = mapped_column(JSON)
    at: Mapped[float]
