"""The books know in which channel a post stands: cards of the marketing desk may be in a direct message."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0006", "0005"


def upgrade() -> None:
    op.add_column("posts", sa.Column("channel", sa.Text(), nullable=False, server_default=""))
