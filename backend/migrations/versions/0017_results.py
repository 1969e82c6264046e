"""Dossiers: when results went out"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_INDEX = "ix_registration_dossier_result"


def upgrade() -> None:
    op.create_index(_INDEX, "registration_dossier", ["result_sent_at", "decided_at"])


def downgrade() -> None:
    op.drop_index(_INDEX, "registration_dossier")
