"""Zalo: the tokens of its application, and who was told by SMS that an answer waits"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "zalo_token",
        sa.Column("app_id", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("access", sa.LargeBinary()),
        sa.Column("refresh", sa.LargeBinary(), nullable=False),
        sa.Column("access_until", UtcDateTime()),
        sa.Column("renewed_at", UtcDateTime(), nullable=False),
        sa.Column("holder", sa.String(32)),
        sa.Column("held_until", UtcDateTime()),
        sa.Column("error", sa.String(64)),
        sa.PrimaryKeyConstraint("app_id", name="pk_zalo_token"),
    )
    op.create_table(
        "zalo_notice",
        sa.Column("key", sa.LargeBinary(32), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_zalo_notice"),
    )
    op.create_index("ix_zalo_notice_told_at", "zalo_notice", ["told_at"])


def downgrade() -> None:
    op.drop_table("zalo_notice")
    op.drop_table("zalo_token")
