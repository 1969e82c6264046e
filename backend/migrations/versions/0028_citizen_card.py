"""Citizen card of the hotline: whom a conversation is about; people and accounts found by their phone"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_PHONES = ("person", "account")


def upgrade() -> None:
    for table in _PHONES:
        op.add_column(table, sa.Column("phone_index", sa.LargeBinary(32)))
        op.create_index(f"ix_{table}_phone_index", table, ["phone_index"])
    op.create_table(
        "hotline_citizen",
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_index", sa.LargeBinary(32), nullable=False),
        sa.Column("chosen_at", UtcDateTime(), nullable=False),
        sa.Column("revealed_by", sa.String(64)),
        sa.Column("revealed_until", UtcDateTime()),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_hotline_citizen_conversation_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_hotline_citizen"),
    )


def downgrade() -> None:
    op.drop_table("hotline_citizen")
    for table in _PHONES:
        op.drop_index(f"ix_{table}_phone_index", table)
        op.drop_column(table, "phone_index")  # no batch: copying would lose that account ids are never given twice
