"""Dossier numbers: ``00001.U/2026/07915``.

The shape of BHXH's own dossier numbers ("04486.G/2019/08708": sequence, letter, year, receiving agency). The sequence counts per
agency and year. The letter is a check letter, as numbers are read out on the phone and copied from paper. A provincial
agency's three digits are filled up with 00 ("07900"). Numbers can be guessed; nothing is told for a number without an OTP.
"""

import re
from typing import Final

from bhxh.messages import text
from bhxh.problems import InvalidValue
from bhxh.text import strip_accents

EXAMPLE: Final = "00001.U/2026/07915"

# 23 letters, without I, O and Q, which look like digits. 23 is prime and larger than the number of weights, so that
# every single wrong digit and every swap of two digits changes the letter.
_LETTERS: Final = "ABCDEFGHJKLMNPRSTUVWXYZ"
_WRITTEN: Final = re.compile(r"(\d{5,7})[\s./\-]*([A-Z])[\s./\-]*(\d{4})[\s./\-]*(\d{5})")


def format_number(sequence: int, year: int, agency_code: str) -> str:
    """The number of the ``sequence``-th dossier of a year at an agency (its code of three or five digits)."""
    head, agency = f"{sequence:05d}", agency_code.ljust(5, "0")
    return f"{head}.{_check_letter(head, str(year), agency)}/{year:04d}/{agency}"


def parse_number(written: str) -> str:
    """The normal form of a dossier number typed in any case, with or without separators.

    Raises InvalidValue with registration.number.format or, for a slip of the finger, registration.number.check.
    """
    found = _WRITTEN.fullmatch(strip_accents(written).strip(" .").upper())
    if found is None:
        raise InvalidValue("registration.number.format", text("registration.number.format"), EXAMPLE)
    head, letter, year, agency = found.groups()
    if letter != _check_letter(head, year, agency):
        raise InvalidValue("registration.number.check", text("registration.number.check"), EXAMPLE)
    return f"{head}.{letter}/{year}/{agency}"


def _check_letter(head: str, year: str, agency: str) -> str:
    digits = head.rjust(7, "0") + year + agency
    return _LETTERS[sum(weight * int(digit) for weight, digit in enumerate(digits, start=2)) % len(_LETTERS)]
