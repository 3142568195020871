"""The marketing desk: briefs handed in, copies written for them, what people decided about each."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0005", "0004"


def upgrade() -> None:
    op.create_table(
        "orders",
        sa.Column("id", sa.Text(), primary_key=True),
        *_texts("team", "channel", "thread", "user"),
        sa.Column("brief", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
    )
    op.create_index("ix_orders_user", "orders", ["user"])
    op.create_table(
        "copies",
        sa.Column("row", sa.Integer(), primary_key=True),
        *_texts("order"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.UniqueConstraint("order", "number"),
    )
    op.create_index("ix_copies_order", "copies", ["order"])
    op.create_table(
        "choices",
        sa.Column("row", sa.Integer(), primary_key=True),
        sa.Column("key", sa.Text(), nullable=False, unique=True),
        *_texts("order"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("user", sa.Text()),
        sa.Column("deed", sa.String(10), nullable=False),
        *_texts("before", "after", "change"),
        sa.Column("confirmed", sa.JSON(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
    )
    op.create_index("ix_choices_order", "choices", ["order"])
    op.create_index("ix_choices_user", "choices", ["user"])


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]
