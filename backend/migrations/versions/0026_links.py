"""Which phone somebody on a platform holds, and codes that carry it to another channel"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channel_link",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("address_index", sa.LargeBinary(32), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("phone_index", sa.LargeBinary(32), nullable=False),
        sa.Column("level", sa.String(8), nullable=False),
        sa.Column("verified_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_channel_link"),
        sa.UniqueConstraint("address_index", name="uq_channel_link_address_index"),
    )
    op.create_index("ix_channel_link_phone_index", "channel_link", ["phone_index"])
    op.create_index("ix_channel_link_expires_at", "channel_link", ["expires_at"])
    op.create_table(
        "channel_link_code",
        sa.Column("address_index", sa.LargeBinary(32), nullable=False),
        sa.Column("code_index", sa.LargeBinary(32), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.String(32)),
        sa.Column("subject", sa.LargeBinary()),
        sa.Column("proof_expires_at", UtcDateTime()),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("address_index", name="pk_channel_link_code"),
        sa.UniqueConstraint("code_index", name="uq_channel_link_code_code_index"),
    )
    op.create_index("ix_channel_link_code_expires_at", "channel_link_code", ["expires_at"])


def downgrade() -> None:
    op.drop_table("channel_link_code")
    op.drop_table("channel_link")
