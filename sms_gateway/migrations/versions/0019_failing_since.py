"""Since when an address takes nothing."""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("callback", sa.Column("failing_since", UtcDateTime()))


def downgrade() -> None:
    op.drop_column("callback", "failing_since")
