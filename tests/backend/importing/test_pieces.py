"""A file cut into pieces, each read by itself, is the file: in every encoding, with every line end, and in any number of processes."""

import csv
import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from backend.config import BackendConfig
from backend.database import Database
from backend.importing import source as delimited
from backend.importing.beside import beside
from backend.importing.problems import FileRefused
from backend.importing.run import import_file, import_rows
from backend.importing.source import Source
from backend.kcb.importing import VISITS_XML, Envelope, dossiers, envelope
from backend.kcb.models import KcbVisit
from backend.participants.importing import CARDS, PEOPLE
from bhxh.text import nfc

from . import files

CELL = st.sampled_from(
    ("", "Đỗ Gia Bình", "a,b", 'nói "thế"', "hai\ndòng", "hai\r\ndòng", "  ", "Bi\u0300nh", "x" * 9000)
)
ROWS = st.lists(st.tuples(CELL, CELL), max_size=9)
HEAD = ("so_the_bhyt", "tu_ngay")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of two rows."""
    monkeypatch.setattr(delimited, "BATCH", 2)
    monkeypatch.setattr(envelope, "BATCH", 2)


def written(rows: list[tuple[str, str]], end: str) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator=end, quoting=csv.QUOTE_ALL).writerows([HEAD, *rows])
    return stream.getvalue()


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_delimited_file(tmp_path_factory: pytest.TempPathFactory, encoding: str, end: str) -> None:
    path = tmp_path_factory.mktemp("tep") / "tep.csv"

    @given(ROWS)
    def check(rows: list[tuple[str, str]]) -> None:
        path.write_bytes(written(rows, end).encode(encoding))
        source = Source.open(path, CARDS)
        pieces = list(source.pieces())
        read = [row for piece in pieces for row in source.rows(piece)]
        assert [tuple(row.cells) for row in read] == [
            (nfc(one), nfc(other)) for one, other in rows if one.strip() or other.strip()
        ]
        numbers = [number for piece in pieces for number in range(piece.first, piece.last + 1)]
        assert numbers == list(range(2, len(numbers) + 2)), "every line is in one piece"
        assert all(piece.first <= row.number <= piece.last for piece in pieces for row in source.rows(piece))

    check()


@pytest.mark.usefixtures("small")
def test_an_open_quote_is_found_where_it_is(tmp_path: Path) -> None:
    rows = [("1", "2")] * 5
    path = files.write(tmp_path, written(rows, "\n") + '3,"4\n' + written(rows, "\n"))
    with pytest.raises(FileRefused) as caught:
        list(Source.open(path, CARDS).pieces())
    assert (caught.value.code, caught.value.row) == ("importing.quotes", 7)


def other(content: str) -> str:
    """The same dossiers, written as `dossiers.usual` does not read them."""
    return content.replace("<LOAIHOSO>", "<!-- - --><LOAIHOSO>").replace("<HOSO>", "<HOSO >")


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("usual", [True, False])
def test_an_envelope(tmp_path: Path, encoding: str, usual: bool) -> None:
    content = files.envelope([files.xml1(MA_LK=f"LK-{number}") for number in range(7)])
    third = content.replace("</HOSO>", "</HOSO>\n", 3).rpartition("</HOSO>\n")
    content = f"{third[0]}</HOSO>\n<NGAYLAP>20250315</NGAYLAP></DANHSACHHOSO> <DANHSACHHOSO>{third[2]}"
    content = content if usual else other(content)
    path = files.write(tmp_path, content.replace("utf-8", encoding).encode(encoding), "hoso.xml")
    source = Envelope.open(path)
    pieces = list(source.pieces())
    assert [(piece.first, piece.last) for piece in pieces] == [(1, 2), (3, 3), (4, 5), (6, 7)]
    rows = [row for piece in pieces for row in source.rows(piece)]
    assert [row.number for row in rows] == list(range(1, 8))
    assert len({row.cells[0] for row in rows}) == 7 and all(row.cells[1] for row in rows)
    start, end = pieces[0].start, pieces[0].end
    assert (dossiers.usual(path.read_bytes()[start:end]) is not None) is (usual and encoding == "utf-8")


@pytest.mark.parametrize(
    "wrong",
    ["<HOSO><HOSO>", "</HOSO>", "<HOSO></HOSO>", "<HOSO><A/>", "x", "<HOSO><FILEHOSO></FILEHOSO></HOSO>", "&amp;", "ê"],
)
def test_what_is_not_written_as_usual_is_left_to_the_long_way(wrong: str) -> None:
    part = "<FILEHOSO><LOAIHOSO>XML1</LOAIHOSO><NOIDUNGFILE>QQ==</NOIDUNGFILE></FILEHOSO>"
    whole = f"<HOSO>{part}{part}</HOSO>\n"
    assert dossiers.usual((whole * 3).encode()) == [{"XML1": "QQ=="}] * 3
    for content in (whole + wrong + whole, wrong + whole, whole + wrong, whole.replace(part, wrong, 1)):
        assert dossiers.usual(content.encode()) is None, content


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("processes", [0, 2])
def test_visits_of_many_pieces(database: Database, config: BackendConfig, tmp_path: Path, processes: int) -> None:
    import_rows(database, PEOPLE, files.write(tmp_path, files.PEOPLE), actor="cli")
    wrong = files.xml1(MA_LK="LK-9", NGAY_VAO="14/03/2025")
    content = files.envelope([*(files.xml1(MA_LK=f"LK-{number}") for number in range(9)), wrong])
    path = files.write(tmp_path, content, "hoso.xml")
    report = import_file(config, VISITS_XML, path, source=Envelope.open(path), processes=processes)
    assert (report.rows, report.added) == (10, 9)
    assert [(problem.row, problem.column) for problem in report.problems] == [(10, "NGAY_VAO")]
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(KcbVisit)) == 9


@pytest.mark.usefixtures("small")
def test_a_file_cut_short_is_refused_though_its_beginning_has_been_sealed(
    database: Database, config: BackendConfig, tmp_path: Path
) -> None:
    import_rows(database, PEOPLE, files.write(tmp_path, files.PEOPLE), actor="cli")
    content = files.envelope([files.xml1(MA_LK=f"LK-{number}") for number in range(9)])
    path = files.write(tmp_path, content.removesuffix("</GIAMDINHHS>"), "hoso.xml")
    with pytest.raises(FileRefused) as caught:
        import_file(config, VISITS_XML, path, source=Envelope.open(path), processes=2)
    assert caught.value.code == "importing.xml_broken"
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(KcbVisit)) == 0


@pytest.mark.usefixtures("small")
def test_a_process_that_dies_is_noticed(config: BackendConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head, first, *_ = files.PEOPLE.splitlines()
    source = Source.open(files.write(tmp_path, "\n".join([head, *[first] * 8])), PEOPLE)
    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def noted(*given: object, **named: object) -> "subprocess.Popen[bytes]":
        started.append(popen(*given, **named))  # type: ignore[call-overload]
        return started[0]

    monkeypatch.setattr(subprocess, "Popen", noted)
    with beside(config, PEOPLE, 2) as seal:
        assert sum(len(batch.sealed) for batch in seal(source)(0)) == 8
        children = Path(f"/proc/{started[0].pid}/task/{started[0].pid}/children").read_text().split()
        assert len(children) == 2
        os.kill(int(children[0]), signal.SIGKILL)
        with pytest.raises((EOFError, ConnectionError)):
            list(seal(source)(0))
    assert started[0].returncode == 0


def test_processes_beside_start_without_the_database() -> None:
    said = "import sys, backend.importing.beside, backend.kcb.importing, backend.participants.importing; print('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", said], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"
