"""Public look-up of a code: index of names, counts, spent human checks, requests answered by SMS"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("name_birth_index", sa.LargeBinary(32)))
    op.create_index("ix_person_name_birth_index", "person", ["name_birth_index"])
    op.create_table(
        "lookup_count",
        sa.Column("bucket", sa.LargeBinary(32), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name="pk_lookup_count"),
    )
    op.create_index("ix_lookup_count_ends_at", "lookup_count", ["ends_at"])
    op.create_table(
        "lookup_spent_check",
        sa.Column("check_index", sa.LargeBinary(32), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("check_index", name="pk_lookup_spent_check"),
    )
    op.create_index("ix_lookup_spent_check_expires_at", "lookup_spent_check", ["expires_at"])
    op.create_table(
        "lookup_code_request",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lookup_code_request"),
    )


def downgrade() -> None:
    for table in ("lookup_code_request", "lookup_spent_check", "lookup_count"):
        op.drop_table(table)
    op.drop_index("ix_person_name_birth_index", "person")
    with op.batch_alter_table("person") as batch:
        batch.drop_column("name_birth_index")
