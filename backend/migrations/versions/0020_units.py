"""Units: schools and employers, their classes, people and coordinators"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "unit",
        sa.Column("id", _ID, nullable=False),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("agency_code", sa.String(5), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_unit"),
        sa.UniqueConstraint("code", name="uq_unit_code"),
    )
    op.create_index("ix_unit_agency_code", "unit", ["agency_code"])
    op.create_table(
        "unit_class",
        sa.Column("id", _ID, nullable=False),
        sa.Column("unit_id", _ID, nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("people_group", sa.String(8), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_unit_class"),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_unit_class_unit_id_unit", ondelete="CASCADE"),
        sa.UniqueConstraint("unit_id", "name", name="uq_unit_class_unit_id_name"),
    )
    op.create_table(
        "unit_member",
        sa.Column("id", _ID, nullable=False),
        sa.Column("class_id", _ID, nullable=False),
        sa.Column("code_index", sa.LargeBinary(32), nullable=False),
        sa.Column("full_name", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_unit_member"),
        sa.ForeignKeyConstraint(
            ["class_id"], ["unit_class.id"], name="fk_unit_member_class_id_unit_class", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("class_id", "code_index", name="uq_unit_member_class_id_code_index"),
    )
    op.create_index("ix_unit_member_code_index", "unit_member", ["code_index"])
    op.create_table(
        "unit_coordinator",
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("unit_id", _ID, nullable=False),
        sa.PrimaryKeyConstraint("account_id", name="pk_unit_coordinator"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["staff_account.id"], name="fk_unit_coordinator_account_id_staff_account"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_unit_coordinator_unit_id_unit", ondelete="CASCADE"),
    )
    op.create_index("ix_unit_coordinator_unit_id", "unit_coordinator", ["unit_id"])


def downgrade() -> None:
    for table in ("unit_coordinator", "unit_member", "unit_class", "unit"):
        op.drop_table(table)
