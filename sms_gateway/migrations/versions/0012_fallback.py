"""Messages that go on by another provider."""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("message", sa.Column("fell_back_at", UtcDateTime))
    op.create_table(
        "fallback",
        sa.Column("message_id", _ID, autoincrement=False, nullable=False),
        sa.Column("campaign_id", _ID),
        sa.Column("provider", sa.String(32), nullable=False),
        sa.Column("provider_message_id", sa.String(64)),
        sa.Column("handed_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime()),
        sa.Column("went_on_at", UtcDateTime()),
        sa.Column("reason", sa.String(64)),
        sa.Column("status", sa.SmallInteger()),
        sa.Column("reported_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("message_id", name="pk_fallback"),
    )
    op.create_index("ix_fallback_provider_provider_message_id", "fallback", ["provider", "provider_message_id"])
    for name, column, where in (
        ("ix_fallback_due", "due_at", "due_at IS NOT NULL"),
        ("ix_fallback_campaign", "campaign_id", "due_at IS NOT NULL AND campaign_id IS NOT NULL"),
    ):
        op.create_index(name, "fallback", [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    op.drop_table("fallback")
    with op.batch_alter_table("message") as table:
        table.drop_column("fell_back_at")
