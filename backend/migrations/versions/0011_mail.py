"""Outbox: e-mails beside SMS"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("channel", sa.String(8), nullable=False, server_default="sms"))
    op.drop_index("ix_outbox_state_due_at", "outbox")
    op.create_index("ix_outbox_channel_state_due_at", "outbox", ["channel", "state", "due_at"])


def downgrade() -> None:
    op.execute("DELETE FROM outbox WHERE channel <> 'sms'")
    op.drop_index("ix_outbox_channel_state_due_at", "outbox")
    op.create_index("ix_outbox_state_due_at", "outbox", ["state", "due_at"])
    op.drop_column("outbox", "channel")
