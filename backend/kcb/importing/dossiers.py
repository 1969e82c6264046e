"""The dossiers of a stretch of an envelope that is known to be well-formed: of each, the base64 text of the parts that are read."""

import re
from collections.abc import Iterator
from typing import Final
from xml.parsers import expat

from backend.kcb.importing.parts import PARTS, kept

_BUFFER: Final = 1 << 18
_PART: Final = re.compile(
    rb"(<HOSO>\s*)?<FILEHOSO>\s*<LOAIHOSO>([^<]*)</LOAIHOSO>\s*<NOIDUNGFILE>([^<]*)</NOIDUNGFILE>\s*</FILEHOSO>\s*(</HOSO>\s*)?"
)


def usual(written: bytes) -> list[dict[str, str]] | None:
    """Dossiers written as nearly all are: those elements in that order, without anything to be replaced. A quarter of the work of `Reader`.
    None: they are not written so.
    """
    if not written.isascii() or b"&" in written:
        return None
    found: list[dict[str, str]] = []
    parts: dict[str, str] | None = None
    at = 0
    for part in _PART.finditer(written):
        begins, kind, content, ends = part.groups()
        if part.start() != at or (begins is None) is (parts is None):
            return None
        parts = {} if parts is None else parts
        _keep(parts, kind.decode(), content.decode())
        at = part.end()
        if ends is not None:
            found.append(parts)
            parts = None
    return found if at == len(written) else None


class Reader:
    """Dossiers written in any way, told by expat: what of them is still open is the part's kind and text."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.buffer_size = _BUFFER
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._text: list[str] = []
        self._kind = self._content = ""
        self._parts: dict[str, str] = {}
        self._ended: list[dict[str, str]] = []

    def fed(self, chunk: bytes) -> Iterator[dict[str, str]]:
        """The dossiers that end in the next stretch of the file."""
        self._parser.Parse(chunk, False)
        ended, self._ended = self._ended, []
        yield from ended

    def _start(self, name: str, _: dict[str, str]) -> None:
        self._text = []
        if name.upper() == "HOSO":
            self._parts = {}

    def _characters(self, data: str) -> None:
        self._text.append(data)

    def _end(self, name: str) -> None:
        name = name.upper()
        if name == "LOAIHOSO":
            self._kind = "".join(self._text)
        elif name == "NOIDUNGFILE":
            self._content = "".join(self._text)
        elif name == "FILEHOSO":
            _keep(self._parts, self._kind, self._content)
            self._kind = self._content = ""
        elif name == "HOSO":
            self._ended.append(self._parts)
        self._text = []


def _keep(parts: dict[str, str], kind: str, content: str) -> None:
    kind = kind.strip().upper()
    if kind in PARTS:
        parts[kind] = kept(kind, content.strip())
