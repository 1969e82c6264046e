"""Counters of segments without an index of their days, which cost every accepted message more than its own row."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_segment_use_day", "segment_use")


def downgrade() -> None:
    op.create_index("ix_segment_use_day", "segment_use", ["day"])
