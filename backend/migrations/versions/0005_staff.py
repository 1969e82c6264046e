"""Staff: accounts, recovery codes, tries and sessions"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "staff_account",
        sa.Column("id", _ID, nullable=False),
        sa.Column("username", sa.String(64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("agency", sa.String(16)),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("totp_secret", sa.LargeBinary()),
        sa.Column("totp_confirmed_at", UtcDateTime()),
        sa.Column("totp_used", sa.BigInteger()),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_staff_account"),
        sa.UniqueConstraint("username", name="uq_staff_account_username"),
    )
    op.create_table(
        "staff_recovery_code",
        sa.Column("id", _ID, nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("code_index", sa.LargeBinary(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["staff_account.id"], name="fk_staff_recovery_code_account_id_staff_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_staff_recovery_code"),
        sa.UniqueConstraint("code_index", name="uq_staff_recovery_code_code_index"),
    )
    op.create_index("ix_staff_recovery_code_account_id", "staff_recovery_code", ["account_id"])
    op.create_table(
        "staff_tries",
        sa.Column("name_index", sa.LargeBinary(32), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name_index", name="pk_staff_tries"),
    )
    op.create_index("ix_staff_tries_last_at", "staff_tries", ["last_at"])
    op.create_table(
        "staff_session",
        sa.Column("token_index", sa.LargeBinary(32), nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("second_passed", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["staff_account.id"], name="fk_staff_session_account_id_staff_account"),
        sa.PrimaryKeyConstraint("token_index", name="pk_staff_session"),
    )
    for column in ("account_id", "created_at", "seen_at"):
        op.create_index(f"ix_staff_session_{column}", "staff_session", [column])


def downgrade() -> None:
    for table in ("staff_session", "staff_tries", "staff_recovery_code", "staff_account"):
        op.drop_table(table)
