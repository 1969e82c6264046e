"""How well citizens are helped: counts by day, channel and topic"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "conversation_day",
        sa.Column("id", _ID, nullable=False),
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("begun_at", UtcDateTime(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("topic", sa.String(32)),
        sa.Column("looked", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("fallbacks", sa.Integer(), nullable=False),
        sa.Column("unanswered", sa.Boolean(), nullable=False),
        sa.Column("handed", sa.Boolean(), nullable=False),
        sa.Column("reply_seconds", sa.Integer()),
        sa.Column("resolved", sa.Boolean(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conversation_day"),
        sa.UniqueConstraint(
            "conversation_id", "begun_at", "day", name="uq_conversation_day_conversation_id_begun_at_day"
        ),
    )
    op.create_index("ix_conversation_day_counted_day", "conversation_day", ["counted", "day"])
    op.create_table(
        "conversation_measure",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("topic", sa.String(32), nullable=False),
        sa.Column("conversations", sa.Integer(), nullable=False),
        sa.Column("bot_alone", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("fallbacks", sa.Integer(), nullable=False),
        sa.Column("handed", sa.Integer(), nullable=False),
        sa.Column("replied", sa.Integer(), nullable=False),
        sa.Column("reply_seconds", sa.BigInteger(), nullable=False),
        sa.Column("within_1m", sa.Integer(), nullable=False),
        sa.Column("within_5m", sa.Integer(), nullable=False),
        sa.Column("within_15m", sa.Integer(), nullable=False),
        sa.Column("within_60m", sa.Integer(), nullable=False),
        sa.Column("resolved", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "channel", "topic", name="pk_conversation_measure"),
    )


def downgrade() -> None:
    op.drop_table("conversation_measure")
    op.drop_table("conversation_day")
