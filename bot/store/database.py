"""How a database is opened: SQLite by default, PostgreSQL by its address, brought up to date at once."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.errors import NotReady
from bot.store.migrations import migrate


def open_database(url: str) -> Engine:
    """Open a database and bring its tables up to date.

    Raises:
        NotReady: it cannot be opened.
    """
    try:
        # What people wrote does not belong in an error's text.
        engine = create_engine(
            full_url(url), pool_pre_ping=not url.startswith("sqlite"), hide_parameters=True
        )
    except (SQLAlchemyError, ImportError) as error:  # an unknown kind, or a driver that is not installed
        raise _unopened(error) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _tune_sqlite)
    try:
        migrate(engine)
    except SQLAlchemyError as error:
        engine.dispose()
        raise _unopened(error) from error
    except NotReady:
        engine.dispose()
        raise
    return engine


def _unopened(error: Exception) -> NotReady:
    reason = str(error).splitlines()[0]
    return NotReady(f"The database cannot be opened ({reason}). Check its address and its folder.")


def full_url(url: str) -> str:
    """Name the driver where people leave it out: ``postgres://`` and ``postgresql://`` mean psycopg 3."""
    scheme, separator, rest = url.partition("://")
    return (
        f"postgresql+psycopg://{rest}" if scheme in ("postgres", "postgresql") else scheme + separator + rest
    )


#: What databases say when nothing can be done about it here, and what people can do about it.
_OUTAGES = (
    (("is locked", "is busy"), "Another process has been writing to the database for long. Try again."),
    (("is full", "no space left"), "The disk of the database is full. Make room on it, and try again."),
    (
        ("readonly", "read-only", "read only"),
        "The database cannot be written: it is read-only, or was moved. Look at its rights and its folder.",
    ),
    (
        ("connection", "connect to", "shutting down", "starting up"),
        "The connection to the database is gone. Look whether its server runs, and try again.",
    ),
)


@contextmanager
def translated() -> Iterator[None]:
    """Say in a sentence what goes wrong with a database that was opened; its own error is the cause.

    Raises:
        NotReady: it did.
    """
    try:
        yield
    except SQLAlchemyError as error:
        reason = str(error).splitlines()[0]
        sentences = (say for words, say in _OUTAGES if any(word in reason.lower() for word in words))
        raise NotReady(next(sentences, f"The database failed ({reason}).")) from error


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Open a session that only reads.

    Raises:
        NotReady: the database fails.
    """
    with translated(), Session(engine) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """Open a transaction that reads and then writes.

    SQLite would let a second reader in between; it takes the writer's lock at once instead.

    Raises:
        NotReady: the database fails.
    """
    with translated(), Session(engine) as session, session.begin():
        if engine.dialect.name == "sqlite":
            session.execute(text("BEGIN IMMEDIATE"))
        yield session


def lock(session: Session, name: str) -> None:
    """Let nobody else into this part until the transaction ends. On SQLite a writer is alone anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


#: How long a second writer waits.
_BUSY = "PRAGMA busy_timeout=10000"


def _tune_sqlite(connection: Any, _: object) -> None:
    """Readers go on while one writes, a second writer waits, what is deleted is overwritten.

    A commit is on the disk when it returns: a question that was acknowledged outlives a power cut.
    """
    connection.execute(_BUSY)
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA secure_delete=ON")


def _write_ahead(connection: Any) -> None:
    """Keep a journal beside the database, in which one writes while others read.

    Of several who open a new database at once all but one are refused at that moment, for SQLite does not
    wait for the lock that changes the journal: who finds it changed has nothing to do.
    """
    end = time.monotonic() + 10
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)


def scrub(engine: Engine, patience: float = 0.0) -> bool:
    """Let no deleted words linger in SQLite's journal; PostgreSQL reclaims them by its own rules.

    Whoever reads holds it up, so it is tried for ``patience`` seconds. False: the words may linger there.
    """
    if engine.dialect.name != "sqlite":
        return True
    end = time.monotonic() + patience
    with translated(), engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=500")
        try:
            while connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]:
                if time.monotonic() > end:
                    return False
                time.sleep(0.1)
        finally:
            connection.exec_driver_sql(_BUSY)
    return True
