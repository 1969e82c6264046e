"""Directory: agencies, facilities, employers, collection points, and the index over them"""

import sqlalchemy as sa
from alembic import op

from kit.database import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "directory_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("province_code", sa.String(2), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("commune", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Float()),
        sa.Column("longitude", sa.Float()),
        sa.Column("sick_leave", sa.Boolean(), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_directory_entry"),
        sa.UniqueConstraint("kind", "code", name="uq_directory_entry_kind_code"),
    )
    op.create_index("ix_directory_entry_listing", "directory_entry", ["kind", "province_code", "district", "name"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE TABLE directory_search (id bigint PRIMARY KEY, terms tsvector NOT NULL)")
        # What is written by hand is found at once, not only after the list of what is pending was worked off.
        op.execute(
            "CREATE INDEX ix_directory_search_terms ON directory_search USING gin (terms) WITH (fastupdate = off)"
        )
    else:
        op.execute(
            "CREATE VIRTUAL TABLE directory_search USING fts5(terms, detail = none, columnsize = 0, prefix = '2 3',"
            " tokenize = \"ascii tokenchars '_'\")"
        )


def downgrade() -> None:
    op.execute("DROP TABLE directory_search")
    op.drop_table("directory_entry")
