"""How far a file has been taken in, kept in the transaction of the rows themselves: what a crash left out is where the next run begins."""

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Connection, CursorResult, select, update
from sqlalchemy.orm import Session

from backend.importing.models import ImportRun
from backend.importing.problems import FileRefused
from bhxh.dates import utcnow


@dataclass
class Counts:
    """Rows so far, and what became of them."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0


@dataclass
class Progress:
    """A run: `row` is the last one stored. `resumed`: an earlier run of this file did not come to its end."""

    id: int
    row: int
    counts: Counts
    resumed: bool


def digest_of(path: Path) -> bytes:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()


def begin(session: Session, kind: str, digest: bytes) -> Progress:
    """The unfinished run of this file, or a new one from its first row (also for a file that was taken in before)."""
    run = session.scalar(select(ImportRun).where(ImportRun.kind == kind, ImportRun.file_digest == digest))
    if run is not None and run.finished_at is None:
        counts = Counts(run.rows, run.added, run.changed, run.unchanged, run.rejected)
        return Progress(run.id, run.row, counts, resumed=run.row > 0)
    if run is None:
        run = ImportRun(kind=kind, file_digest=digest, started_at=utcnow())
        session.add(run)
    for name, value in (*asdict(Counts()).items(), ("row", 0), ("started_at", utcnow()), ("finished_at", None)):
        setattr(run, name, value)
    session.flush()
    return Progress(run.id, 0, Counts(), resumed=False)


def advance(connection: Connection, progress: Progress, row: int, counts: Counts) -> None:
    """Note, in the rows' own transaction, that everything up to `row` is stored. Raises `FileRefused` when another process has gone on with this file."""
    done: CursorResult[object] = connection.execute(
        update(ImportRun)
        .where(ImportRun.id == progress.id, ImportRun.row == progress.row, ImportRun.finished_at.is_(None))
        .values(row=row, **asdict(counts))
    )
    if done.rowcount != 1:
        raise FileRefused("elsewhere")
    progress.row, progress.counts = row, counts


def finish(session: Session, progress: Progress) -> None:
    """The file is stored to its end."""
    session.execute(update(ImportRun).where(ImportRun.id == progress.id).values(finished_at=utcnow()))
