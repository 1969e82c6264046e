"""Pictures sent on Telegram for a registration"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "telegram_photo_talk",
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("due_at", UtcDateTime()),
        sa.Column("claim", sa.String(32)),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_telegram_photo_talk"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name="fk_telegram_photo_talk_conversation_id_conversation",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_telegram_photo_talk_due_at", "telegram_photo_talk", ["due_at"])


def downgrade() -> None:
    op.drop_table("telegram_photo_talk")
