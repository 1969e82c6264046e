"""How a database answers what a measurement asks: every statement once, and of each the plan, where it reads or sorts a whole table.

Small tables are read whole by both databases whatever indexes they have, so only tables of many rows count. Two things look worse than
they are: the rows of one person sorted, and SQLite's "SCAN" of a table in the order of its key for a statement that ends after the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, event, text

MANY = 20_000
"""Rows from which reading a whole table matters."""
_READ = re.compile(r"\s*(SELECT|UPDATE|DELETE|WITH)\b", re.IGNORECASE)
_SCANNED = re.compile(r"\bSCAN (?:TABLE )?\"?(\w+)|Seq Scan on \"?(\w+)")
_SORTED = re.compile(r"USE TEMP B-TREE|\bSort Key\b")


@dataclass
class Watched:
    """Statements as the driver got them, each with the first parameters it came with and how often it came."""

    statements: dict[str, Any] = field(default_factory=dict)
    times: dict[str, int] = field(default_factory=dict)

    def note(self, statement: str, parameters: Any, executemany: bool) -> None:
        if _READ.match(statement) and not executemany:
            self.statements.setdefault(statement, parameters)
            self.times[statement] = self.times.get(statement, 0) + 1


@contextmanager
def watched() -> Iterator[Watched]:
    """Notes what every engine of this process is asked meanwhile."""
    seen = Watched()

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, executemany: bool) -> None:
        seen.note(statement, parameters, executemany)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def report(engine: Engine, seen: Watched, of: str) -> None:
    """Prints the statements that read or sort a large table, with their plans."""
    with engine.connect() as connection:
        large = _large(connection)
        suspicious = []
        for statement, parameters in seen.statements.items():
            plan = _plan(connection, statement, parameters)
            scanned = {name for found in _SCANNED.findall("\n".join(plan)) for name in found if name}
            if scanned & large.keys() or any(_SORTED.search(line) for line in plan):
                suspicious.append((seen.times[statement], statement, plan))
        connection.rollback()
    print(f"{of}: {len(seen.statements)} statements, {len(suspicious)} of them read or sort a table", flush=True)
    for times, statement, plan in suspicious:
        print(f"  {times} x {' '.join(statement.split())[:400]}")
        print("\n".join(f"      {line}" for line in plan), flush=True)


def _large(connection: Connection) -> dict[str, int]:
    if connection.dialect.name == "postgresql":
        query = (
            "SELECT relname, reltuples::bigint AS reltuples FROM pg_class WHERE relkind = 'r' AND reltuples >= :many"
        )
        return {row.relname: row.reltuples for row in connection.execute(text(query), {"many": MANY})}
    counted = {}
    for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all():
        query = f'SELECT count(*) FROM (SELECT 1 FROM "{name}" LIMIT {MANY})'
        counted[name] = connection.scalar(text(query)) or 0
    return {name: rows for name, rows in counted.items() if rows >= MANY}


def _plan(connection: Connection, statement: str, parameters: Any) -> list[str]:
    postgresql = connection.dialect.name == "postgresql"
    rows = connection.exec_driver_sql(("EXPLAIN " if postgresql else "EXPLAIN QUERY PLAN ") + statement, parameters)
    return [str(row[0] if postgresql else row[3]) for row in rows]
