"""Which rows of a file repeat an earlier one's person and phone number, in flat memory."""

import hashlib
import secrets
import sqlite3
from collections.abc import Sequence
from contextlib import suppress

from bhxh.text import fold
from sms_gateway.campaigns.importing.rows import CODE_COLUMN
from sms_gateway.campaigns.rows import Recipient

_CACHE_KIB = 32 * 1024


class Seen:
    """The persons and phone numbers met so far, as 128-bit hashes in a temporary file that dies with this object.

    A person is known by BHXH code where the file has one, else by all of the row's values: two people of one household
    share a phone number, and both are told. The hash is keyed with a key that nobody keeps.
    """

    def __init__(self, value_columns: Sequence[str]) -> None:
        self._code = value_columns.index(CODE_COLUMN) if CODE_COLUMN in value_columns else None
        self._keyed = hashlib.blake2b(digest_size=16, key=secrets.token_bytes(16))
        # An empty name is SQLite's private temporary database: in memory up to the cache, then an unlinked file.
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("CREATE TABLE seen (person BLOB PRIMARY KEY, row INTEGER) WITHOUT ROWID")

    def _person(self, recipient: Recipient) -> bytes:
        if self._code is not None:
            person = recipient.values[self._code]
        else:
            person = "\x1f".join(fold(value) for value in recipient.values)
        hashed = self._keyed.copy()
        hashed.update(f"{recipient.msisdn}\x1f{person}".encode())
        return hashed.digest()

    def split(self, batch: Sequence[Recipient]) -> tuple[list[Recipient], list[tuple[int, int]]]:
        """The batch's first occurrences, and (row, the earlier row) of each that repeats one."""
        persons = [(self._person(recipient), recipient.row) for recipient in batch]
        before = self._db.total_changes
        self._db.execute("BEGIN")
        self._db.executemany("INSERT OR IGNORE INTO seen VALUES (?, ?)", persons)
        self._db.execute("COMMIT")
        if self._db.total_changes - before == len(batch):
            return list(batch), []
        fresh: list[Recipient] = []
        repeated: list[tuple[int, int]] = []
        for recipient, (person, row) in zip(batch, persons, strict=True):
            first = self._db.execute("SELECT row FROM seen WHERE person = ?", (person,)).fetchone()[0]
            if first == row:
                fresh.append(recipient)
            else:
                repeated.append((row, first))
        return fresh, repeated

    def close(self) -> None:
        """Frees the temporary file."""
        with suppress(sqlite3.Error):
            self._db.close()
