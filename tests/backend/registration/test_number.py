"""Dossier numbers: shape, tolerance in reading, and slips of the finger that are noticed."""

import re
from itertools import pairwise

import pytest

from backend.registration.number import EXAMPLE, format_number, parse_number
from bhxh.messages import text
from bhxh.problems import InvalidValue


def test_shape_is_that_of_bhxh() -> None:
    assert re.fullmatch(r"\d{5}\.[A-Z]/\d{4}/\d{5}", format_number(1, 2026, "07915"))
    assert format_number(12, 2026, "079").endswith("/2026/07900")
    assert format_number(1, 2026, "07915") == EXAMPLE
    assert EXAMPLE in text("registration.number.format")
    assert EXAMPLE in text("registration.number.check")


def test_outgrows_five_digits() -> None:
    number = format_number(123_456, 2026, "079")
    assert parse_number(number) == number


@pytest.mark.parametrize(
    "written",
    ["00001.U/2026/07915", "00001u202607915", " 00001 u 2026 07915 ", "00001-U-2026-07915", "00001.U/2026/07915."],
)
def test_reads_usual_spellings(written: str) -> None:
    assert parse_number(written) == EXAMPLE


@pytest.mark.parametrize("written", ["", "00001", "7912345678", "00001.U/2026", "abc", "00001.U/2026/07915/1", "\0"])
def test_refuses_other_things(written: str) -> None:
    with pytest.raises(InvalidValue, match=r"number\.format"):
        parse_number(written)


def test_every_wrong_digit_and_every_swap_is_noticed() -> None:
    number = format_number(4486, 2026, "08708")
    slips = set()
    places = [place for place, letter in enumerate(number) if letter.isdigit()]
    for place in places:
        slips |= {number[:place] + digit + number[place + 1 :] for digit in "0123456789"}
    for first, second in pairwise(places):
        swapped = list(number)
        swapped[first], swapped[second] = swapped[second], swapped[first]
        slips.add("".join(swapped))
    slips.discard(number)
    assert len(slips) > 120
    for slip in slips:
        with pytest.raises(InvalidValue, match=r"number\.check"):
            parse_number(slip)
