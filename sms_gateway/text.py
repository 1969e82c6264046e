"""How a text travels as SMS: its encoding, its segments, and Vietnamese without accents ("không dấu").

Rules of 3GPP TS 23.038 (GSM 7-bit default alphabet) and 23.040 (concatenation): 160 units in one message or 153 in each
part, a character of the extension table takes two and is not split; any other character makes the whole text UCS-2 with 70
or 67 units, where a character outside the basic plane takes two and is not split either.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = "\f^{}\\[~]|€"
_NOT_GSM = re.compile(f"[^{re.escape(_BASIC + _EXTENSION)}]")
_DOUBLE_GSM = re.compile(f"[{re.escape(_EXTENSION)}]")
_DOUBLE_UCS = re.compile("[\U00010000-\U0010ffff]")

_VOWELS = {"a": "ăâ", "e": "ê", "i": "", "o": "ôơ", "u": "ư", "y": ""}
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_TYPOGRAPHY = {
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "`": "'", "´": "'", "–": "-", "—": "-",
    "‑": "-", "−": "-", "…": "...", "•": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "₫": "d", "×": "x",
}  # fmt: skip

Encoding = Literal["gsm7", "ucs2"]


class Measure(NamedTuple):
    """``units``: septets or UTF-16 code units of the text, without the headers of concatenation."""

    encoding: Encoding
    segments: int
    units: int


def _accent_table() -> dict[int, str]:
    table = {"đ": "d", "Đ": "D", **_TYPOGRAPHY}
    for base, variants in _VOWELS.items():
        for letter in base + variants:
            for mark in ("", *_TONES):
                accented = unicodedata.normalize("NFC", letter + mark)
                table[accented] = base
                table[accented.upper()] = base.upper()
    # A mark that NFC could not join to a letter would alone turn the message into UCS-2.
    table.update(dict.fromkeys((*_TONES, "\u0302", "\u0306", "\u031b"), ""))
    return str.maketrans(table)


_ACCENTS = _accent_table()


def khong_dau(body: str) -> str:
    """Every Vietnamese letter and the usual typographic signs as ASCII; other scripts stay as they are."""
    return unicodedata.normalize("NFC", body).translate(_ACCENTS)


def measure(body: str) -> Measure:
    """Encoding and number of segments of ``body`` after NFC, in which a decomposed "ế" would count three."""
    body = unicodedata.normalize("NFC", body)
    if _NOT_GSM.search(body) is None:
        return _count(body, "gsm7", _DOUBLE_GSM, 160, 153)
    return _count(body, "ucs2", _DOUBLE_UCS, 70, 67)


def parts(body: str) -> list[str]:
    """The text of each segment, in order, as it goes over the air (NFC)."""
    body = unicodedata.normalize("NFC", body)
    if _NOT_GSM.search(body) is None:
        return _split(body, _DOUBLE_GSM, 160, 153)
    return _split(body, _DOUBLE_UCS, 70, 67)


def _count(body: str, encoding: Encoding, double: re.Pattern[str], single: int, part: int) -> Measure:
    doubles = len(double.findall(body))
    units = len(body) + doubles
    if units <= single:
        return Measure(encoding, 1, units)
    if not doubles:
        return Measure(encoding, -(-units // part), units)
    return Measure(encoding, len(_split(body, double, single, part)), units)


def _split(body: str, double: re.Pattern[str], single: int, part: int) -> list[str]:
    widths = [2 if double.match(character) else 1 for character in body]
    if sum(widths) <= single:
        return [body]
    found, start, used = [], 0, 0
    for position, width in enumerate(widths):
        if used + width > part:
            found.append(body[start:position])
            start, used = position, 0
        used += width
    found.append(body[start:])
    return found
