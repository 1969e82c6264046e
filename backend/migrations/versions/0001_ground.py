"""Register, KCB visits, outbox, audit and periodic tasks"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("id", _ID, nullable=False),
        sa.Column("code_index", sa.LargeBinary(32), nullable=False),
        sa.Column("bhxh_code", sa.LargeBinary(), nullable=False),
        sa.Column("full_name", sa.LargeBinary(), nullable=False),
        sa.Column("date_of_birth", sa.LargeBinary(), nullable=False),
        sa.Column("gender", sa.LargeBinary(), nullable=False),
        sa.Column("personal_id", sa.LargeBinary()),
        sa.Column("personal_id_index", sa.LargeBinary(32)),
        sa.Column("phone", sa.LargeBinary()),
        sa.Column("address", sa.LargeBinary()),
        sa.Column("province_code", sa.String(2), nullable=False),
        sa.Column("agency_code", sa.String(5)),
        sa.Column("guardian_id", _ID),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("code_index", name="uq_person_code_index"),
        sa.ForeignKeyConstraint(["guardian_id"], ["person.id"], name="fk_person_guardian_id_person"),
    )
    op.create_index("ix_person_personal_id_index", "person", ["personal_id_index"])
    op.create_index("ix_person_province_code", "person", ["province_code"])
    op.create_index("ix_person_guardian_id", "person", ["guardian_id"])
    _create_records()
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("lane", sa.String(16), nullable=False),
        sa.Column("template", sa.String(64), nullable=False),
        sa.Column("recipient", sa.LargeBinary()),
        sa.Column("personalisation", sa.LargeBinary()),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claim", sa.String(32)),
        sa.Column("sent_at", UtcDateTime()),
        sa.Column("gateway_id", sa.String(64)),
        sa.Column("error", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
    )
    op.create_index("ix_outbox_state_due_at", "outbox", ["state", "due_at"])
    op.create_table(
        "audit",
        sa.Column("sequence", _ID, nullable=False, autoincrement=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(128), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("subject_index", sa.LargeBinary(32)),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("previous", sa.LargeBinary(32), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_audit"),
    )
    op.create_index("ix_audit_subject_index", "audit", ["subject_index"])
    op.create_table(
        "periodic_task",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_periodic_task"),
    )


def _create_records() -> None:
    op.create_table(
        "card",
        sa.Column("id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=False),
        sa.Column("number_index", sa.LargeBinary(32), nullable=False),
        sa.Column("valid_from", sa.Date()),
        sa.Column("valid_to", sa.Date()),
        sa.Column("facility", sa.LargeBinary()),
        sa.Column("five_years_from", sa.Date()),
        sa.PrimaryKeyConstraint("id", name="pk_card"),
        sa.UniqueConstraint("number_index", name="uq_card_number_index"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_card_person_id_person"),
    )
    op.create_index("ix_card_person_id", "card", ["person_id"])
    for name, kind_length in (("participation", 8), ("benefit", 16)):
        op.create_table(
            name,
            sa.Column("id", _ID, nullable=False),
            sa.Column("person_id", _ID, nullable=False),
            sa.Column("kind", sa.String(kind_length), nullable=False),
            sa.Column("details", sa.LargeBinary(), nullable=False),
            sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
            sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=f"fk_{name}_person_id_person"),
        )
        op.create_index(f"ix_{name}_person_id", name, ["person_id"])
    op.create_table(
        "kcb_visit",
        sa.Column("id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kcb_visit"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_kcb_visit_person_id_person"),
    )
    op.create_index("ix_kcb_visit_person_id_year", "kcb_visit", ["person_id", "year"])


def downgrade() -> None:
    for name in ("periodic_task", "audit", "outbox", "kcb_visit", "benefit", "participation", "card", "person"):
        op.drop_table(name)
