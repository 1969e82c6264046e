"""Learning from use: sentences that were not understood"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unclear_sentence",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("sentence", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.String(8), nullable=False),
        sa.Column("offered", sa.JSON(), nullable=False),
        sa.Column("top", sa.String(64)),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("chosen", sa.String(64)),
        sa.Column("rescue", sa.String(10)),
        sa.Column("cluster", sa.String(32)),
        sa.Column("dealt_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name="pk_unclear_sentence"),
    )
    op.create_index("ix_unclear_sentence_day", "unclear_sentence", ["day"])
    op.create_index("ix_unclear_sentence_cluster", "unclear_sentence", ["cluster"])
    op.add_column("conversation", sa.Column("unclear", sa.LargeBinary()))


def downgrade() -> None:
    op.drop_column("conversation", "unclear")
    op.drop_table("unclear_sentence")
