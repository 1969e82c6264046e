"""Rasa's own database never forgets: conversations that have ended are deleted from it here (SQLite only; Redis expires)."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

_BUSY_SECONDS = 10


def forget(database: Path, before: datetime) -> int:
    """Deletes every conversation that was last active before ``before`` (aware); how many.

    Safe to run twice and while the engine runs. A database or table that does not exist yet holds nothing to forget.
    """
    if not database.exists():
        return 0
    with closing(sqlite3.connect(database, timeout=_BUSY_SECONDS)) as connection, connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'tracker'").fetchone():
            return 0
        return connection.execute("DELETE FROM tracker WHERE saved_at < ?", (before.timestamp(),)).rowcount
