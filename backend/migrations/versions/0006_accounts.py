"""Citizens' accounts and their sessions; the tries of staff become those of every log-in"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _tries("login_tries")
    op.drop_table("staff_tries")  # what stood there would have counted for fifteen minutes
    op.create_table(
        "account",
        sa.Column("id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("code_index", sa.LargeBinary(32), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.LargeBinary()),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("password_at", UtcDateTime(), nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("first_login_at", UtcDateTime()),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_account_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("person_id", name="uq_account_person_id"),
        sa.UniqueConstraint("code_index", name="uq_account_code_index"),
        sqlite_autoincrement=True,
    )
    for column in ("password_at", "first_login_at"):
        op.create_index(f"ix_account_{column}", "account", [column])
    op.create_table(
        "account_session",
        sa.Column("token_index", sa.LargeBinary(32), nullable=False),
        sa.Column("account_id", _ID, nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("device", sa.String(64), nullable=False),
        sa.Column("ended", sa.String(16)),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_account_session_account_id_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_index", name="pk_account_session"),
    )
    for column in ("account_id", "created_at", "seen_at"):
        op.create_index(f"ix_account_session_{column}", "account_session", [column])


def downgrade() -> None:
    op.drop_table("account_session")
    op.drop_table("account")
    _tries("staff_tries")
    op.drop_table("login_tries")


def _tries(name: str) -> None:
    op.create_table(
        name,
        sa.Column("name_index", sa.LargeBinary(32), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name_index", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_last_at", name, ["last_at"])
