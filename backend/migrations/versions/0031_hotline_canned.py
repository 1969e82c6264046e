"""Canned replies of the hotline's agents"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hotline_canned",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("username", sa.String(64), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.String(24), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_hotline_canned"),
        sa.UniqueConstraint("username", "place", name="uq_hotline_canned_username_place"),
        sa.UniqueConstraint("username", "name", name="uq_hotline_canned_username_name"),
    )


def downgrade() -> None:
    op.drop_table("hotline_canned")
