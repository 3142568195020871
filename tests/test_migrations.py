"""A database of any age becomes today's, without a loss, and by one process only."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.domain import Entry, HandOff, Place
from bot.errors import NotReady
from bot.store import SqlStore, migrations
from bot.store.conversations import Conversations
from bot.store.database import full_url, open_database
from bot.store.tables import Base

# The tables as version 0.1.0 made them with create_all, before there were migrations.
OLD = [
    """CREATE TABLE entries ("row" {serial} NOT NULL PRIMARY KEY, id TEXT NOT NULL, version INTEGER NOT NULL,
    position INTEGER NOT NULL, live BOOLEAN NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL,
    section TEXT NOT NULL, language TEXT NOT NULL, url TEXT NOT NULL, also JSON NOT NULL,
    UNIQUE (id, version))""",
    "CREATE INDEX ix_entries_id ON entries (id)",
    "CREATE INDEX ix_entries_live ON entries (live)",
    'CREATE TABLE entries_revision ("row" {serial} NOT NULL PRIMARY KEY, number INTEGER NOT NULL)',
    """CREATE TABLE vectors (embedder VARCHAR(100) NOT NULL, text_hash VARCHAR(32) NOT NULL,
    vector {bytes} NOT NULL, PRIMARY KEY (embedder, text_hash))""",
    """INSERT INTO entries (id, version, position, live, question, answer, section, language, url, also)
    VALUES ('hours', 1, 1, {true}, 'When are you open?', 'From nine to five.',
    'Visit', 'en', '', '["opening times"]')""",
    "INSERT INTO entries_revision VALUES (1, 7)",
]


def make_old(url: str) -> None:
    engine = sa.create_engine(full_url(url))
    postgres = engine.dialect.name == "postgresql"
    words = {"{bytes}": "BYTEA", "{true}": "true", "{serial}": "SERIAL"}
    if not postgres:
        words = {"{bytes}": "BLOB", "{true}": "1", "{serial}": "INTEGER"}
    with engine.begin() as connection:
        for statement in OLD:
            for name, word in words.items():
                statement = statement.replace(name, word)
            connection.exec_driver_sql(statement)
    engine.dispose()


def test_a_database_without_migrations_is_taken_over_as_it_is(database: str) -> None:
    make_old(database)
    store = SqlStore(database)
    wanted = Entry("hours", "When are you open?", "From nine to five.", "Visit", also=("opening times",))
    assert store.entries() == [wanted]
    assert store.revision() == 7
    store.put([Entry("cost", "What does it cost?", "Nothing.")])
    assert [entry.id for entry in store.entries()] == ["hours", "cost"]
    store.close()


@pytest.mark.parametrize("old", [False, True], ids=["empty", "old"])
def test_the_steps_lead_to_the_tables_of_today(database: str, old: bool) -> None:
    if old:
        make_old(database)
    engine = open_database(database)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()
    assert not differences


def test_a_hand_off_of_before_is_still_one(database: str) -> None:
    """Step 3 takes a column away and adds one, under rows that are there."""
    engine = sa.create_engine(full_url(database))
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        values = "('T1:C1:1.1', 'T1', 'C1', '1.1', 'U1', '', 5.0, '7.7')"
        names = 'open_lane, team, channel, thread, "user", reason, at, announced'
        connection.exec_driver_sql(f"INSERT INTO hand_offs ({names}) VALUES {values}")
    engine.dispose()
    engine = open_database(database)
    assert Conversations(engine).hand_offs() == (HandOff(Place("T1", "C1", "1.1"), "U1", 5.0, "", "7.7"),)
    engine.dispose()


def test_head_is_the_last_step() -> None:
    assert ScriptDirectory(str(Path(migrations.__file__).parent)).get_heads() == [migrations.HEAD]


def test_of_many_that_start_at_once_one_migrates(database: str) -> None:
    make_old(database)
    failed = []

    def start() -> None:
        try:
            open_database(database).dispose()
        except Exception as error:  # noqa: BLE001 - shown below
            failed.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed


def test_a_database_of_the_future_is_refused(database: str) -> None:
    engine = open_database(database)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(NotReady, match="newer Shopkeeper"):
        open_database(database)
