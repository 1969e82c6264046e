"""Leases of providers' lines, and what phones send to us."""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "provider_lease",
        sa.Column("line", sa.String(64), nullable=False),
        sa.Column("holder", sa.String(64), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("line", name="pk_provider_lease"),
    )
    op.create_table(
        "inbound_part",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("provider", sa.String(32), nullable=False),
        sa.Column("text_key", sa.LargeBinary(32), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("total", sa.SmallInteger(), nullable=False),
        sa.Column("piece", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_inbound_part"),
        sa.UniqueConstraint("text_key", "number", name="uq_inbound_part_text_key_number"),
    )
    op.create_table(
        "inbound_message",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("provider", sa.String(32), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("phone_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("recipient", sa.String(21), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("missing", sa.SmallInteger(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(32), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("handled_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_inbound_message"),
    )
    waiting = sa.text("handled_at IS NULL")
    op.create_index("ix_inbound_message_fingerprint_received_at", "inbound_message", ["fingerprint", "received_at"])
    op.create_index("ix_inbound_message_phone_hash_id", "inbound_message", ["phone_hash", "id"])
    op.create_index(
        "ix_inbound_message_waiting", "inbound_message", ["id"], sqlite_where=waiting, postgresql_where=waiting
    )


def downgrade() -> None:
    for table in ("inbound_message", "inbound_part", "provider_lease"):
        op.drop_table(table)
