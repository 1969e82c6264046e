"""Conversations that people take over: state, queue, notes, agents' presence"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("conversation") as table:
        table.add_column(sa.Column("channel", sa.String(16), nullable=False, server_default="web"))
        table.add_column(sa.Column("status", sa.String(10), nullable=False, server_default="pending"))
        table.add_column(sa.Column("assignee", sa.String(64)))
        table.add_column(sa.Column("asked_at", UtcDateTime()))
        table.add_column(sa.Column("waiting_since", UtcDateTime()))
        table.add_column(sa.Column("answered_at", UtcDateTime()))
        table.add_column(sa.Column("snoozed_until", UtcDateTime()))
        table.add_column(sa.Column("priority", sa.SmallInteger(), nullable=False, server_default="0"))
        table.add_column(sa.Column("topic", sa.String(32)))
        table.add_column(sa.Column("changed_at", UtcDateTime()))
    op.create_index("ix_conversation_status_asked_at", "conversation", ["status", "asked_at"])
    op.create_index("ix_conversation_assignee", "conversation", ["assignee"])
    op.create_index("ix_conversation_changed_at", "conversation", ["changed_at"])
    op.create_table(
        "conversation_note",
        sa.Column("id", _ID, nullable=False),
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("behind", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_conversation_note_conversation_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_conversation_note"),
    )
    op.create_index("ix_conversation_note_conversation_id", "conversation_note", ["conversation_id"])
    op.create_table(
        "agent_presence",
        sa.Column("username", sa.String(64), nullable=False),
        sa.Column("available", sa.Boolean(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("username", name="pk_agent_presence"),
    )


def downgrade() -> None:
    op.drop_table("agent_presence")
    op.drop_index("ix_conversation_note_conversation_id", "conversation_note")
    op.drop_table("conversation_note")
    for name in ("changed_at", "assignee", "status_asked_at"):
        op.drop_index(f"ix_conversation_{name}", "conversation")
    with op.batch_alter_table("conversation") as table:
        for name in (
            "channel", "status", "assignee", "asked_at", "waiting_since", "answered_at", "snoozed_until", "priority",
            "topic", "changed_at",
        ):  # fmt: skip
            table.drop_column(name)
