"""Registration: kinds of dossiers, ways of handing in, schools and their classes, the reminder"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_DOSSIER = "registration_dossier"


def upgrade() -> None:
    op.add_column(_DOSSIER, sa.Column("kind", sa.String(16), nullable=False, server_default="account"))
    op.add_column(_DOSSIER, sa.Column("way", sa.String(16), nullable=False, server_default="counter"))
    op.add_column(_DOSSIER, sa.Column("school_code", sa.String(16)))
    op.add_column(_DOSSIER, sa.Column("class_name", sa.String(40)))
    op.add_column(_DOSSIER, sa.Column("guardian_index", sa.LargeBinary(32)))
    op.add_column(_DOSSIER, sa.Column("reminded_at", UtcDateTime()))
    op.create_index("ix_registration_dossier_school_code", _DOSSIER, ["school_code"])
    op.create_index("ix_registration_dossier_guardian_index", _DOSSIER, ["guardian_index"])
    op.create_table(
        "registration_school",
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("agency_code", sa.String(5), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_registration_school"),
    )
    op.create_index("ix_registration_school_agency_code", "registration_school", ["agency_code"])
    op.create_table(
        "registration_school_class",
        sa.Column("school_code", sa.String(16), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("school_code", "name", name="pk_registration_school_class"),
        sa.ForeignKeyConstraint(
            ["school_code"],
            ["registration_school.code"],
            name="fk_registration_school_class_school_code_registration_school",
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    op.drop_table("registration_school_class")
    op.drop_table("registration_school")
    for column in ("guardian_index", "school_code"):
        op.drop_index(f"ix_{_DOSSIER}_{column}", _DOSSIER)
    for column in ("reminded_at", "guardian_index", "class_name", "school_code", "way", "kind"):
        op.drop_column(_DOSSIER, column)
