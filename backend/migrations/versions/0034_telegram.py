"""Telegram"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channel_fetching",
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("holder", sa.String(32), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("next_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("source", name="pk_channel_fetching"),
    )


def downgrade() -> None:
    op.drop_table("channel_fetching")
