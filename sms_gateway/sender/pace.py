"""How much one transaction may hold: as much as fits into the time for which the database's one write lock may be kept."""

from __future__ import annotations

TARGET_SECONDS = 0.010
_LEAST, _MOST = 50, 1000


class Pace:
    """A number of rows that grows while transactions are quick and shrinks when they are slow."""

    def __init__(self) -> None:
        self.rows = 200

    def took(self, seconds: float, rows: int) -> None:
        """Learn from a transaction that wrote ``rows`` rows in so many seconds."""
        if seconds > TARGET_SECONDS and rows >= _LEAST:
            self.rows = max(_LEAST, int(self.rows * 0.8))
        elif rows >= self.rows and seconds < 0.7 * TARGET_SECONDS:
            self.rows = min(_MOST, int(self.rows * 1.2) + 1)
