"""``bhxh`` as a person at the terminal meets it: mistakes end in a sentence, never in a traceback."""

import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app import start
from app.cli import main
from tests.support.product import ROOT, free_ports


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in list(os.environ):
        if name.startswith("BHXH_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("BHXH_DATA_DIR", str(tmp_path / "data"))
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


def bhxh(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def assert_said(result: Result, part: str) -> None:
    assert result.exit_code == 1, result.output
    assert part in result.stderr
    assert result.exception is None or isinstance(result.exception, SystemExit)


@pytest.mark.parametrize(
    ("content", "part"),
    [(b"", "ma_so_bhxh"), (b"x,y\n1,2\n", "x, y"), (b"\x89PNG\r\n\x1a\n\x00\x00\x00\r", "UTF-8"), (b"ma_so_bhxh,ma_so_bhxh\n", "ma_so_bhxh")],
)  # fmt: skip
def test_a_participants_file_that_cannot_be_read_is_said(tmp_path: Path, content: bytes, part: str) -> None:
    assert bhxh("migrate").exit_code == 0
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    assert_said(bhxh("import", "participants", file), part)


def test_a_folder_without_databases_is_told_what_to_do() -> None:
    for command in (("audit", "verify"), ("sms", "key", "create", "x")):
        assert_said(bhxh(*command), "bhxh migrate")


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "no" / "people.csv"
    assert_said(bhxh("demo-data", "--participants", 1, "--csv", missing), str(missing.parent))


def test_what_is_written_is_for_its_owner_alone(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o755)
    assert bhxh("migrate").exit_code == 0
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "data").iterdir()}
    assert not [name for name, mode in modes.items() if mode & 0o077]


def test_two_products_in_one_data_folder_are_refused(tmp_path: Path) -> None:
    """The second one has its own ports, so that nothing but the folder keeps it from sending what the first one sends."""
    folder = tmp_path / "data"
    folder.mkdir()
    held = subprocess.Popen(["flock", str(folder / start.LOCK), "sh", "-c", "echo held; cat"], stdin=-1, stdout=-1)
    assert held.stdin is not None and held.stdout is not None
    with held:
        held.stdout.readline()
        second = subprocess.run(
            [ROOT / ".venv/bin/bhxh", "run"],
            env={**os.environ, "BHXH_PORT": str(free_ports(5))},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        held.stdin.close()
    assert second.returncode == 1 and str(folder) in second.stderr and "Traceback" not in second.stderr
    assert not (folder / "run").exists() and not (folder / "backend.db").exists()
