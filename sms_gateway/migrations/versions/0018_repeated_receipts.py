"""Receipts that came again for messages that had ended, counted."""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "repeated_receipt",
        sa.Column("provider", sa.String(32), nullable=False),
        sa.Column("receipts", sa.BigInteger(), nullable=False),
        sa.Column("last", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("provider", name="pk_repeated_receipt"),
    )


def downgrade() -> None:
    op.drop_table("repeated_receipt")
