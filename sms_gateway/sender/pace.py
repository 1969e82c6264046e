"""How much one transaction may hold: as much as fits into the time for which the database's one write lock may be kept.

The commit's wait for the disk is not counted: it costs the same for few rows as for many, so a slow disk would drive the number
down and each row's share of the wait up, until nothing but waiting is left.
"""

from __future__ import annotations

TARGET_SECONDS = 0.010
_LEAST, _MOST = 200, 1000


class Pace:
    """A number of rows that grows while transactions are quick and shrinks when they are slow."""

    def __init__(self) -> None:
        self.rows = _LEAST

    def took(self, seconds: float, rows: int) -> None:
        """Learn from a transaction that took so many seconds to write ``rows`` rows, the commit left out."""
        if seconds > TARGET_SECONDS:
            self.rows = max(_LEAST, int(self.rows * 0.8))
        elif rows >= self.rows and seconds < 0.7 * TARGET_SECONDS:
            self.rows = min(_MOST, int(self.rows * 1.2) + 1)
