"""The import itself: rows are stored in short transactions, each row whole or not at all."""

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from sqlalchemy.orm import Session

from backend import audit
from backend.config import BackendConfig
from backend.database import Database
from backend.participants.importing.rows import Row, parse_row
from backend.participants.importing.source import RowProblem, Source
from backend.participants.records import CardRecord
from backend.participants.writing import CardOfAnother, Outcome, UnknownGuardian, save_card, save_person
from bhxh.messages import text

BATCH = 500
KEPT_PROBLEMS = 1000
SHOWN_PROBLEMS = 20


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

    def summary(self) -> str:
        """The result in Vietnamese, with the first wrong rows and where they are."""
        counts = {name: getattr(self, name) for name in ("rows", "added", "changed", "unchanged", "rejected")}
        lines = [text("participants.summary", **counts)]
        for problem in self.problems[:SHOWN_PROBLEMS]:
            key = "participants.row_column" if problem.column else "participants.row"
            lines.append(text(key, row=problem.row, column=problem.column, detail=problem.detail))
        if self.rejected > SHOWN_PROBLEMS:
            lines.append(text("participants.more", count=self.rejected - SHOWN_PROBLEMS))
        return "\n".join(lines)

    def count(self, outcome: Outcome) -> None:
        setattr(self, outcome.value, getattr(self, outcome.value) + 1)


def import_file(config: BackendConfig, path: Path, errors: Path | None = None) -> Report:
    """`bhxh import participants`: `import_participants` on the configured database.

    `errors` is a CSV file that gets a line for every wrong row: its number, column, code and what is wrong; no values.
    """
    database = Database.open(config)
    try:
        if errors is None:
            return import_participants(database, path, actor="cli")
        with errors.open("w", encoding="utf-8-sig", newline="") as stream:
            written = csv.writer(stream)
            written.writerow(("dong", "cot", "ma_loi", "noi_dung"))
            return import_participants(
                database,
                path,
                actor="cli",
                on_problem=lambda problem: written.writerow(
                    (problem.row, problem.column, problem.code, problem.detail)
                ),
            )
    finally:
        database.close()


def import_participants(
    database: Database, path: Path, *, actor: str, on_problem: Callable[[RowProblem], object] = lambda problem: None
) -> Report:
    """Add the people of a CSV file (`COLUMNS`, the `REQUIRED` ones at least) or bring them up to date.

    Repeating a file changes nothing. A wrong row is left out and named in the report; the others are stored. The file is
    streamed. `actor` goes to the audit log, every wrong row to `on_problem`. Raises `FileRefused` before anything is stored when the file is unreadable.
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
                    on_problem(problem)
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
