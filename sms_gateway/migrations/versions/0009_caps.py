"""How much may be sent: counters, and what a key may."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("api_key", sa.Column("abroad", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("api_key", sa.Column("caps", sa.JSON()))
    op.create_table(
        "segment_use",
        sa.Column("bucket", _ID, autoincrement=False, nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("in_hour", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("in_day", sa.Integer(), nullable=False),
        sa.Column("message_id", _ID),
        sa.PrimaryKeyConstraint("bucket", name="pk_segment_use"),
    )
    op.create_index("ix_segment_use_day", "segment_use", ["day"])


def downgrade() -> None:
    op.drop_table("segment_use")
    with op.batch_alter_table("api_key") as table:
        table.drop_column("caps")
        table.drop_column("abroad")
