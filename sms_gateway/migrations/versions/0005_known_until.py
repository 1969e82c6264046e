"""Until when the provider of an unanswered message may be asked for it again."""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("known_until", UtcDateTime))


def downgrade() -> None:
    with op.batch_alter_table("message") as table:
        table.drop_column("known_until")
