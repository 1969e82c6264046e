"""Registration: pictures of drafts, and going on with a draft or a dossier on another device"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DRAFT = "registration_draft"
_TRY = "registration_resumption_try"


def upgrade() -> None:
    op.add_column(_DRAFT, sa.Column("resume_code", sa.LargeBinary()))
    op.add_column(_DRAFT, sa.Column("resume_index", sa.LargeBinary(32)))
    op.create_index("ix_registration_draft_resume_index", _DRAFT, ["resume_index"], unique=True)
    op.create_table(
        "registration_draft_photo",
        sa.Column("owner_index", sa.LargeBinary(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("file", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("stored_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("owner_index", "kind", name="pk_registration_draft_photo"),
        sa.UniqueConstraint("file", name="uq_registration_draft_photo_file"),
        sa.ForeignKeyConstraint(
            ["owner_index"],
            ["registration_draft.owner_index"],
            name="fk_registration_draft_photo_owner_index_registration_draft",
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
    )
    op.create_table(
        "registration_resumption",
        sa.Column("browser_index", sa.LargeBinary(32), nullable=False),
        sa.Column("wanted", sa.LargeBinary(), nullable=False),
        sa.Column("request_id", sa.String(64)),
        sa.Column("resend_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("browser_index", name="pk_registration_resumption"),
    )
    op.create_index("ix_registration_resumption_expires_at", "registration_resumption", ["expires_at"])
    op.create_table(
        _TRY,
        sa.Column("id", _ID, nullable=False),
        sa.Column("wanted_index", sa.LargeBinary(32), nullable=False),
        sa.Column("client_index", sa.LargeBinary(32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{_TRY}"),
    )
    for column in ("wanted_index", "client_index", "at"):
        op.create_index(f"ix_{_TRY}_{column}", _TRY, [column])


def downgrade() -> None:
    for table in (_TRY, "registration_resumption", "registration_draft_photo"):
        op.drop_table(table)
    op.drop_index("ix_registration_draft_resume_index", _DRAFT)
    for column in ("resume_index", "resume_code"):
        op.drop_column(_DRAFT, column)
