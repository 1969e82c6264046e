"""A part of a dossier as XML: base64 and UTF-8 undone, bounded, and without document types, so that nothing can unfold or be fetched."""

import binascii
import re
from typing import Final

from backend.importing.problems import RowProblem

PARTS: Final = ("XML1", "XML2", "XML3")
"""The parts that are read: the visit as a whole, its drugs, its services and materials."""

LARGEST: Final = {"XML1": 256 << 10, "XML2": 4 << 20, "XML3": 4 << 20}
"""Bytes of a part; a real XML1 has some four thousand, XML2 and XML3 about one thousand for every drug and service."""

_FORBIDDEN: Final = re.compile(r"<!(?!\[CDATA\[|--)")


def kept(kind: str, encoded: str) -> str:
    """A part's base64 text; of one that is too large only so much that it is refused."""
    return encoded[: _most(kind) + 1]


def decoded(number: int, kind: str, encoded: str) -> tuple[bytes, str]:
    """A part's bytes and text. Raises `RowProblem`."""
    if len(encoded) > _most(kind):
        raise RowProblem.of(number, kind, "xml_large", part=kind, kilobytes=LARGEST[kind] >> 10)
    try:
        written = binascii.a2b_base64(encoded)
        return written, written.decode().removeprefix("\ufeff")  # a third of the time that "utf-8-sig" takes
    except (binascii.Error, UnicodeDecodeError):
        raise unreadable(number, kind) from None


def refuse_declarations(number: int, kind: str, content: str) -> None:
    """Raises `RowProblem` where a part declares a document type or an entity."""
    if _FORBIDDEN.search(content):
        raise RowProblem.of(number, kind, "xml_doctype")


def unreadable(number: int, kind: str) -> RowProblem:
    """A part that is not XML in UTF-8."""
    return RowProblem.of(number, kind, "xml_unreadable", part=kind)


def _most(kind: str) -> int:
    return LARGEST[kind] * 4 // 3 + 4
