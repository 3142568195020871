"""What a database does that was opened and then fails: a sentence for people, its own error for the log."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from bot.domain import Entry, Place, Said
from bot.errors import NotReady
from bot.store import SqlStore
from bot.store.conversations import Conversations
from bot.store.database import open_database, writing
from bot.work import Job
from bot.work.jobs import JobBook

SAID = Said("T1:C1:1.000001", Place("T1", "C1", "1.000001"), "U1", "Hi", "1.000001")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path / 'shop.db'}")
    yield engine
    engine.dispose()


def tell(engine: Engine, pragma: str) -> None:
    """Set up the one connection in the pool."""
    with engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA {pragma}")


def test_a_database_that_is_locked_for_long_says_so(engine: Engine, tmp_path: Path) -> None:
    tell(engine, "busy_timeout=20")
    other = sqlite3.connect(tmp_path / "shop.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(NotReady, match="writing to the database for long") as raised:
        Conversations(engine).hear(SAID)
    assert isinstance(raised.value.__cause__, SQLAlchemyError)
    other.execute("ROLLBACK")
    other.close()
    assert Conversations(engine).hear(SAID), "afterwards it goes on"


def test_a_database_that_cannot_be_written_says_so(engine: Engine) -> None:
    tell(engine, "query_only=ON")
    with pytest.raises(NotReady, match="read-only"):
        JobBook(engine).add(Job("a", "lane", "answer"), 0.0)


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{tmp_path / 'shop.db'}")
    tell(store.engine, "max_page_count=1")  # that is: no more than there are
    with pytest.raises(NotReady, match="disk of the database is full"):
        store.put([Entry(f"e{number}", "?" * 1000, "!" * 1000) for number in range(200)])
    assert store.entries() == []
    store.close()


def test_other_failures_name_their_reason_but_not_what_people_wrote(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{tmp_path / 'shop.db'}")
    with store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE entries")
    with pytest.raises(NotReady, match=r"The database failed .*no such table"):
        store.entries()
    with pytest.raises(NotReady) as raised:
        store.put([Entry("secret", "?", "!")])
    assert "secret" not in str(raised.value)
    store.close()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_connection_that_is_cut_is_named(database: str) -> None:
    engine = open_database(database)
    with pytest.raises(NotReady, match="connection to the database is gone"), writing(engine) as session:
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert Conversations(engine).hear(SAID), "the next one opens another"
    engine.dispose()
