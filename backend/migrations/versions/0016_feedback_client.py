"""Feedback: the network address it was sent from, as a keyed hash, so that one address is bounded"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("feedback_ticket", sa.Column("client_index", sa.LargeBinary(32)))
    op.create_index("ix_feedback_ticket_client_index", "feedback_ticket", ["client_index"])


def downgrade() -> None:
    op.drop_index("ix_feedback_ticket_client_index", "feedback_ticket")
    op.drop_column("feedback_ticket", "client_index")
