"""Providers' health, judged together by all processes, and providers put off by hand."""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "provider_health",
        sa.Column("provider", sa.String(32), nullable=False),
        sa.Column("telco", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(16)),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("calm_since", UtcDateTime()),
        sa.Column("outs", sa.SmallInteger(), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=False) for name in ("answers", "errors", "seconds")),
        *(sa.Column(name, sa.Float(), nullable=False) for name in ("receipts", "delivered", "codes", "confirmed")),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("provider", "telco", name="pk_provider_health"),
    )
    op.create_table(
        "provider_hold",
        sa.Column("provider", sa.String(32), nullable=False),
        sa.Column("held_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("provider", name="pk_provider_hold"),
    )
    op.create_index("ix_otp_expires_at", "otp", ["expires_at"])


def downgrade() -> None:
    op.drop_index("ix_otp_expires_at", "otp")
    op.drop_table("provider_hold")
    op.drop_table("provider_health")
