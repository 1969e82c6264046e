"""What is done to each row of a file: checked, made comparable, counted, encrypted. It asks nothing of any other row, nor of the database,
so that it may be done in this process or in one beside it (``beside``)."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from sms_gateway.campaigns.importing.columns import Columns
from sms_gateway.campaigns.importing.duplicates import Persons
from sms_gateway.campaigns.importing.rows import RowChecker
from sms_gateway.campaigns.lifecycle import RowError
from sms_gateway.campaigns.rows import Plan, Recipient, seal
from sms_gateway.sealing import Sealing


class Batch(NamedTuple):
    """Rows of a file as (line number, cells), and an id for each; none where an earlier run has stored the batch."""

    rows: Sequence[tuple[int, Sequence[str]]]
    ids: Sequence[int]


class Checked(NamedTuple):
    """A batch of ``read`` rows. ``persons``: (who, line number) of each good one; ``sealed``: it as the table will have it, in the same
    order, unless it is ``stored`` already; ``bad``: what is wrong with the others."""

    read: int
    stored: bool
    persons: list[tuple[bytes, int]]
    sealed: Sequence[tuple[object, ...]]
    bad: list[RowError]


class Checking:
    """For one file. ``key``: of the hashes by which rows are compared."""

    def __init__(self, sealing: Sealing, plan: Plan, columns: Columns, key: bytes) -> None:
        self._sealing = sealing
        self._plan = plan
        self._checker = RowChecker(columns)
        self._persons = Persons(plan.columns, key)

    def check(self, batch: Batch) -> Checked:
        """The work itself."""
        good: list[Recipient] = []
        bad: list[RowError] = []
        for row, cells in batch.rows:
            checked = self._checker.check(row, cells)
            if isinstance(checked, Recipient):
                good.append(checked)
            else:
                bad.append(checked)
        persons = [(self._persons.of(one), one.row) for one in good]
        sealed = seal(self._sealing, self._plan, good, batch.ids[: len(good)]).rows if batch.ids else ()
        return Checked(len(batch.rows), not batch.ids, persons, sealed, bad)


class Hands(Protocol):
    """Who does it."""

    @property
    def ahead(self) -> int:
        """How many batches may be given and not yet taken, but for the last."""

    def give(self, batch: Batch) -> None:
        """The next batch."""

    def take(self) -> Checked:
        """The oldest batch given and not yet taken."""


class OwnHands:
    """This process."""

    ahead: Final = 0

    def __init__(self, checking: Checking) -> None:
        self._checking = checking
        self._done: deque[Checked] = deque()

    def give(self, batch: Batch) -> None:
        """Does it at once."""
        self._done.append(self._checking.check(batch))

    def take(self) -> Checked:
        """What has been done."""
        return self._done.popleft()
