"""Imports: how far each file has been taken in, and by what its rows are found again; who was erased"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KEYS = {
    "person": None,
    "card": None,
    "participation": "entry_index",
    "benefit": "entry_index",
    "kcb_visit": "source_index",
}


def upgrade() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("file_digest", sa.LargeBinary(32), nullable=False),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in ("row", "rows", "added", "changed", "unchanged", "rejected")
        ),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_import_run"),
        sa.UniqueConstraint("kind", "file_digest", name="uq_import_run_kind_file_digest"),
    )
    op.create_table(
        "erased_person",
        sa.Column("code_index", sa.LargeBinary(32), nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("erased_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("code_index", name="pk_erased_person"),
    )
    for table, key in _KEYS.items():
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("source_digest", sa.LargeBinary(32)))
            if key is not None:
                batch.add_column(sa.Column(key, sa.LargeBinary(32)))
                batch.create_unique_constraint(f"uq_{table}_{key}", [key])


def downgrade() -> None:
    for table, key in reversed(_KEYS.items()):
        with op.batch_alter_table(table) as batch:
            if key is not None:
                batch.drop_constraint(f"uq_{table}_{key}", type_="unique")
                batch.drop_column(key)
            batch.drop_column("source_digest")
    op.drop_table("erased_person")
    op.drop_table("import_run")
