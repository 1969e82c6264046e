"""Ratings"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversation_rating",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("occasion", sa.LargeBinary(32), nullable=False),
        sa.Column("subject", sa.String(8), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("topic", sa.String(32)),
        sa.Column("score", sa.SmallInteger(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conversation_rating"),
        sa.UniqueConstraint("occasion", name="uq_conversation_rating_occasion"),
    )
    op.create_index("ix_conversation_rating_at", "conversation_rating", ["at"])


def downgrade() -> None:
    op.drop_table("conversation_rating")
