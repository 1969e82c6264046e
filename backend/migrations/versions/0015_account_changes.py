"""Citizens' accounts: changes as dossiers"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "account_change",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("agency_code", sa.String(5)),
        sa.Column("field", sa.String(16), nullable=False),
        sa.Column("new_value", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("household", sa.String(16)),
        sa.Column("reason", sa.LargeBinary()),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime()),
        sa.Column("decided_by", sa.String(128)),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_account_change_account_id_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_account_change"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_account_change_account_id", "account_change", ["account_id"])
    op.create_index("ix_account_change_agency_code", "account_change", ["agency_code"])
    op.create_index("ix_account_change_state_asked_at", "account_change", ["state", "asked_at"])


def downgrade() -> None:
    op.drop_table("account_change")
