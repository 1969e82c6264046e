"""Which encoding a delimited file is in, said with certainty or not at all.

A wrong guess would put broken names into the register and into a hundred thousand messages, so nothing is guessed: UTF-16 needs its mark or a
header that reads as one, UTF-8 and Windows-1258 must hold for the lines that have letters beyond ASCII, the latter by
spelling Vietnamese syllables.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import BinaryIO

_CHUNK = 1 << 20
_SAMPLE_LINES = 5_000
# One stray line in a file of another encoding becomes an error of that row; more than that, and the verdict is not certain.
_CERTAIN = 0.98

_MARKS = (
    (b"\xff\xfe\x00\x00", None),  # UTF-32, which nobody's spreadsheet writes; must stand before UTF-16's shorter mark
    (b"\x00\x00\xfe\xff", None),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_ONSET = "ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx]"
_NUCLEUS = (
    "uyê|uya|uyu|uây|uôi|ươi|ươu|iêu|yêu|oai|oay|oao|oeo|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|oo|ôi|ơi|"
    "ua|uâ|uê|ui|uô|uơ|uy|ưa|ươ|ưi|ưu|yê|[aăâeêioôơuưy]"
)
_CODA = "ng|nh|ch|[cmnpt]"
_SYLLABLE = re.compile(f"(?:{_ONSET})?(?:{_NUCLEUS})(?:{_CODA})?")
_WORD = re.compile(r"[^\W\d_]+")
_TYPOGRAPHY = frozenset("“”‘’–—…")


class Undecodable(Exception):
    """A file whose text cannot be read with certainty.

    ``code``: "encoding_unknown" (``row``: the first line beyond ASCII), "encoding_unsupported", "file_binary",
    "file_empty" or "line_too_long".
    """

    def __init__(self, code: str, *, row: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.row = row


def detect(stream: BinaryIO) -> str:
    """The encoding of a seekable file, by Python's name for it; read once from its beginning in flat memory.

    A stray byte that it does not know may still occur: read with ``errors="replace"`` and look for U+FFFD. Raises Undecodable.
    """
    stream.seek(0)
    head = stream.read(4096)
    if not head.strip():
        raise Undecodable("file_empty")
    for mark, name in _MARKS:
        if head.startswith(mark):
            if name is None:
                raise Undecodable("encoding_unsupported")
            return name
    unmarked = _unmarked_utf16(head)
    if unmarked:
        return unmarked
    if b"\0" in head:
        raise Undecodable("file_binary")
    return _by_lines(stream)


def _unmarked_utf16(head: bytes) -> str | None:
    """UTF-16 without a mark, when the first letters are ASCII ones with a NUL on the same side of each."""
    if len(head) >= 8 and not any(head[1:8:2]) and all(head[0:8:2]):
        return "utf-16-le"
    if len(head) >= 8 and not any(head[0:8:2]) and all(head[1:8:2]):
        return "utf-16-be"
    return None


def _by_lines(stream: BinaryIO) -> str:
    """UTF-8 or Windows-1258 by what the lines beyond ASCII spell."""
    beyond = utf8 = vietnamese = 0
    first_beyond = 0
    for count, line in enumerate(_lines(stream), start=1):
        if beyond < _SAMPLE_LINES and not line.isascii():
            beyond += 1
            first_beyond = first_beyond or count
            utf8 += _is_utf8(line)
            vietnamese += _spells_vietnamese(line)
    if utf8 >= beyond * _CERTAIN:
        return "utf-8"
    if vietnamese >= beyond * _CERTAIN and vietnamese > utf8:
        return "cp1258"
    raise Undecodable("encoding_unknown", row=first_beyond)


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    for line in iter(lambda: stream.readline(_CHUNK), b""):
        if len(line) == _CHUNK:
            raise Undecodable("line_too_long")
        yield line


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _spells_vietnamese(line: bytes) -> bool:
    """Whether the line, read as Windows-1258, has only Vietnamese syllables where it goes beyond ASCII.

    The older Vietnamese encodings (TCVN3, VNI) and Western ones fail here: they give symbols, foreign letters, or two
    vowel signs where a syllable bears one.
    """
    try:
        decoded = line.decode("cp1258")
    except UnicodeDecodeError:
        return False
    text = unicodedata.normalize("NFC", decoded).lower()
    if not all(character.isascii() or character.isalpha() or character in _TYPOGRAPHY for character in text):
        return False
    return all(word.isascii() or _is_syllable(word) for word in _WORD.findall(text))


def _is_syllable(word: str) -> bool:
    """One Vietnamese syllable in lower case: onset, nucleus, coda, and at most one tone mark."""
    tones = 0
    plain = []
    for character in word:
        marks = unicodedata.normalize("NFD", character)
        tones += sum(mark in _TONES for mark in marks)
        plain.append(unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES)))
    # A letter alone is an initial: "Đ. An".
    return tones <= 1 and (plain == ["đ"] or _SYLLABLE.fullmatch("".join(plain)) is not None)
