"""What Alembic runs for each command: our tables, and the connection that ``migrate`` has locked."""

from alembic import context
from sqlalchemy import create_engine

from bot.store.tables import Base

connection = context.config.attributes.get("connection")
if connection is None:  # `alembic revision --autogenerate`, by a developer
    connection = create_engine(context.config.get_main_option("sqlalchemy.url") or "sqlite://").connect()
context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
