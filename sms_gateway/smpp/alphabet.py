"""Text to octets and back: data_coding and the GSM alphabet (3GPP TS 23.038), one septet in each octet as SMPP carries it."""

from __future__ import annotations

import re
from typing import Final, Literal

from sms_gateway.smpp.constants import DataCoding
from sms_gateway.text import GSM_BASIC, GSM_EXTENSION

Alphabet = Literal["gsm7", "latin1", "ascii"]
"""What an SMSC takes data_coding 0, "SMSC default alphabet", to be."""

_ESCAPE: Final = 0x1B
_EXTENSION_CODES: Final = (0x0A, 0x14, 0x28, 0x29, 0x2F, 0x3C, 0x3D, 0x3E, 0x40, 0x65)
_BASIC: Final = GSM_BASIC[:_ESCAPE] + "\x1b" + GSM_BASIC[_ESCAPE:]

# Both tables map to Latin-1 characters, each the octet of its number.
_TO_OCTETS: Final = str.maketrans(
    {character: chr(code) for code, character in enumerate(_BASIC)}
    | {character: f"\x1b{chr(code)}" for character, code in zip(GSM_EXTENSION, _EXTENSION_CODES, strict=True)}
)
_FROM_OCTETS: Final = {code: ord(character) for code, character in enumerate(_BASIC)} | dict.fromkeys(
    range(128, 256), "�"
)
_FROM_ESCAPED: Final = dict(zip(map(chr, _EXTENSION_CODES), GSM_EXTENSION, strict=True))
_ESCAPED: Final = re.compile("\x1b(.?)", re.DOTALL)
_SAME_IN_ASCII: Final = re.compile(r"[\n\r !\"#%&'()*+,\-./0-9:;<=>?A-Za-z]*")

_CODECS: Final = {
    DataCoding.ASCII: "latin-1",
    DataCoding.LATIN1: "latin-1",
    DataCoding.CYRILLIC: "iso8859-5",
    DataCoding.HEBREW: "iso8859-8",
    DataCoding.UCS2: "utf-16-be",
}


def is_plain(text: str) -> bool:
    """Whether every character has the same octet in ASCII, Latin-1 and the GSM alphabet."""
    return _SAME_IN_ASCII.fullmatch(text) is not None


def gsm_octets(text: str) -> bytes:
    """The text in the GSM alphabet. Raises ValueError for a character it does not have."""
    if is_plain(text):
        return text.encode("ascii")
    octets = text.translate(_TO_OCTETS).encode("latin-1")
    if not octets.isascii():
        raise ValueError("a character outside the GSM alphabet")
    return octets


def gsm_text(octets: bytes) -> str:
    """The text of octets in the GSM alphabet; what is none becomes U+FFFD, an unknown extension its plain letter."""
    text = octets.decode("latin-1")
    if "\x1b" not in text:
        return text.translate(_FROM_OCTETS)
    pieces = []
    start = 0
    for match in _ESCAPED.finditer(text):
        pieces.append(text[start : match.start()].translate(_FROM_OCTETS))
        pieces.append(_FROM_ESCAPED.get(match[1], match[1].translate(_FROM_OCTETS)))
        start = match.end()
    pieces.append(text[start:].translate(_FROM_OCTETS))
    return "".join(pieces)


def default_octets(text: str, alphabet: Alphabet) -> bytes:
    """The text in the SMSC's default alphabet.

    Raises ValueError for a character that either this alphabet or the GSM alphabet of the phone does not have.
    """
    octets = gsm_octets(text)
    return octets if alphabet == "gsm7" else text.encode(alphabet)


def text_of(data_coding: int, octets: bytes, alphabet: Alphabet = "gsm7") -> str | None:
    """The text of what was received, or None where the octets are no text.

    Values from 0x10 on are those of 3GPP TS 23.038 (general groups and message class), as many SMSCs pass them on.
    """
    coding = data_coding
    if coding >= 0x10:
        if coding >> 4 == 0xF:
            coding = DataCoding.BINARY if coding & 0x04 else DataCoding.DEFAULT
        elif coding < 0x40:
            coding = (DataCoding.DEFAULT, DataCoding.BINARY, DataCoding.UCS2, DataCoding.BINARY)[coding >> 2 & 0b11]
        else:
            return None
    if coding == DataCoding.DEFAULT:
        return gsm_text(octets) if alphabet == "gsm7" else octets.decode("latin-1")
    codec = _CODECS.get(DataCoding(coding)) if coding in DataCoding.__members__.values() else None
    return None if codec is None else octets.decode(codec, errors="replace")
