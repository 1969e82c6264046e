"""Messages are not searched by number, and the index's scattered pages cost an import a third of its time.

The hash itself stays in every row, so that the index can be built the day a search needs it.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_message_phone_hash", "message")


def downgrade() -> None:
    op.create_index("ix_message_phone_hash", "message", ["phone_hash", "id"])
