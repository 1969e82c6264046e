"""What staff are told of, where they are written to, and the unit at headquarters that they work for"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "staff_notice",
        sa.Column("id", _ID, nullable=False),
        sa.Column("username", sa.String(64), nullable=False),
        sa.Column("key", sa.String(96), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("about", sa.String(64), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime()),
        sa.Column("mailed_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_staff_notice"),
        sa.UniqueConstraint("username", "key", name="uq_staff_notice_username_key"),
    )
    op.create_index("ix_staff_notice_username_seen_at", "staff_notice", ["username", "seen_at"])
    op.create_index("ix_staff_notice_mailed_at_seen_at", "staff_notice", ["mailed_at", "seen_at"])
    op.create_index("ix_staff_notice_at", "staff_notice", ["at"])
    with op.batch_alter_table("staff_account") as table:
        table.add_column(sa.Column("unit", sa.String(24)))
        table.add_column(sa.Column("email", sa.LargeBinary()))


def downgrade() -> None:
    with op.batch_alter_table("staff_account") as table:
        table.drop_column("email")
        table.drop_column("unit")
    op.drop_table("staff_notice")
