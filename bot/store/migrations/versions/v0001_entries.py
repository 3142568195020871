"""The FAQ's entries with their versions, and the vectors of its texts."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0001", None


def upgrade() -> None:
    op.create_table(
        "entries",
        sa.Column("row", sa.Integer(), primary_key=True),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("also", sa.JSON(), nullable=False),
        sa.UniqueConstraint("id", "version"),
    )
    op.create_index("ix_entries_id", "entries", ["id"])
    op.create_index("ix_entries_live", "entries", ["live"])
    op.create_table(
        "entries_revision",
        sa.Column("row", sa.Integer(), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
    )
    op.create_table(
        "vectors",
        sa.Column("embedder", sa.String(100), primary_key=True),
        sa.Column("text_hash", sa.String(32), primary_key=True),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
    )
