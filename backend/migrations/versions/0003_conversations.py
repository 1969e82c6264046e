"""Conversations: messages, turns, handles, buttons, OTPs and proven identities"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _conversation(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["conversation_id"],
        ["conversation.id"],
        name=f"fk_{table}_conversation_id_conversation",
        ondelete="CASCADE",
    )


def upgrade() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", _ID, nullable=False),
        sa.Column("key_index", sa.LargeBinary(32), nullable=False),
        sa.Column("session", sa.String(32), nullable=False),
        sa.Column("handler", sa.String(8), nullable=False),
        sa.Column("requested_slot", sa.String(64)),
        sa.Column("choices", sa.Integer()),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("posted", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("active_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conversation"),
        sa.UniqueConstraint("key_index", name="uq_conversation_key_index"),
    )
    op.create_index("ix_conversation_active_at", "conversation", ["active_at"])
    _create_messages()
    _create_turns()
    _create_handles()
    _create_identity()


def _create_messages() -> None:
    op.create_table(
        "message",
        sa.Column("id", _ID, nullable=False),
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("turn_id", sa.String(32), nullable=False),
        sa.Column("author", sa.String(8), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.UniqueConstraint("conversation_id", "number", name="uq_message_conversation_id_number"),
        _conversation("message"),
    )


def _create_turns() -> None:
    op.create_table(
        "turn",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("client_index", sa.LargeBinary(32), nullable=False),
        sa.Column("client", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("session", sa.String(32)),
        sa.Column("input", sa.LargeBinary()),
        sa.Column("preface", sa.String(64)),
        sa.Column("apologised", sa.Boolean(), nullable=False),
        sa.Column("claim", sa.String(32)),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", UtcDateTime()),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("started_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_turn"),
        sa.UniqueConstraint("conversation_id", "number", name="uq_turn_conversation_id_number"),
        _conversation("turn"),
    )
    op.create_index("ix_turn_state_lease_until", "turn", ["state", "lease_until"])
    op.create_index("ix_turn_claim", "turn", ["claim"])


def _create_handles() -> None:
    op.create_table(
        "handle",
        sa.Column("id", _ID, nullable=False),
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_handle"),
        sa.UniqueConstraint("conversation_id", "kind", "number", name="uq_handle_conversation_id_kind_number"),
        _conversation("handle"),
    )
    op.create_table(
        "button",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("message_number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("session", sa.String(32), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_button"),
        _conversation("button"),
    )
    op.create_index("ix_button_conversation_id_message_number", "button", ["conversation_id", "message_number"])


def _create_identity() -> None:
    op.create_table(
        "pending_otp",
        sa.Column("conversation_id", _ID, nullable=False, autoincrement=False),
        sa.Column("request_id", sa.String(64), nullable=False),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("resend_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_pending_otp"),
        _conversation("pending_otp"),
    )
    op.create_table(
        "otp_attempt",
        sa.Column("id", _ID, nullable=False),
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("client_index", sa.LargeBinary(32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_otp_attempt"),
        _conversation("otp_attempt"),
    )
    op.create_index("ix_otp_attempt_conversation_id", "otp_attempt", ["conversation_id"])
    op.create_index("ix_otp_attempt_client_index_at", "otp_attempt", ["client_index", "at"])
    op.create_table(
        "proven_identity",
        sa.Column("conversation_id", _ID, nullable=False, autoincrement=False),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_proven_identity"),
        _conversation("proven_identity"),
    )


def downgrade() -> None:
    for table in (
        "proven_identity",
        "otp_attempt",
        "pending_otp",
        "button",
        "handle",
        "turn",
        "message",
        "conversation",
    ):
        op.drop_table(table)
