"""A delimited file as rows of cells: encoding, delimiter and header are settled before the first row is taken."""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice, repeat
from pathlib import Path
from typing import Final, TextIO
from unicodedata import normalize

from backend.importing.kinds import Cells, Kind, Piece
from backend.importing.problems import FileRefused
from bhxh.text import fold
from kit.encodings import Undecodable, detect

BATCH: Final = 8000
"""Rows of a piece. Their keys lie all over the indexes, so that many rows in one transaction write each page of them fewer times; but
as long as they are written nobody else may write to SQLite."""

_DELIMITERS = ",;\t"
_ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
_composed = partial(normalize, "NFC")


@dataclass(frozen=True)
class Source:
    """A file in a known encoding whose header has columns we know; a byte foreign to the encoding reads as U+FFFD."""

    path: Path
    encoding: str
    delimiter: str
    columns: tuple[str, ...]

    @classmethod
    def open(cls, path: Path, kind: Kind) -> "Source":
        """Raises `FileRefused` for an encoding or a header that makes the file unreadable."""
        refuse_archive(path)
        encoding = _encoding(path, kind)
        with path.open(encoding=encoding, errors="replace", newline="") as stream:
            first = stream.readline()
        delimiter = max(_DELIMITERS, key=first.count)
        names = next(csv.reader([first], delimiter=delimiter), [])
        return cls(path, encoding, delimiter, _columns(names, kind))

    def pieces(self) -> Iterator[Piece]:
        """Everything below the header, cut; `start` and `end` are places as text streams tell them. Raises `FileRefused` for an open
        quote, which swallows all rows after it."""
        with self._open() as stream:
            yield from islice(self._cut(stream), 1, None)

    def rows(self, piece: Piece) -> Iterator[Cells]:
        """Every row of a piece that is not empty."""
        with self._open() as stream:
            stream.seek(piece.start)
            lines = islice(iter(stream.readline, ""), piece.last - piece.first + 1)
            reader = csv.reader(map(_composed, lines), delimiter=self.delimiter, strict=True)
            number = piece.first
            try:
                for cells in reader:
                    if any(map(str.strip, cells)):
                        yield Cells(number, cells)
                    number = piece.first + reader.line_num
            except csv.Error:
                raise FileRefused("quotes", row=number) from None

    def _open(self) -> TextIO:
        return self.path.open(encoding=self.encoding, errors="replace", newline="")

    def _cut(self, stream: TextIO) -> Iterator[Piece]:
        reader = csv.reader(map(_composed, iter(stream.readline, "")), delimiter=self.delimiter, strict=True)
        first, start = 1, 0
        for rows in _sizes():
            try:
                deque(islice(reader, rows), maxlen=0)
            except csv.Error:
                # Where, is looked for in a second reading, row by row: at once it would take three times as long, for every file.
                deque(self.rows(Piece(first, reader.line_num, start, start)), maxlen=0)
                raise
            if reader.line_num < first:
                return
            piece = Piece(first, reader.line_num, start, stream.tell())
            yield piece
            first, start = piece.last + 1, piece.end


def _sizes() -> Iterator[int]:
    """Rows of the header and of each piece. They grow: what is stored first need not wait until a whole piece has been encrypted."""
    yield 1
    yield from (max(1, BATCH // part) for part in (8, 4, 2))
    yield from repeat(BATCH)


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
