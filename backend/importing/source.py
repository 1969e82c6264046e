"""A delimited file as rows of cells: encoding, delimiter and header are settled before the first row is taken."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from backend.importing.kinds import Cells, Kind
from backend.importing.problems import FileRefused
from bhxh.text import fold, nfc
from kit.encodings import Undecodable, detect

_DELIMITERS = ",;\t"
_ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")


@dataclass(frozen=True)
class Source:
    """A file in a known encoding whose header has columns we know; a byte foreign to the encoding reads as U+FFFD."""

    path: Path
    encoding: str
    delimiter: str
    columns: tuple[str, ...]

    @classmethod
    def open(cls, path: Path, kind: Kind) -> "Source":
        """Raises `FileRefused` for an encoding, a header or an open quote that makes the file unreadable."""
        refuse_archive(path)
        encoding = _encoding(path, kind)
        with path.open(encoding=encoding, errors="replace", newline="") as stream:
            first = stream.readline()
        delimiter = max(_DELIMITERS, key=first.count)
        names = next(csv.reader([first], delimiter=delimiter), [])
        source = cls(path, encoding, delimiter, _columns(names, kind))
        for _ in source.rows():
            pass  # an open quote swallows all rows after it: better found before half of the file is stored
        return source

    def rows(self) -> Iterator[Cells]:
        """Every row below the header that is not empty."""
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
                    yield Cells(row, cells)


def refuse_archive(path: Path) -> None:
    """A compressed file is refused: what it unpacks to has no bound."""
    with path.open("rb") as stream:
        head = stream.read(8)
    if head.startswith(_ARCHIVES):
        raise FileRefused("archive")


def _encoding(path: Path, kind: Kind) -> str:
    try:
        with path.open("rb") as stream:
            return detect(stream)
    except Undecodable as error:
        if error.code == "file_empty":
            raise FileRefused("empty", columns=", ".join(kind.required)) from None
        raise FileRefused("encoding", row=error.row) from None


def _columns(names: list[str], kind: Kind) -> tuple[str, ...]:
    columns = tuple(fold(name).replace(" ", "_") for name in names)
    if not any(columns):
        raise FileRefused("empty", columns=", ".join(kind.required))
    double = sorted({name for name in columns if columns.count(name) > 1})
    if double:
        raise FileRefused("columns_double", row=1, columns=", ".join(double))
    unknown = [name for name in columns if name not in kind.columns]
    if unknown:
        raise FileRefused("columns_unknown", row=1, columns=", ".join(unknown), known=", ".join(kind.columns))
    missing = [name for name in kind.required if name not in columns]
    if missing:
        raise FileRefused("columns_missing", row=1, columns=", ".join(missing), required=", ".join(kind.required))
    return columns
