"""Conversations: messages, answers, posts, ratings, hand-offs; durable work and who does it."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0002", "0001"


def upgrade() -> None:
    _conversations()
    _work()


def _conversations() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.Text(), primary_key=True),
        *_texts("lane", "team", "channel", "thread", "user", "text", "ts"),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("heard", sa.Double(), nullable=False),
        sa.Column("job", sa.Text()),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
    )
    _indexes("messages", "lane", "user", "job")
    op.create_table(
        "answers",
        sa.Column("job", sa.Text(), primary_key=True),
        *_texts("question", "lane", "team", "channel", "thread", "user"),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
    )
    _indexes("answers", "question", "lane", "user")
    op.create_table(
        "posts",
        sa.Column("row", sa.Integer(), primary_key=True),
        *_texts("job", "ts"),
        sa.Column("at", sa.Double(), nullable=False),
        sa.UniqueConstraint("job", "ts"),
    )
    _indexes("posts", "job")
    op.create_table(
        "ratings",
        sa.Column("row", sa.Integer(), primary_key=True),
        *_texts("job"),
        sa.Column("user", sa.Text()),
        sa.Column("good", sa.Boolean(), nullable=False),
        *_texts("reason"),
        sa.Column("at", sa.Double(), nullable=False),
        sa.UniqueConstraint("job", "user"),
    )
    _indexes("ratings", "job", "user")
    op.create_table(
        "hand_offs",
        sa.Column("row", sa.Integer(), primary_key=True),
        sa.Column("open_lane", sa.Text(), unique=True),
        *_texts("team", "channel", "thread", "user", "reason"),
        sa.Column("at", sa.Double(), nullable=False),
        *_texts("announced"),
    )
    _indexes("hand_offs", "user")


def _work() -> None:
    op.create_table(
        "jobs",
        sa.Column("row", sa.Integer(), primary_key=True),
        sa.Column("id", sa.Text(), nullable=False, unique=True),
        *_texts("lane", "kind"),
        sa.Column("payload", sa.JSON(), nullable=False),
        *_texts("user"),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("not_before", sa.Double(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        *_texts("error"),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("ended", sa.Double()),
    )
    _indexes("jobs", "user")
    unfinished = sa.text("ended IS NULL")
    for name, column in (("ix_jobs_unfinished", "row"), ("ix_jobs_lane_unfinished", "lane")):
        op.create_index(name, "jobs", [column], sqlite_where=unfinished, postgresql_where=unfinished)
    op.create_table(
        "executors",
        sa.Column("name", sa.Text(), primary_key=True),
        *_texts("process"),
        sa.Column("beat", sa.Double(), nullable=False),
    )


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _indexes(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])
