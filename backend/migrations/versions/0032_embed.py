"""Users named by other sites and apps"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "embed_named_user",
        sa.Column(
            "conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, autoincrement=False
        ),
        sa.Column("issuer", sa.String(64), nullable=False),
        sa.Column("by_phone", sa.Boolean(), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_embed_named_user_conversation_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_embed_named_user"),
    )
    op.create_index("ix_embed_named_user_expires_at", "embed_named_user", ["expires_at"])
    op.create_table(
        "embed_used_token",
        sa.Column("token_index", sa.LargeBinary(32), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("token_index", name="pk_embed_used_token"),
    )
    op.create_index("ix_embed_used_token_expires_at", "embed_used_token", ["expires_at"])


def downgrade() -> None:
    op.drop_table("embed_used_token")
    op.drop_table("embed_named_user")
