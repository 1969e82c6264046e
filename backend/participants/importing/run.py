"""The import itself: rows are stored in short transactions, each row whole or not at all."""

from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from sqlalchemy.orm import Session

from backend import audit
from backend.database import Database
from backend.participants.importing.rows import Row, parse_row
from backend.participants.importing.source import RowProblem, Source
from backend.participants.records import CardRecord
from backend.participants.writing import CardOfAnother, Outcome, UnknownGuardian, save_card, save_person
from bhxh.messages import text

BATCH = 500
KEPT_PROBLEMS = 1000


@dataclass
class Report:
    """What an import did. `problems` holds the first `KEPT_PROBLEMS`; `rejected` counts all rows that were left out."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    problems: list[RowProblem] = field(default_factory=list)

    def reject(self, problem: RowProblem) -> None:
        self.rejected += 1
        if len(self.problems) < KEPT_PROBLEMS:
            self.problems.append(problem)

    def count(self, outcome: Outcome) -> None:
        setattr(self, outcome.value, getattr(self, outcome.value) + 1)


def import_participants(database: Database, path: Path, *, actor: str) -> Report:
    """Add the people of a CSV file (`COLUMNS`, the `REQUIRED` ones at least) or bring them up to date.

    Repeating a file changes nothing. A wrong row is left out and named in the report; the others are stored. The file is
    streamed. `actor` goes to the audit log. Raises `FileRefused` before anything is stored when the file is unreadable.
    """
    source = Source.open(path)
    report = Report()
    rows = source.rows()
    while batch := list(islice(rows, BATCH)):
        with database.begin() as session:
            for number, cells in batch:
                report.rows += 1
                try:
                    report.count(_store(session, parse_row(number, source.columns, cells)))
                except RowProblem as problem:
                    report.reject(problem)
    with database.begin() as session:
        audit.record(
            session,
            actor=actor,
            action="participants.import",
            details={
                "rows": report.rows,
                "added": report.added,
                "changed": report.changed,
                "rejected": report.rejected,
            },
        )
    return report


def _store(session: Session, row: Row) -> Outcome:
    try:
        with session.begin_nested():  # a card that turns out to be another's takes back the person's change
            person_id, outcome = save_person(session, row.person)
            if row.card is None:
                return outcome
            card = save_card(session, person_id, CardRecord(row.card))
            return Outcome.CHANGED if outcome is Outcome.UNCHANGED and card is Outcome.ADDED else outcome
    except UnknownGuardian:
        raise _problem(row, "ma_so_giam_ho", "guardian") from None
    except CardOfAnother:
        raise _problem(row, "so_the_bhyt", "card_of_another") from None


def _problem(row: Row, column: str, code: str) -> RowProblem:
    return RowProblem(row.number, column, f"participants.{code}", text(f"participants.{code}"))
