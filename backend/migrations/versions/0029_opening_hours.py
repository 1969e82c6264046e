"""The hotline's opening hours, and citizens who want to be called"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "opening_hours",
        sa.Column("weekday", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("opens", sa.SmallInteger(), nullable=False),
        sa.Column("closes", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("weekday", name="pk_opening_hours"),
    )
    op.create_table(
        "opening_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("opens", sa.SmallInteger(), nullable=False),
        sa.Column("closes", sa.SmallInteger(), nullable=False),
        sa.Column("note", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_opening_day"),
    )
    op.create_table(
        "hotline_rule",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("holidays_closed", sa.Boolean(), nullable=False),
        sa.Column("queue_limit", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_hotline_rule"),
    )
    op.create_table(
        "call_back",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("phone_index", sa.LargeBinary(32), nullable=False),
        sa.Column("name", sa.LargeBinary()),
        sa.Column("topic", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("client_index", sa.LargeBinary(32)),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("assignee", sa.String(64)),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_call_back"),
    )
    op.create_index("ix_call_back_phone_index", "call_back", ["phone_index"])
    op.create_index("ix_call_back_state_due_at", "call_back", ["state", "due_at"])
    op.create_index("ix_call_back_client_index_asked_at", "call_back", ["client_index", "asked_at"])


def downgrade() -> None:
    for table in ("call_back", "hotline_rule", "opening_day", "opening_hours"):
        op.drop_table(table)
