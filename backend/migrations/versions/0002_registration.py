"""Registration: drafts, dossiers, their numbers, links and photos"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "registration_draft",
        sa.Column("owner_index", sa.LargeBinary(32), nullable=False),
        sa.Column("declaration", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("owner_index", name="pk_registration_draft"),
    )
    op.create_index("ix_registration_draft_expires_at", "registration_draft", ["expires_at"])
    op.create_table(
        "registration_dossier",
        sa.Column("id", _ID, nullable=False),
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("agency_code", sa.String(5), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("declared_at", UtcDateTime(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("photos_completed_at", UtcDateTime()),
        sa.Column("declaration", sa.LargeBinary(), nullable=False),
        sa.Column("code_index", sa.LargeBinary(32), nullable=False),
        sa.Column("phone_index", sa.LargeBinary(32), nullable=False),
        sa.Column("submission_index", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_registration_dossier"),
        sa.UniqueConstraint("number", name="uq_registration_dossier_number"),
        sa.UniqueConstraint("submission_index", name="uq_registration_dossier_submission_index"),
    )
    op.create_index("ix_registration_dossier_agency_code", "registration_dossier", ["agency_code"])
    op.create_index("ix_registration_dossier_code_index", "registration_dossier", ["code_index"])
    op.create_index("ix_registration_dossier_phone_index", "registration_dossier", ["phone_index"])
    op.create_index("ix_registration_dossier_state_deadline", "registration_dossier", ["state", "deadline"])
    op.create_table(
        "registration_counter",
        sa.Column("year", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("agency_code", sa.String(5), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", "agency_code", name="pk_registration_counter"),
    )
    _create_attachments()


def _create_attachments() -> None:
    op.create_table(
        "registration_link",
        sa.Column("token_index", sa.LargeBinary(32), nullable=False),
        sa.Column("dossier_id", _ID, nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("token_index", name="pk_registration_link"),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["registration_dossier.id"],
            name="fk_registration_link_dossier_id_registration_dossier",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_registration_link_dossier_id", "registration_link", ["dossier_id"])
    op.create_index("ix_registration_link_expires_at", "registration_link", ["expires_at"])
    op.create_table(
        "registration_photo",
        sa.Column("id", _ID, nullable=False),
        sa.Column("dossier_id", _ID, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("file", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("stored_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_registration_photo"),
        sa.UniqueConstraint("dossier_id", "kind", name="uq_registration_photo_dossier_id_kind"),
        sa.UniqueConstraint("file", name="uq_registration_photo_file"),
        sa.ForeignKeyConstraint(
            ["dossier_id"],
            ["registration_dossier.id"],
            name="fk_registration_photo_dossier_id_registration_dossier",
            ondelete="CASCADE",
        ),
    )


def downgrade() -> None:
    for kind in ("photo", "link", "counter", "dossier", "draft"):
        op.drop_table(f"registration_{kind}")
