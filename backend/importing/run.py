"""The import itself: pieces of the file in short transactions, each row whole or not at all, each piece with the place it ends at."""

import csv
import gc
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from backend import audit
from backend.config import BackendConfig
from backend.database import Database
from backend.importing import progress as runs
from backend.importing.beside import beside
from backend.importing.bulk import room
from backend.importing.kinds import Kind, Outcome, Rows, Sealed
from backend.importing.problems import RowProblem
from backend.importing.progress import Counts, Progress
from backend.importing.sealing import COLLECTED_AFTER, Batch, Seal, Sealer
from backend.importing.source import Source
from bhxh.messages import text

KEPT_PROBLEMS = 1000
SHOWN_PROBLEMS = 20
ALONE_BELOW = 2 << 20
"""Bytes: a smaller file is sealed in this process, before others would have started."""

ERROR_COLUMNS = ("dong", "cot", "ma_loi", "noi_dung")

OnProblem = Callable[[RowProblem], object]


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
    database = Database.open(config)
    try:
        with (
            ThreadPoolExecutor(1) as other,
            _seldom_collected(),
            _sealing(config, database, kind, processes) as seal,
        ):
            digest = other.submit(runs.digest_of, path)  # beside the look through the file, as the processes' start is
            behind = seal(source)
            with database.begin() as session:
                started = runs.begin(session, kind.name, digest.result())
            with room(database.engine), _errors(errors, started) as note:
                return take_in(database, kind, behind(started.row), started, actor="cli", on_problem=note)
    finally:
        database.close()


def import_rows(
    database: Database, kind: Kind, path: Path, *, actor: str, on_problem: OnProblem = lambda problem: None
) -> Report:
    """As `import_file`, of a delimited file, in this process and an open database; `actor` goes to the audit log."""
    source = Source.open(path, kind)
    behind = Sealer(kind, database.keyring).here(source)
    with database.begin() as session:
        started = runs.begin(session, kind.name, runs.digest_of(path))
    return take_in(database, kind, behind(started.row), started, actor=actor, on_problem=on_problem)


def take_in(
    database: Database, kind: Kind, batches: Iterable[Batch], progress: Progress, *, actor: str, on_problem: OnProblem
) -> Report:
    """Store the rows behind `progress`, batch by batch. Repeating a file changes nothing; a wrong row is left out and named."""
    report = Report(**asdict(progress.counts), resumed_after=progress.row if progress.resumed else 0)
    store = _Store(database, kind, progress, report, on_problem)
    for batch in batches:
        store(_behind(progress.row, batch))
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

    def __call__(self, batch: Batch) -> None:
        numbers = [*(row.number for row in batch.sealed), *(problem.row for problem in batch.problems)]
        if not numbers:  # lines without anything in them
            return
        counts, found = replace(self.progress.counts), list(batch.problems)
        counts.rows += len(numbers)
        with self.database.engine.begin() as connection:
            for wave in _waves(batch.sealed):
                outcomes = self.kind.write(connection, self.database.keyring, wave)
                for outcome in Outcome:
                    setattr(counts, outcome.value, getattr(counts, outcome.value) + outcomes.count(outcome))
                found += [one for one in outcomes if isinstance(one, RowProblem)]
            found.sort(key=lambda problem: problem.row)
            counts.rejected += len(found)
            runs.advance(connection, self.progress, max(numbers), counts)
            for problem in found:  # before the batch counts as stored: a crash between the two repeats, never loses
                self.note(problem)
        for name, value in asdict(counts).items():
            setattr(self.report, name, value)
        self.report.problems += found[: KEPT_PROBLEMS - len(self.report.problems)]


def _behind(row: int, batch: Batch) -> Batch:
    """What of a batch comes behind a row."""
    return Batch([one for one in batch.sealed if one.number > row], [one for one in batch.problems if one.row > row])


def _waves(rows: Sequence[Sealed]) -> Iterator[list[Sealed]]:
    """The rows in order, cut where a key comes again: the later row then finds the earlier one stored."""
    if len({row.key for row in rows}) == len(rows):
        yield list(rows)
        return
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


def _sealing(config: BackendConfig, database: Database, kind: Kind, processes: int) -> AbstractContextManager[Seal]:
    if processes:
        return beside(config, kind, processes)
    return nullcontext(Sealer(kind, database.keyring).here)


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Looking for unused cycles, of which a thousand rows leave none, took a tenth of the time; what was loaded before is passed by."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(COLLECTED_AFTER)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


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
