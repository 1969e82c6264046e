"""The envelope GIAMDINHHS in which facilities send dossiers: HOSO after HOSO, each with its parts as base64 (FILEHOSO: LOAIHOSO, NOIDUNGFILE).

Read as a stream, in flat memory: expat tells of each element as it passes, document types are refused at their first word (so there
are no entities to unfold), and depth, text and parts are bounded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final
from xml.parsers import expat

from backend.importing.kinds import Cells, Piece
from backend.importing.problems import FileRefused
from backend.importing.source import BATCH, refuse_archive
from backend.kcb.importing.dossiers import Reader, usual
from backend.kcb.importing.parts import PARTS

_CHUNK: Final = 1 << 18
_DEEPEST: Final = 16
_LONGEST: Final = 32 << 20
"""Bytes of one part: XML4 and XML5 of a long stay are large; they are passed by."""
_LONGEST_PIECE: Final = 8 << 20
"""Bytes: the dossiers of long stays are large, and some pieces are under way at once."""


class _Refused(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Envelope:
    """A file of dossiers. Its rows have a cell for each part that is read; the number of a row counts dossiers from 1. `head`: the bytes
    before the first dossier."""

    path: Path
    head: int
    columns: tuple[str, ...] = PARTS

    @classmethod
    def open(cls, path: Path) -> "Envelope":
        """Raises `FileRefused` for what is no such envelope."""
        refuse_archive(path)
        checked = _Structure()
        with path.open("rb") as stream:
            for _ in _fed(checked, stream):
                if checked.head is not None:
                    return cls(path, checked.head)
        raise FileRefused("xml_empty")

    def pieces(self) -> Iterator[Piece]:
        """Its dossiers, cut; `start` and `end` are bytes. Raises `FileRefused` for a file that is not whole: one cut short is better
        found before anything of it is stored."""
        checked = _Structure()
        with self.path.open("rb") as stream:
            for _ in _fed(checked, stream):
                yield from checked.pieces
                checked.pieces.clear()

    def rows(self, piece: Piece) -> Iterator[Cells]:
        """Every dossier of a piece; a part that it has not is an empty cell."""
        for number, parts in enumerate(self._usual(piece) or self._any(piece), piece.first):
            yield Cells(number, [parts.get(kind, "") for kind in PARTS], verbatim=True)

    def _usual(self, piece: Piece) -> list[dict[str, str]] | None:
        length = piece.end - piece.start
        if length > 2 * _LONGEST_PIECE:  # of one dossier
            return None
        with self.path.open("rb") as stream:
            stream.seek(piece.start)
            return usual(stream.read(length))

    def _any(self, piece: Piece) -> Iterator[dict[str, str]]:
        reader, left = Reader(), piece.end - piece.start
        with self.path.open("rb") as stream:
            yield from reader.fed(stream.read(self.head))  # the encoding, and the elements around all dossiers
            stream.seek(piece.start)
            while chunk := stream.read(min(_CHUNK, left)):
                left -= len(chunk)
                yield from reader.fed(chunk)


def _fed(reader: "_Structure", stream: BinaryIO) -> Iterator[None]:
    """Goes through a file piece by piece. Raises `FileRefused`."""
    while chunk := stream.read(_CHUNK):
        _feed(reader, chunk)
        yield
    _feed(reader, b"", last=True)
    yield


def _feed(reader: "_Structure", chunk: bytes, *, last: bool = False) -> None:
    try:
        reader.feed(chunk, last=last)
    except _Refused as refused:
        raise FileRefused(refused.code, row=reader.line) from None
    except expat.ExpatError:
        raise FileRefused("xml_broken", row=reader.line) from None


class _Structure:
    """Whether it is an envelope, whole and within its bounds, and where its dossiers are.

    A piece is of dossiers that stand side by side; between two pieces anything may stand.
    """

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._depth = 0
        self._within = 0
        self._silent = 0
        self._count = 0
        self._open: tuple[int, int] | None = None
        self.head: int | None = None
        self.pieces: list[Piece] = []

    @property
    def line(self) -> int:
        """Where in the file it stands."""
        return self._parser.CurrentLineNumber

    def feed(self, chunk: bytes, *, last: bool) -> None:
        """The next piece of the file."""
        self._silent += len(chunk)
        self._parser.Parse(chunk, last)
        if self._silent > _LONGEST:
            raise _Refused("xml_part_large")

    def _doctype(self, *_: object) -> None:
        raise _Refused("xml_doctype")

    def _start(self, name: str, _: dict[str, str]) -> None:
        self._depth += 1
        self._silent = 0  # counted by pieces of the file: no more than one of them is forgotten here
        if not self._within:
            self._outside(name.upper())
        if self._depth > _DEEPEST:
            raise _Refused("xml_deep")

    def _outside(self, name: str) -> None:
        """An element that is in no dossier begins."""
        if self._depth == 1 and name != "GIAMDINHHS":
            raise _Refused("xml_root")
        if name != "HOSO":
            self._cut()
            return
        self._within = self._depth
        at = self._parser.CurrentByteIndex
        if self.head is None:
            self.head = at
        if self._open and (self._count - self._open[0] >= BATCH or at - self._open[1] >= _LONGEST_PIECE):
            self._cut()
        self._open = self._open or (self._count, at)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._silent = 0
        if not self._within:
            self._cut()
        elif name.upper() == "HOSO":
            self._count += 1
            if self._depth < self._within:
                self._within = 0

    def _cut(self) -> None:
        if self._open:
            before, start = self._open
            self.pieces.append(Piece(before + 1, self._count, start, self._parser.CurrentByteIndex))
            self._open = None
