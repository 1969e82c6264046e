"""Phones that are not written to."""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "block",
        sa.Column("id", _ID, nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("phone_of", _ID),
        sa.Column("phone_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("lifted_at", UtcDateTime()),
        sa.Column("lifted_by", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_block"),
    )
    live, lifted = sa.text("lifted_at IS NULL"), sa.text("lifted_at IS NOT NULL")
    columns = ["phone_hash", "source"]
    op.create_index("uq_block_live", "block", columns, unique=True, sqlite_where=live, postgresql_where=live)
    op.create_index("ix_block_lifted", "block", ["lifted_at"], sqlite_where=lifted, postgresql_where=lifted)


def downgrade() -> None:
    op.drop_table("block")
