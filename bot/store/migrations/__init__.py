"""Brings a database to today's tables, whichever version of Shopkeeper made it.

Runs at every start. Alembic is imported only when there is something to do. To add a step: change
``bot/store/tables.py``, write ``versions/vNNNN_name.py`` and set ``HEAD``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

from bot.errors import NotReady

#: The newest step, and the one that a database without any mark has behind it.
HEAD, FIRST = "0006", "0001"
_LOCK = 5_102_077_001  # any number that nobody else in this PostgreSQL server locks


def migrate(engine: Engine) -> None:
    """Bring the database up to date; of several processes one does it and the others wait.

    Raises:
        NotReady: a newer Shopkeeper made it.
    """
    with engine.connect() as connection:
        if _version(connection) == HEAD:
            return
    with engine.connect() as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        else:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        if _version(connection) != HEAD:
            _upgrade(connection)


def _version(connection: Connection) -> Any:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    if (_version(connection) or HEAD) > HEAD:
        raise NotReady("The database was made by a newer Shopkeeper. Install that one, or restore a backup.")
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.attributes["connection"] = connection
    if _version(connection) is None and inspect(connection).has_table("entries"):
        command.stamp(config, FIRST)  # made by a version that knew no migrations
    command.upgrade(config, "head")
