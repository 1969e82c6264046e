"""Receipts that match no message."""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "unmatched_receipt",
        sa.Column("id", _ID, nullable=False),
        sa.Column("provider", sa.String(32), nullable=False),
        sa.Column("provider_message_id", sa.String(64), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("error", sa.String(64)),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_unmatched_receipt"),
    )
    op.create_index("ix_unmatched_receipt_received_at", "unmatched_receipt", ["received_at"])


def downgrade() -> None:
    op.drop_table("unmatched_receipt")
