"""A participants file as rows of named cells: encoding, delimiter and header are settled before the first row is taken."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bhxh.messages import text
from bhxh.text import fold, nfc
from kit.encodings import Undecodable, detect

REQUIRED = ("ma_so_bhxh", "ho_ten", "ngay_sinh", "gioi_tinh", "tinh")
COLUMNS = (*REQUIRED, "so_the_bhyt", "so_giay_to", "so_dien_thoai", "co_quan", "dia_chi", "ma_so_giam_ho")

_DELIMITERS = ",;\t"


class FileRefused(Exception):
    """The file as a whole cannot be taken, and nothing of it was stored. `detail` is a finished Vietnamese sentence."""

    def __init__(self, code: str, *, row: int = 0, **values: object) -> None:
        super().__init__(code)
        self.code = f"participants.{code}"
        self.row = row
        self.detail = text(self.code, row=row, **values)


@dataclass
class RowProblem(Exception):
    """What is wrong with one row, and where. `row` counts as a spreadsheet does (the header is 1). Never holds the value."""

    row: int
    column: str | None
    code: str
    detail: str


@dataclass(frozen=True)
class Source:
    """A file in a known encoding whose header has the columns we know; a byte foreign to the encoding reads as U+FFFD."""

    path: Path
    encoding: str
    delimiter: str
    columns: tuple[str, ...]

    @classmethod
    def open(cls, path: Path) -> "Source":
        """Raises `FileRefused` for an encoding, a header or an open quote that makes the file unreadable."""
        encoding = _encoding(path)
        with path.open(encoding=encoding, errors="replace", newline="") as stream:
            first = stream.readline()
        delimiter = max(_DELIMITERS, key=first.count)
        names = next(csv.reader([first], delimiter=delimiter), [])
        source = cls(path, encoding, delimiter, _columns(names))
        for _ in source.rows():
            pass  # an open quote swallows all rows after it: better found before half of the file is stored
        return source

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Row number and cells of every row below the header that is not empty."""
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as stream:
            reader = csv.reader((nfc(line) for line in stream), delimiter=self.delimiter, strict=True)
            next(reader, None)
            while True:
                row = reader.line_num + 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    raise FileRefused("quotes", row=row) from None
                if any(cell.strip() for cell in cells):
                    yield row, cells


def _encoding(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return detect(stream)
    except Undecodable as error:
        if error.code == "file_empty":
            raise FileRefused("empty", columns=", ".join(REQUIRED)) from None
        raise FileRefused("encoding", row=error.row) from None


def _columns(names: list[str]) -> tuple[str, ...]:
    columns = tuple(fold(name).replace(" ", "_") for name in names)
    if not any(columns):
        raise FileRefused("empty", columns=", ".join(REQUIRED))
    double = sorted({name for name in columns if columns.count(name) > 1})
    if double:
        raise FileRefused("columns_double", row=1, columns=", ".join(double))
    unknown = [name for name in columns if name not in COLUMNS]
    if unknown:
        raise FileRefused("columns_unknown", row=1, columns=", ".join(unknown), known=", ".join(COLUMNS))
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise FileRefused("columns_missing", row=1, columns=", ".join(missing), required=", ".join(REQUIRED))
    return columns
