"""Sums of money as people write them: "8tr5", "500k", "1,5 triệu", "năm trăm nghìn", "2 tỷ 3", "4.680.000đ"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bhxh.numbers import NUMBER, small_number
from bhxh.text import fold_in_place

THOUSAND, MILLION, BILLION = 1_000, 1_000_000, 1_000_000_000

_UNITS = {
    **dict.fromkeys(("ty", "ti"), BILLION),
    **dict.fromkeys(("trieu", "tr", "cu"), MILLION),
    **dict.fromkeys(("nghin", "ngan", "ngh", "k"), THOUSAND),
}
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_FIGURE = r"\d{1,3}(?:[.,]\d{1,3})?"
_COUNT = rf"(?:(?P<hundreds>{_FIGURE}|{NUMBER})\s*tram\s*)?(?P<count>{_FIGURE}|{NUMBER})?"
# "8tr5", "2 tỷ 3": the digits behind a unit are its tenths, hundredths, thousandths.
_REST = rf"(?:\s*(?P<half>ruoi)\b|\s?(?P<rest>\d{{1,3}})(?![\d.,/]|\s*(?:{_UNIT}|thang|nam|ngay|lan|tuoi|nguoi)\b))?"
_SPOKEN = re.compile(rf"(?<![\w.,]){_COUNT}\s*(?P<unit>{_UNIT})(?![^\W\d_]){_REST}")
_WRITTEN = re.compile(
    r"(?<![\w.,])(?P<figures>\d{1,3}(?:[., ]\d{3}){1,3}|\d{4,12})\s*(?:d|dong|vnd)(?!\w)"
    r"|(?<![\w.,])(?P<grouped>\d{1,3}(?:\.000){1,3})(?![\d.,]\d|\w)"
)


@dataclass(frozen=True)
class Amount:
    """A sum in đồng, and where it stands in the text."""

    value: int
    start: int
    end: int


def in_dong(amount: int) -> str:
    """Whole đồng with dots between thousands: `1.250.000 đ`."""
    return f"{amount:,}".replace(",", ".") + " đ"


def amounts_in(text: str) -> list[Amount]:
    """The sums a text names, in its order; parts that belong together ("2 triệu 500 nghìn") are one.

    "củ" is a million in the South's everyday speech. A bare number is no sum: it may be a year, a code or a number of people.
    """
    folded = fold_in_place(text)
    found = sorted([*_written(folded), *_spoken(folded, text)], key=lambda amount: amount.start)
    joined: list[Amount] = []
    for amount in found:
        if joined and amount.start < joined[-1].end:
            continue
        if joined and _goes_on(folded, joined[-1], amount):
            whole = joined.pop()
            joined.append(Amount(whole.value + amount.value, whole.start, amount.end))
        else:
            joined.append(amount)
    return joined


def _written(folded: str) -> Iterator[Amount]:
    for found in _WRITTEN.finditer(folded):
        figures = found["figures"] or found["grouped"]
        yield Amount(int(re.sub(r"\D", "", figures)), found.start(), found.end())


def _spoken(folded: str, text: str) -> Iterator[Amount]:
    for found in _SPOKEN.finditer(folded):
        if found["hundreds"] is None and found["count"] is None:
            continue
        if found["unit"] == "cu" and text[slice(*found.span("unit"))].lower() != "củ":
            continue  # "hai cụ" are two old people, "xe cũ" is an old car
        unit = _UNITS[found["unit"]]
        count = _figure(found["hundreds"]) * 100 + _figure(found["count"])
        value = count * unit
        if found["half"]:
            value += Decimal(unit) / 2
        elif found["rest"]:
            value += Decimal(unit) * int(found["rest"]) / 10 ** len(found["rest"])
        if value:
            yield Amount(int(value), found.start(), found.end())


def _figure(words: str | None) -> Decimal:
    if words is None:
        return Decimal(0)
    if not words[0].isdigit():
        return Decimal(small_number(words))
    return Decimal(words.replace(",", "."))


def _goes_on(folded: str, before: Amount, after: Amount) -> bool:
    """Whether the second is the smaller part of one sum: "2 triệu" and "500 nghìn" with only a space between."""
    smaller = (before.value % MILLION == 0 and after.value < MILLION) or before.value % BILLION == 0
    return smaller and after.value < before.value and folded[before.end : after.start].strip(" ,") in ("", "va", "le")
