"""Guardians are indexed where there are any: nearly all rows of an import have none, and each cost an entry"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

_INDEX = "ix_person_guardian_id"


def upgrade() -> None:
    op.drop_index(_INDEX, "person")
    there = sa.text("guardian_id IS NOT NULL")
    op.create_index(_INDEX, "person", ["guardian_id"], postgresql_where=there, sqlite_where=there)


def downgrade() -> None:
    op.drop_index(_INDEX, "person")
    op.create_index(_INDEX, "person", ["guardian_id"])
