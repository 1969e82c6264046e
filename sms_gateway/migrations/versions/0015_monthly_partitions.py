"""PostgreSQL: messages in one partition a month; what is there becomes the partition of everything before.

The sequence of ids goes round, because an id now begins with its month (``sms_gateway.ids``).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_A_MONTH = 10**10
_MONTHS = 3


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    indexes, constraints = _definitions(connection)
    op.execute("ALTER TABLE message RENAME TO message_before")
    for name, _ in [*indexes, ("pk_message", "")]:
        op.execute(f'ALTER INDEX "{name}" RENAME TO "{name}_before"')
    op.execute(
        "CREATE TABLE message (LIKE message_before INCLUDING DEFAULTS INCLUDING CONSTRAINTS) PARTITION BY RANGE (id)"
    )
    _complete(indexes, constraints)
    _months(connection)
    # Ids of a database that was divided before and put together again.
    moved = "DELETE FROM message_before WHERE id >= :first RETURNING *"
    op.execute(sa.text(f"WITH moved AS ({moved}) INSERT INTO message SELECT * FROM moved").bindparams(first=_A_MONTH))
    op.execute(f"ALTER TABLE message ATTACH PARTITION message_before FOR VALUES FROM (MINVALUE) TO ({_A_MONTH})")
    op.execute(f"SELECT setval('message_id_seq', greatest(last_value % {_A_MONTH}, 1)) FROM message_id_seq")
    op.execute(f"ALTER SEQUENCE message_id_seq MAXVALUE {_A_MONTH - 1} CYCLE")


def _months(connection: sa.Connection) -> None:
    """Partitions of the current month, the two behind it, and those of which there are messages already."""
    used = f"SELECT DISTINCT id / {_A_MONTH} FROM message_before WHERE id >= {_A_MONTH}"
    months = {datetime.strptime(f"{number}+0000", "%Y%m%z") for number in connection.execute(sa.text(used)).scalars()}
    month = datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    for _ in range(_MONTHS):
        months.add(month)
        month = (month + timedelta(days=32)).replace(day=1)
    for month in sorted(months):
        following = month + timedelta(days=32)
        bounds = f"FROM ({month:%Y%m}::bigint * {_A_MONTH}) TO ({following:%Y%m}::bigint * {_A_MONTH})"
        op.execute(f"CREATE TABLE message_{month:%Y%m} PARTITION OF message FOR VALUES {bounds}")


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    indexes, constraints = _definitions(connection)
    op.execute("CREATE TABLE message_whole (LIKE message INCLUDING DEFAULTS INCLUDING CONSTRAINTS)")
    op.execute("INSERT INTO message_whole SELECT * FROM message")
    op.execute("DROP TABLE message")
    op.execute("ALTER TABLE message_whole RENAME TO message")
    _complete(indexes, constraints)
    op.execute("ALTER SEQUENCE message_id_seq NO MAXVALUE NO CYCLE")
    op.execute("SELECT setval('message_id_seq', greatest((SELECT max(id) FROM message), 1))")


def _definitions(connection: sa.Connection) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(name, SQL) of the table's indexes but its key's, and of its foreign keys: whatever earlier migrations have made of it."""
    indexes = connection.execute(
        sa.text("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'message' AND indexname <> 'pk_message'")
    )
    constraints = connection.execute(
        sa.text(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid = 'message'::regclass AND contype = 'f' AND conparentid = 0"
        )
    )
    return [(name, sql.replace(" ON ONLY ", " ON ")) for name, sql in indexes], [
        (name, sql) for name, sql in constraints
    ]


def _complete(indexes: list[tuple[str, str]], constraints: list[tuple[str, str]]) -> None:
    op.execute("ALTER TABLE message ADD CONSTRAINT pk_message PRIMARY KEY (id)")
    for name, definition in constraints:
        op.execute(f'ALTER TABLE message ADD CONSTRAINT "{name}" {definition}')
    for _, definition in indexes:
        op.execute(definition)
