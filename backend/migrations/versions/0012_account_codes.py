"""Citizens' accounts: codes that were sent to sessions, and lost passwords"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "account_otp",
        sa.Column("session_index", sa.LargeBinary(32), nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("request_id", sa.String(64), nullable=False),
        sa.Column("new_hash", sa.Text()),
        sa.Column("resend_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_index"],
            ["account_session.token_index"],
            name="fk_account_otp_session_index_account_session",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_index", "purpose", name="pk_account_otp"),
    )
    op.create_table(
        "account_reset",
        sa.Column("token_index", sa.LargeBinary(32), nullable=False),
        sa.Column("code_index", sa.LargeBinary(32), nullable=False),
        sa.Column("client_index", sa.LargeBinary(32), nullable=False),
        sa.Column("account_id", _ID),
        sa.Column("request_id", sa.String(64)),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("resend_at", UtcDateTime(), nullable=False),
        sa.Column("proven_at", UtcDateTime()),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_account_reset_account_id_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_index", name="pk_account_reset"),
    )
    op.create_index("ix_account_reset_account_id", "account_reset", ["account_id"])
    op.create_index("ix_account_reset_created_at", "account_reset", ["created_at"])
    op.create_index("ix_account_reset_client_index_created_at", "account_reset", ["client_index", "created_at"])


def downgrade() -> None:
    op.drop_table("account_reset")
    op.drop_table("account_otp")
