"""The envelope GIAMDINHHS in which facilities send dossiers: HOSO after HOSO, each with its parts as base64 (FILEHOSO: LOAIHOSO, NOIDUNGFILE).

Read as a stream, in flat memory: expat tells of each element as it passes, document types are refused at their first word (so there
are no entities to unfold), and depth, text and parts are bounded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.parsers import expat

from backend.importing.kinds import Cells
from backend.importing.problems import FileRefused
from backend.importing.source import refuse_archive
from backend.kcb.importing.parts import PARTS, kept

_CHUNK: Final = 1 << 18
_DEEPEST: Final = 16
_LONGEST: Final = 32 << 20
"""Bytes of one part: XML4 and XML5 of a long stay are large; they are passed by."""


class _Refused(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Envelope:
    """A file of dossiers. Its rows have a cell for each part that is read; the number of a row counts dossiers from 1."""

    path: Path
    columns: tuple[str, ...] = PARTS

    @classmethod
    def open(cls, path: Path) -> "Envelope":
        """Raises `FileRefused` for what is no such envelope, or one that is not whole, before anything of it is stored."""
        refuse_archive(path)
        checked = _Structure()
        for _ in _fed(path, checked):
            pass  # to its end: a file cut short is better found now
        if checked.count == 0:
            raise FileRefused("xml_empty")
        return cls(path)

    def rows(self) -> Iterator[Cells]:
        """Every dossier; a part that it has not is an empty cell."""
        reader = _Reader()
        for _ in _fed(self.path, reader):
            yield from reader.taken()


def _fed(path: Path, reader: "_Structure") -> Iterator[None]:
    """Goes through a file piece by piece. Raises `FileRefused`."""
    with path.open("rb") as stream:
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
    """Whether it is an envelope, whole and within its bounds, and how many dossiers it has: a third of the work of reading them."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._depth = 0
        self._silent = 0
        self.count = 0

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
        if self._depth == 0 and name.upper() != "GIAMDINHHS":
            raise _Refused("xml_root")
        self._depth += 1
        self._silent = 0  # counted by pieces of the file: no more than one of them is forgotten here
        if self._depth > _DEEPEST:
            raise _Refused("xml_deep")

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._silent = 0
        if name.upper() == "HOSO":
            self.count += 1


class _Reader(_Structure):
    """What of the stream is still open: the part's kind and text, and dossiers that have ended."""

    def __init__(self) -> None:
        super().__init__()
        self._parser.buffer_text = True
        self._parser.buffer_size = _CHUNK
        self._parser.CharacterDataHandler = self._characters
        self._text: list[str] = []
        self._kind = self._content = ""
        self._parts: dict[str, str] = {}
        self._ended: list[Cells] = []

    def taken(self) -> list[Cells]:
        """The dossiers that have ended since it was last asked."""
        ended, self._ended = self._ended, []
        return ended

    def _start(self, name: str, _: dict[str, str]) -> None:
        self._text = []  # that it is an envelope of bounded depth was seen by `_Structure`, before the first row was taken
        self._silent = 0
        if name.upper() == "HOSO":
            self._parts = {}

    def _characters(self, data: str) -> None:
        self._text.append(data)

    def _end(self, name: str) -> None:
        name = name.upper()
        if name == "LOAIHOSO":
            self._kind = "".join(self._text).strip().upper()
        elif name == "NOIDUNGFILE":
            self._content = "".join(self._text).strip()
        elif name == "FILEHOSO":
            if self._kind in PARTS:
                self._parts[self._kind] = kept(self._kind, self._content)
            self._kind = self._content = ""
        elif name == "HOSO":
            self.count += 1
            self._ended.append(Cells(self.count, [self._parts.get(kind, "") for kind in PARTS], verbatim=True))
        self._text = []
