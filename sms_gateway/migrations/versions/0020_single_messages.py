"""Messages in no campaign by when they were taken, so that reports can count them among the campaigns' millions."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_WHERE = "campaign_id IS NULL"


def upgrade() -> None:
    op.create_index(
        "ix_message_single", "message", ["created_at"], sqlite_where=sa.text(_WHERE), postgresql_where=sa.text(_WHERE)
    )


def downgrade() -> None:
    op.drop_index("ix_message_single", "message")
