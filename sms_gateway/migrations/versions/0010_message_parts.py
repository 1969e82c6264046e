"""Receipts for each part of a long message."""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "message_part",
        sa.Column(
            "message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("total", sa.SmallInteger(), nullable=False),
        sa.Column("provider", sa.String(32), nullable=False),
        sa.Column("provider_message_id", sa.String(64), nullable=False),
        sa.Column("status", sa.SmallInteger()),
        sa.Column("taken_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "number", name="pk_message_part"),
    )
    awaiting = sa.text("status IS NULL")
    op.create_index(
        "ix_message_part_awaiting",
        "message_part",
        ["provider", "provider_message_id"],
        sqlite_where=awaiting,
        postgresql_where=awaiting,
    )


def downgrade() -> None:
    op.drop_table("message_part")
