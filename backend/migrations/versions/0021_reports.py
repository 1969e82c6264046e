"""Reports: headcounts of units, monthly reports"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "report_headcount",
        sa.Column("id", _ID, nullable=False),
        sa.Column("unit_code", sa.String(16), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("agency_code", sa.String(5), nullable=False),
        sa.Column("group", sa.String(16), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("installed", sa.Integer()),
        sa.Column("deadline", sa.Date()),
        sa.Column("imported_by", sa.String(128), nullable=False),
        sa.Column("imported_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_report_headcount"),
        sa.UniqueConstraint("unit_code", "group", "as_of", name="uq_report_headcount_unit_code_group_as_of"),
    )
    op.create_index("ix_report_headcount_agency_code_as_of", "report_headcount", ["agency_code", "as_of"])
    op.create_table(
        "report_monthly",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("month", name="pk_report_monthly"),
    )


def downgrade() -> None:
    op.drop_table("report_monthly")
    op.drop_table("report_headcount")
