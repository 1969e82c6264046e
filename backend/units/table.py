"""A file of units as rows of named cells: CSV in any encoding that can be told, or the first sheet of a workbook. Held in memory."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from bhxh.messages import text
from bhxh.text import clean, fold, nfc
from kit.archives import ArchiveRefused, refuse_bombs
from kit.encodings import Undecodable, detect

HEADCOUNTS: Final = ("ma_don_vi", "ten_don_vi", "co_quan", "loai", "lop", "nhom", "si_so")
ROSTER: Final = ("ma_don_vi", "lop", "ma_so_bhxh", "ho_ten")
MOST_ROWS: Final = 5_000
_MOST_UNPACKED: Final = 64 << 20
_DELIMITERS: Final = ",;\t"


class FileRefused(Exception):
    """The file as a whole cannot be taken, and nothing of it was stored. ``detail`` is a finished sentence."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.detail = text(f"units.file.{code}", **values)


@dataclass(frozen=True)
class Table:
    """Rows by number as a spreadsheet counts, cells by column. ``columns`` is `HEADCOUNTS` or `ROSTER`."""

    columns: tuple[str, ...]
    rows: list[tuple[int, dict[str, str]]]


def read(content: bytes) -> Table:
    """The table in a file. Raises FileRefused."""
    lines = _workbook(content) if content.startswith(b"PK\x03\x04") else _csv(content)
    filled = ((number, cells) for number, cells in lines if any(cells))
    _, header = next(filled, (0, list[str]()))
    names = tuple(fold(name).replace(" ", "_") for name in header if name)
    columns = next((known for known in (HEADCOUNTS, ROSTER) if set(known) == set(names)), None)
    if columns is None:
        raise FileRefused("columns", headcounts=", ".join(HEADCOUNTS), roster=", ".join(ROSTER))
    rows: list[tuple[int, dict[str, str]]] = []
    for number, cells in filled:
        if len(rows) == MOST_ROWS:
            raise FileRefused("rows", most=MOST_ROWS)
        padded = [*cells, *[""] * len(names)]
        rows.append((number, dict(zip(names, padded, strict=False))))
    return Table(columns, rows)


def _csv(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        encoding = detect(io.BytesIO(content))
    except Undecodable:
        raise FileRefused("unreadable") from None
    lines = nfc(content.decode(encoding, errors="replace"))
    delimiter = max(_DELIMITERS, key=lines.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, [clean(cell) for cell in cells]
    except csv.Error:
        raise FileRefused("unreadable") from None


def _workbook(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        refuse_bombs(io.BytesIO(content), _MOST_UNPACKED)
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    except (ArchiveRefused, CalamineError):
        raise FileRefused("unreadable") from None
    if sheet.start is None:
        return
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield number, [clean(_as_text(cell)) for cell in cells]


def _as_text(cell: object) -> str:
    """Excel keeps whole numbers as 45.0."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
