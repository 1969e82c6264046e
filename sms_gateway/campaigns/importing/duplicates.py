"""Which rows of a file repeat an earlier one's person and phone number, in flat memory."""

import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import suppress

from bhxh.text import fold
from sms_gateway.campaigns.importing.rows import CODE_COLUMN
from sms_gateway.campaigns.rows import Recipient

_CACHE_KIB = 32 * 1024


class Persons:
    """Who a row is to: a 128-bit hash of person and phone number.

    A person is known by BHXH code where the file has one, else by all of the row's values: two people of one household
    share a phone number, and both are told. ``key``: of one file's import, kept by nobody.
    """

    def __init__(self, value_columns: Sequence[str], key: bytes) -> None:
        self._code = value_columns.index(CODE_COLUMN) if CODE_COLUMN in value_columns else None
        self._keyed = hashlib.blake2b(digest_size=16, key=key)

    def of(self, recipient: Recipient) -> bytes:
        """The same bytes for the same person and number."""
        if self._code is not None:
            person = recipient.values[self._code]
        else:
            person = "\x1f".join(fold(value) for value in recipient.values)
        hashed = self._keyed.copy()
        hashed.update(f"{recipient.msisdn}\x1f{person}".encode())
        return hashed.digest()


class Seen:
    """The persons met so far, in a temporary file that dies with this object."""

    def __init__(self) -> None:
        # An empty name is SQLite's private temporary database: in memory up to the cache, then an unlinked file.
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("CREATE TABLE seen (person BLOB PRIMARY KEY, row INTEGER) WITHOUT ROWID")

    def repeated(self, persons: Sequence[tuple[bytes, int]]) -> dict[int, int]:
        """Of the next (person, row) of a file those rows that repeat an earlier one, each with that one."""
        before = self._db.total_changes
        self._db.execute("BEGIN")
        self._db.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", persons)
        self._db.execute("COMMIT")
        if self._db.total_changes - before == len(persons):
            return {}
        firsts = (
            (row, self._db.execute("SELECT row FROM seen WHERE person = ?", (person,)).fetchone()[0])
            for person, row in persons
        )
        return {row: first for row, first in firsts if first != row}

    def close(self) -> None:
        """Frees the temporary file."""
        with suppress(sqlite3.Error):
            self._db.close()
