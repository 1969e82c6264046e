"""Parts of a contract's rate, leased to senders."""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rate_share",
        sa.Column("provider", sa.String(32), nullable=False),
        sa.Column("telco", sa.String(16), nullable=False),
        sa.Column("holder", sa.String(64), nullable=False),
        sa.Column("per_second", sa.Float(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("provider", "telco", "holder", name="pk_rate_share"),
    )


def downgrade() -> None:
    op.drop_table("rate_share")
