"""Messages known by their sender's id"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sent_message",
        sa.Column("index", sa.LargeBinary(32), nullable=False),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_sent_message_conversation_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("index", name="pk_sent_message"),
    )
    op.create_index("ix_sent_message_conversation_id", "sent_message", ["conversation_id"])


def downgrade() -> None:
    op.drop_table("sent_message")
