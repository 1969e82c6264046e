"""Numbers that kept their prefix and changed their operator."""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ported_number",
        sa.Column("phone_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("telco", sa.String(16), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("learnt_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("phone_hash", name="pk_ported_number"),
    )


def downgrade() -> None:
    op.drop_table("ported_number")
