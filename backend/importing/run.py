"""The import itself: batches in short transactions, each row whole or not at all, each batch with the place it ends at."""

import csv
import gc
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Protocol

from backend import audit
from backend.config import BackendConfig
from backend.database import Database
from backend.importing import progress as runs
from backend.importing.kinds import Cells, Kind, Outcome, Sealed
from backend.importing.problems import RowProblem
from backend.importing.progress import Counts, Progress
from backend.importing.sealing import Result, Seal, Sealer, beside
from backend.importing.source import Source
from bhxh.messages import text

BATCH = 1000
KEPT_PROBLEMS = 1000
SHOWN_PROBLEMS = 20
LONGEST_BATCH = 8 << 20
"""Characters: the dossiers of long stays are large, and some batches are under way at once."""
ALONE_BELOW = 2 << 20
"""Bytes: a smaller file is sealed in this process, before others would have started."""

ERROR_COLUMNS = ("dong", "cot", "ma_loi", "noi_dung")

OnProblem = Callable[[RowProblem], object]


class Rows(Protocol):
    """A file that is open for reading: its columns and its rows in order."""

    @property
    def columns(self) -> tuple[str, ...]: ...

    def rows(self) -> Iterator[Cells]: ...


@dataclass
class Report(Counts):
    """What an import did, over all its runs. `problems` holds the first `KEPT_PROBLEMS` of this one; `rejected` counts all rows left out.

    `resumed_after`: the row that an earlier run had stored last, 0 for a run from the beginning.
    """

    resumed_after: int = 0
    problems: list[RowProblem] = field(default_factory=list)

    def summary(self) -> str:
        """The result in Vietnamese, with the first wrong rows and where they are."""
        lines = [text("importing.resumed", row=self.resumed_after)] if self.resumed_after else []
        counts = {name: getattr(self, name) for name in ("rows", "added", "changed", "unchanged", "rejected")}
        lines.append(text("importing.summary", **counts))
        for problem in self.problems[:SHOWN_PROBLEMS]:
            key = "importing.row_column" if problem.column else "importing.row"
            lines.append(text(key, row=problem.row, column=problem.column, detail=problem.detail))
        if self.rejected > SHOWN_PROBLEMS:
            lines.append(text("importing.more", count=self.rejected - min(SHOWN_PROBLEMS, len(self.problems))))
        return "\n".join(lines)


def import_file(
    config: BackendConfig,
    kind: Kind,
    path: Path,
    errors: Path | None = None,
    *,
    source: Rows | None = None,
    processes: int | None = None,
) -> Report:
    """`bhxh import <kind>` on the configured database.

    `errors` is a CSV file that gets a line for every wrong row: its number, column, code and what is wrong; no values. `processes`
    seal beside this one; by default as many as there are processors, none for a small file. Raises `FileRefused`.
    """
    source = source or Source.open(path, kind)
    if processes is None:
        processes = 0 if path.stat().st_size < ALONE_BELOW else os.cpu_count() or 1
    gc.freeze()  # a tenth of the time went by in looking through all that was loaded before, again and again
    database = Database.open(config)
    try:
        with database.begin() as session:
            started = runs.begin(session, kind.name, runs.digest_of(path))
        with _sealing(config, database, kind, source, processes) as seal, _errors(errors, started) as note:
            return take_in(database, kind, source, started, seal, actor="cli", on_problem=note)
    finally:
        database.close()
        gc.unfreeze()


def import_rows(
    database: Database, kind: Kind, path: Path, *, actor: str, on_problem: OnProblem = lambda problem: None
) -> Report:
    """As `import_file`, of a delimited file, in this process and an open database; `actor` goes to the audit log."""
    source = Source.open(path, kind)
    with database.begin() as session:
        started = runs.begin(session, kind.name, runs.digest_of(path))
    seal = Sealer(kind, source.columns, database.keyring).here
    return take_in(database, kind, source, started, seal, actor=actor, on_problem=on_problem)


def take_in(
    database: Database, kind: Kind, source: Rows, progress: Progress, seal: Seal, *, actor: str, on_problem: OnProblem
) -> Report:
    """Store the rows behind `progress`, batch by batch. Repeating a file changes nothing; a wrong row is left out and named."""
    report = Report(**asdict(progress.counts), resumed_after=progress.row if progress.resumed else 0)
    store = _Store(database, kind, progress, report, on_problem)
    rows = (row for row in source.rows() if row.number > progress.row)
    for results in seal(_batches(rows)):
        store(results)
    counts = {name: getattr(report, name) for name in ("rows", "added", "changed", "rejected")}
    with database.begin() as session:
        runs.finish(session, progress)
        audit.record(session, actor=actor, action=f"{kind.name}.import", details=counts)
    return report


@dataclass(frozen=True)
class _Store:
    """Stores batch after batch, each with the place it ends at, in one transaction."""

    database: Database
    kind: Kind
    progress: Progress
    report: Report
    note: OnProblem

    def __call__(self, results: Sequence[Result]) -> None:
        counts, found = replace(self.progress.counts), [one for one in results if isinstance(one, RowProblem)]
        counts.rows += len(results)
        with self.database.engine.begin() as connection:
            for wave in _waves([one for one in results if isinstance(one, Sealed)]):
                for outcome in self.kind.write(connection, self.database.keyring, wave):
                    if isinstance(outcome, Outcome):
                        setattr(counts, outcome.value, getattr(counts, outcome.value) + 1)
                    else:
                        found.append(outcome)
            found.sort(key=lambda problem: problem.row)
            counts.rejected += len(found)
            runs.advance(connection, self.progress, _last(results), counts)
            for (
                problem
            ) in found:  # written down before the batch counts as stored: a crash between the two repeats, never loses
                self.note(problem)
        for name, value in asdict(counts).items():
            setattr(self.report, name, value)
        self.report.problems += found[: KEPT_PROBLEMS - len(self.report.problems)]


def _batches(rows: Iterator[Cells]) -> Iterator[list[Cells]]:
    """A thousand rows, or fewer long ones."""
    batch: list[Cells] = []
    characters = 0
    for row in rows:
        batch.append(row)
        if row.verbatim:  # a line of a delimited file is short
            characters += sum(map(len, row.cells))
        if len(batch) == BATCH or characters > LONGEST_BATCH:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _last(results: Sequence[Result]) -> int:
    last = results[-1]
    return last.row if isinstance(last, RowProblem) else last.number


def _waves(rows: Sequence[Sealed]) -> Iterator[list[Sealed]]:
    """The rows in order, cut where a key comes again: the later row then finds the earlier one stored."""
    wave: list[Sealed] = []
    keys: set[bytes] = set()
    for row in rows:
        if row.key in keys:
            yield wave
            wave, keys = [], set()
        wave.append(row)
        keys.add(row.key)
    if wave:
        yield wave


def _sealing(
    config: BackendConfig, database: Database, kind: Kind, source: Rows, processes: int
) -> AbstractContextManager[Seal]:
    if processes:
        return beside(config, kind, source.columns, processes)
    return nullcontext(Sealer(kind, source.columns, database.keyring).here)


@contextmanager
def _errors(path: Path | None, progress: Progress) -> Iterator[OnProblem]:
    """Writes problems to a file as they are found; lines of an earlier run are kept up to the row that it stored last."""
    if path is None:
        yield lambda problem: None
        return
    earlier = _lines_up_to(path, progress.row) if progress.resumed and path.exists() else []
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        written = csv.writer(stream)
        written.writerows([ERROR_COLUMNS, *earlier])

        def note(problem: RowProblem) -> None:
            written.writerow((problem.row, problem.column, problem.code, problem.detail))
            stream.flush()  # a kill -9 of this process loses no line

        yield note


def _lines_up_to(path: Path, row: int) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [line for line in csv.reader(stream) if line and line[0].isdigit() and int(line[0]) <= row]
