"""When a campaign is to start by itself, and by what its recipients file is known again."""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("campaign", sa.Column("start_at", UtcDateTime))
    op.add_column("campaign", sa.Column("file_hash", sa.LargeBinary(32)))
    op.create_index("ix_campaign_file_hash", "campaign", ["key_id", "file_hash"])


def downgrade() -> None:
    op.drop_index("ix_campaign_file_hash", "campaign")
    with op.batch_alter_table("campaign") as table:
        table.drop_column("file_hash")
        table.drop_column("start_at")
