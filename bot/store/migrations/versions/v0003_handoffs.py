"""Hand-offs know in which channel they were announced; their reason, which nobody ever gave, goes.

Messages know when they were edited last.
"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0003", "0002"


def upgrade() -> None:
    op.add_column("hand_offs", sa.Column("announced_in", sa.Text(), nullable=False, server_default=""))
    op.drop_column("hand_offs", "reason")
    op.add_column("messages", sa.Column("edited", sa.BigInteger(), nullable=False, server_default="0"))
