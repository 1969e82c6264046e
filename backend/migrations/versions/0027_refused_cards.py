"""Refused cards, and who of each province is on duty for them"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "duty_shift",
        sa.Column("id", _ID, nullable=False),
        sa.Column("province", sa.String(3), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("phone", sa.LargeBinary()),
        sa.Column("username", sa.String(64)),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_duty_shift"),
    )
    op.create_index("ix_duty_shift_province_until", "duty_shift", ["province", "until"])
    op.create_index("ix_duty_shift_username", "duty_shift", ["username"])
    op.create_table(
        "refused_card",
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("province", sa.String(3)),
        sa.Column("looked", sa.Integer(), nullable=False),
        sa.Column("shift_id", _ID),
        sa.Column("alerted_at", UtcDateTime()),
        sa.Column("taken_by", sa.String(64)),
        sa.Column("taken_at", UtcDateTime()),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name="fk_refused_card_conversation_id_conversation",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["shift_id"], ["duty_shift.id"], name="fk_refused_card_shift_id_duty_shift", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_refused_card"),
    )
    op.create_index("ix_refused_card_province", "refused_card", ["province"])
    op.create_index("ix_refused_card_shift_id", "refused_card", ["shift_id"])


def downgrade() -> None:
    op.drop_table("refused_card")
    op.drop_table("duty_shift")
