"""kill -9 in the middle of a file: the next run goes on behind the last row stored, and the result is that of one run."""

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import pytest
from sqlalchemy import func, select

from backend.audit.models import AuditEntry
from backend.config import BackendConfig
from backend.database import Database
from backend.importing import progress as runs
from backend.importing.models import ImportRun
from backend.importing.problems import FileRefused
from backend.importing.run import import_file, import_rows, take_in
from backend.importing.sealing import Sealer
from backend.importing.source import BATCH, Source
from backend.participants.importing import PEOPLE
from backend.participants.models import Person
from tests.backend.conftest import config_of

from . import files

ROWS = 2 * BATCH + 300
STORED = BATCH // 8 + BATCH // 4 + BATCH // 2
"""Rows of the three pieces before the first whole one, which dies."""
KILLED = """
import json, os, signal, sys
from pathlib import Path
from backend.config import BackendConfig
from backend.importing.run import import_file
from backend.participants.importing.people import PEOPLE, People

write, batches = People.write, []

def dying(*given):
    done = write(*given)
    batches.append(done)
    if len(batches) == 4:
        os.kill(os.getpid(), signal.SIGKILL)
    return done

People.write = dying
given = json.loads(sys.argv[1])
config = BackendConfig(**{**given, "data_dir": Path(given["data_dir"])})
import_file(config, PEOPLE, Path(sys.argv[2]), Path(sys.argv[3]), processes=int(sys.argv[4]))
"""


def people(rows: int, wrong: tuple[int, ...] = ()) -> str:
    head = files.PEOPLE.split("\n", 1)[0]
    lines = (
        f"{7_900_000_000 + n},Trịnh Thị Lan,{'31/02/1980' if n in wrong else '05/04/1980'},nữ,79" for n in range(rows)
    )
    return "\n".join([head, *lines]) + "\n"


def stored(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Person)) or 0


@pytest.mark.parametrize("processes", [0, 1])
def test_killed_in_the_middle(database: Database, config: BackendConfig, tmp_path: Path, processes: int) -> None:
    path = files.write(tmp_path, people(ROWS, wrong=(5, BATCH + 5, ROWS - 1)))
    errors = tmp_path / "loi.csv"
    given = {name: value for name, value in asdict(config).items() if isinstance(value, str | Path)}
    arguments = [json.dumps(given, default=str), str(path), str(errors), str(processes)]
    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], check=False, capture_output=True, timeout=120)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert stored(database) == STORED - 1
    report = import_file(config, PEOPLE, path, errors, processes=processes)
    assert report.resumed_after == STORED + 1
    assert (report.rows, report.added, report.changed, report.rejected) == (ROWS, ROWS - 3, 0, 3)
    assert stored(database) == ROWS - 3
    lines = errors.read_text(encoding="utf-8-sig").splitlines()
    assert [line.partition(",")[0] for line in lines] == ["dong", "7", str(BATCH + 7), str(ROWS + 1)]
    with database.reading() as session:
        (entry,) = session.scalars(select(AuditEntry))
        assert entry.details == {"rows": ROWS, "added": ROWS - 3, "changed": 0, "rejected": 3}
    again = import_file(config, PEOPLE, path)
    assert (again.resumed_after, again.unchanged, again.added) == (0, ROWS - 3, 0)


def test_nothing_is_left_in_the_log_for_somebody_elses_commit(tmp_path: Path) -> None:
    """The file of an SQLite database alone, without its log, has every row while others have it open (PostgreSQL minds its own log)."""
    place = tmp_path / "bhxh.db"
    config = config_of(tmp_path, f"sqlite:///{place}")
    database = Database.open(config)
    database.upgrade()
    with closing(database), database.engine.connect():
        import_file(config, PEOPLE, files.write(tmp_path, people(300)), processes=0)
        alone = shutil.copy(place, tmp_path / "alone.db")
    with closing(sqlite3.connect(alone)) as connection:
        assert connection.execute("SELECT count(*) FROM person").fetchone() == (300,)


def test_two_processes_with_one_file(database: Database, tmp_path: Path) -> None:
    path = files.write(tmp_path, people(20))
    source = Source.open(path, PEOPLE)
    with database.begin() as session:
        first = runs.begin(session, PEOPLE.name, runs.digest_of(path))
    import_rows(database, PEOPLE, path, actor="cli")
    with pytest.raises(FileRefused) as caught:
        batches = Sealer(PEOPLE, database.keyring).here(source)(0)
        take_in(database, PEOPLE, batches, first, actor="cli", on_problem=print)
    assert caught.value.code == "importing.elsewhere"
    assert stored(database) == 20


def test_another_file_begins_at_its_first_row(database: Database, tmp_path: Path) -> None:
    import_rows(database, PEOPLE, files.write(tmp_path, people(3)), actor="cli")
    assert import_rows(database, PEOPLE, files.write(tmp_path, people(4)), actor="cli").rows == 4
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ImportRun)) == 2
