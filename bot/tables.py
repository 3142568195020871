"""The tables of the database, as SQLAlchemy classes, and how SQLite is opened.

Columns and keys only: who may write what, and when, is the business of ``store.py``.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


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


def tune_sqlite(connection: Any, _: object) -> None:
    """Readers go on while one writes, and a second writer waits rather than fails."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA busy_timeout=10000")
