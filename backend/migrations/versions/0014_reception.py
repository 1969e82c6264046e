"""Dossiers: what one officer has received today"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_INDEX = "ix_registration_dossier_received"


def upgrade() -> None:
    op.create_index(_INDEX, "registration_dossier", ["received_by", "received_at"])


def downgrade() -> None:
    op.drop_index(_INDEX, "registration_dossier")
