"""Conversations on platforms: addresses, deliveries, events that were taken in"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("conversation") as table:
        table.add_column(sa.Column("address", sa.LargeBinary()))
        table.add_column(sa.Column("address_index", sa.LargeBinary(32)))
        table.add_column(sa.Column("deliver_at", UtcDateTime()))
        table.add_column(sa.Column("delivery_claim", sa.String(32)))
        table.add_column(sa.Column("delivery_attempts", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_conversation_deliver_at", "conversation", ["deliver_at"])
    op.create_index("uq_conversation_channel_address_index", "conversation", ["channel", "address_index"], unique=True)
    with op.batch_alter_table("message") as table:
        table.add_column(sa.Column("delivery", sa.String(8)))
        table.add_column(sa.Column("delivery_error", sa.String(48)))
    waiting = sa.text("delivery = 'waiting'")
    op.create_index(
        "ix_message_waiting",
        "message",
        ["conversation_id", "number"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_table(
        "heard_event",
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("event_index", sa.LargeBinary(32), nullable=False),
        sa.Column("heard_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "event_index", name="pk_heard_event"),
    )
    op.create_index("ix_heard_event_heard_at", "heard_event", ["heard_at"])


def downgrade() -> None:
    op.drop_table("heard_event")
    op.drop_index("ix_message_waiting", "message")
    with op.batch_alter_table("message") as table:
        table.drop_column("delivery_error")
        table.drop_column("delivery")
    op.drop_index("uq_conversation_channel_address_index", "conversation")
    op.drop_index("ix_conversation_deliver_at", "conversation")
    with op.batch_alter_table("conversation") as table:
        for name in ("address", "address_index", "deliver_at", "delivery_claim", "delivery_attempts"):
            table.drop_column(name)
