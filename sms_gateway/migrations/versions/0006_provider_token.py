"""Tokens of providers that give them for a while."""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "provider_token",
        sa.Column("provider", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("access", sa.LargeBinary()),
        sa.Column("refresh", sa.LargeBinary(), nullable=False),
        sa.Column("access_until", UtcDateTime()),
        sa.Column("renewed_at", UtcDateTime(), nullable=False),
        sa.Column("holder", sa.String(64)),
        sa.Column("held_until", UtcDateTime()),
        sa.Column("error", sa.String(64)),
        sa.PrimaryKeyConstraint("provider", name="pk_provider_token"),
    )


def downgrade() -> None:
    op.drop_table("provider_token")
