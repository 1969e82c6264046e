"""A file of the directory as rows of named cells: CSV in any encoding that can be told, or the first sheet of a workbook."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from bhxh.messages import text
from bhxh.text import clean, fold, nfc
from kit.archives import ArchiveRefused, refuse_bombs
from kit.encodings import Undecodable, detect

REQUIRED: Final = ("ma", "ten", "tinh")
COLUMNS: Final = (
    *REQUIRED,
    "quan_huyen",
    "phuong_xa",
    "dia_chi",
    "dien_thoai",
    "vi_do",
    "kinh_do",
    "cap_giay_nghi",
    "dia_ban",
    "ghi_chu",
)

_DELIMITERS: Final = ",;\t"
_WORKBOOK: Final = b"PK\x03\x04"


class FileRefused(Exception):
    """The file as a whole cannot be taken, and nothing of it was stored. `detail` is a finished Vietnamese sentence."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = f"places.{code}"
        self.detail = text(self.code, **values)


@dataclass(frozen=True)
class Table:
    """The columns of the header and, by number as a spreadsheet counts, the rows below it."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]


def read(path: Path) -> Table:
    """Open a file. Raises `FileRefused` for what is no table of ours."""
    with path.open("rb") as stream:
        workbook = stream.read(4) == _WORKBOOK
    rows = _workbook_rows(path) if workbook else _csv_rows(path)
    number, names = next(((number, cells) for number, cells in rows if any(cells)), (0, list[str]()))
    if not number:
        raise FileRefused("empty", columns=", ".join(REQUIRED))
    while names and not names[-1]:
        names.pop()
    return Table(_columns(names), ((row, cells) for row, cells in rows if any(cells)))


def _columns(names: Iterable[str]) -> tuple[str, ...]:
    columns = tuple(fold(name).replace(" ", "_") for name in names)
    wrong = sorted({name for name in columns if columns.count(name) > 1 or name not in COLUMNS})
    if wrong:
        raise FileRefused("columns_unknown", columns=", ".join(wrong), known=", ".join(COLUMNS))
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise FileRefused("columns_missing", columns=", ".join(missing), required=", ".join(REQUIRED))
    return columns


def _csv_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        with path.open("rb") as stream:
            encoding = detect(stream)
    except Undecodable as error:
        if error.code == "file_empty":
            raise FileRefused("empty", columns=", ".join(REQUIRED)) from None
        raise FileRefused("encoding", row=error.row) from None
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        delimiter = max(_DELIMITERS, key=stream.readline().count)
        stream.seek(0)
        reader = csv.reader((nfc(line) for line in stream), delimiter=delimiter, strict=True)
        while True:
            number = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                raise FileRefused("quotes", row=number) from None
            yield number, [clean(cell) for cell in cells]


def _workbook_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    try:
        with path.open("rb") as stream:
            refuse_bombs(stream)
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    except ArchiveRefused as refused:
        raise FileRefused("too_large" if refused.reason == "bomb" else "workbook_broken") from None
    except CalamineError:
        raise FileRefused("workbook_broken") from None
    if sheet.start is None:
        return
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield number, [clean(_as_text(cell)) for cell in cells]


def _as_text(cell: object) -> str:
    """Excel keeps whole numbers as 79.0."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
