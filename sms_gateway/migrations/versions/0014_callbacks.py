"""What keys' owners are told, and where."""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "callback",
        sa.Column("key_id", _ID, autoincrement=False, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("sent", sa.Boolean(), nullable=False),
        sa.Column("inbound", sa.String(8), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("holder", sa.String(64)),
        sa.Column("held_until", UtcDateTime()),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(64)),
        sa.Column("next_try_at", UtcDateTime()),
        sa.Column("delivered_at", UtcDateTime()),
        sa.Column("dropped", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name="pk_callback"),
        sa.ForeignKeyConstraint(["key_id"], ["api_key.id"], name="fk_callback_key_id"),
    )
    op.create_table(
        "callback_event",
        sa.Column("id", _ID, nullable=False),
        sa.Column("key_id", _ID, nullable=False),
        sa.Column("message_id", _ID),
        sa.Column("status", sa.SmallInteger()),
        sa.Column("error", sa.String(64)),
        sa.Column("inbound_id", _ID),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_callback_event"),
    )
    op.create_index("ix_callback_event_key_id_id", "callback_event", ["key_id", "id"])
    op.create_index("ix_message_reference_message_id", "message_reference", ["message_id"])


def downgrade() -> None:
    op.drop_index("ix_message_reference_message_id", "message_reference")
    op.drop_table("callback_event")
    op.drop_table("callback")
