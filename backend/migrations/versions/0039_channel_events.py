"""Events of platforms, kept until they are worked on"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "channel_event",
        sa.Column("id", _ID, nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("event_index", sa.LargeBinary(32), nullable=False),
        sa.Column("lane", sa.LargeBinary(32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime()),
        sa.Column("claim", sa.String(32)),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name="pk_channel_event"),
        sa.UniqueConstraint("channel", "event_index", name="uq_channel_event_channel_event_index"),
    )
    op.create_index("ix_channel_event_lane_id", "channel_event", ["lane", "id"])


def downgrade() -> None:
    op.drop_table("channel_event")
