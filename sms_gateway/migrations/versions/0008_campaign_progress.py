"""How campaigns went along, for the chart of their rate"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign_progress",
        sa.Column("campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("handed_over", sa.BigInteger(), nullable=False),
        sa.Column("delivered", sa.BigInteger(), nullable=False),
        sa.Column("failed", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_campaign_progress_campaign_id"),
        sa.PrimaryKeyConstraint("campaign_id", "at", name="pk_campaign_progress"),
    )


def downgrade() -> None:
    op.drop_table("campaign_progress")
