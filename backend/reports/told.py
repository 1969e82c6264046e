"""What the tables of registrations and of feedback may tell: each as the network of its sums, down its columns and along its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from backend.feedback import statistics as feedback
from backend.registration import statistics as registration
from backend.reports.linked import Linked

REGISTRATION: Final = ("declared", "decided", "accounts", "rejected", "not_found", "on_time", "late")
FEEDBACK: Final = ("submitted", "answered", "on_time", "waiting", "overdue", "urged", "reopened")
_RESULTS: Final = ("accounts", "rejected", "not_found")
_SENT: Final = ("on_time", "late")
_STANDING: Final = ("answered", "waiting")

Line = Mapping[str, int | None]
"""Figures by name, None where one is left out."""


@dataclass(frozen=True)
class Told:
    """The lines of a table and its last line, the sums."""

    rows: tuple[Line, ...]
    total: Line


class _Sheet:
    """A table's figures in a network. ``total``: the last line, if another table has the same one already."""

    def __init__(
        self, linked: Linked, lines: Sequence[Mapping[str, int]], names: Sequence[str], total: "dict[str, int] | None"
    ) -> None:
        self._linked = linked
        self.lines = [*lines, sums_of(lines, names)]
        self.rows = [{name: linked.add(line[name]) for name in names} for line in lines]
        self.total = total or {name: linked.add(self.lines[-1][name]) for name in names}

    def down(self, *names: str) -> None:
        """The last line tells the sums of these columns."""
        for name in names:
            self._linked.total([row[name] for row in self.rows], self.total[name])

    def follows(self, name: str) -> None:
        """The last line tells the sum of this column, which its parts' columns have already."""
        self._linked.following([row[name] for row in self.rows], self.total[name])

    def along(self, parts: Sequence[str], whole: str, *, total: bool) -> None:
        """In every line where it is so, these figures add up to another; ``total``: in the last line too."""
        for line, row in zip(self.lines, (*self.rows, self.total), strict=True):
            if (row is not self.total or total) and sum(line[name] for name in parts) == line[whole]:
                self._linked.total([row[name] for name in parts], row[whole])

    def told(self, left_out: frozenset[int]) -> Told:
        """The figures without those left out."""
        shown = [
            {name: None if number in left_out else line[name] for name, number in row.items()}
            for line, row in zip(self.lines, (*self.rows, self.total), strict=True)
        ]
        return Told(tuple(shown[:-1]), shown[-1])


def sums_of(lines: Sequence[Mapping[str, int]], names: Sequence[str]) -> dict[str, int]:
    """The last line of a table."""
    return {name: sum(line[name] for line in lines) for name in names}


def registrations(figures: Sequence[registration.AgencyFigures]) -> Told:
    """Dossiers by agency. Decided are accounts, rejected and not found; once every result is out, also those on time and late."""
    linked = Linked()
    lines = [{name: getattr(each, name) for name in REGISTRATION} for each in figures]
    sheet = _Sheet(linked, lines, REGISTRATION, None)
    sheet.down("declared", *_RESULTS, *_SENT)
    sheet.follows("decided")
    sheet.along(_RESULTS, "decided", total=True)
    sheet.along(_SENT, "decided", total=True)
    return sheet.told(linked.left_out())


def of_feedback(owners: Sequence[feedback.Figures], units: Sequence[feedback.Figures]) -> tuple[Told, Told]:
    """The same feedback by owner and by the unit that follows up: two tables with one last line."""
    linked = Linked()
    both = [[{name: getattr(each, name) for name in FEEDBACK} for each in figures] for figures in (owners, units)]
    first = _Sheet(linked, both[0], FEEDBACK, None)
    # What came in between two queries makes them different tables.
    same = sums_of(both[0], FEEDBACK) == sums_of(both[1], FEEDBACK)
    second = _Sheet(linked, both[1], FEEDBACK, first.total if same else None)
    for sheet in (first, second):
        sheet.down(*FEEDBACK)
        sheet.along(_STANDING, "submitted", total=False)  # in the last line it follows from the columns
    left_out = linked.left_out()
    return first.told(left_out), second.told(left_out)
