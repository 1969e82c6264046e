"""BHXH codes and identity papers."""

import re
from typing import NamedTuple

from bhxh.card import squeeze
from bhxh.messages import text
from bhxh.problems import InvalidValue

CODE_EXAMPLE = "7934567890"
PERSONAL_ID_EXAMPLE = "079090012345"

# Hộ chiếu: one letter and seven digits in Viet Nam; foreigners' passports have 6-9 letters and digits.
_PASSPORT = re.compile(r"^(?=.*[A-Z])(?=.*\d)[A-Z0-9]{6,9}$")
_CCCD_PLACE = re.compile(r"^0(0[1-9]|[1-8]\d|9[0-6])")


class PersonalId(NamedTuple):
    """An identity paper's number. ``kind`` is cmnd (9 digits), cccd (12 digits) or ho_chieu (passport)."""

    kind: str
    number: str


def parse_bhxh_code(value: str) -> str:
    """The 10 digits of a BHXH code (Quyết định 595/QĐ-BHXH, Điều 2 khoản 2.13).

    There is no public check digit, so none is checked. Raises InvalidValue with code.empty, .personal_id, .length, .letter_o or .digits.
    """
    number = squeeze(value)
    if not number:
        raise InvalidValue("code.empty", text("code.empty"), CODE_EXAMPLE)
    if not (number.isascii() and number.isdigit()):
        if number.replace("O", "0").isdigit():
            raise InvalidValue("code.letter_o", text("code.letter_o"), CODE_EXAMPLE)
        raise InvalidValue("code.digits", text("code.digits"), CODE_EXAMPLE)
    if len(number) == 12:
        raise InvalidValue("code.personal_id", text("code.personal_id"), CODE_EXAMPLE)
    if len(number) != 10:
        raise InvalidValue("code.length", text("code.length", length=len(number)), CODE_EXAMPLE)
    return number


def parse_personal_id(value: str) -> PersonalId:
    """A CCCD (12 digits, Nghị định 137/2015/NĐ-CP), CMND (9 digits) or passport number.

    Raises InvalidValue with personal_id.empty, .length, .place or .format.
    """
    number = squeeze(value)
    if not number:
        raise InvalidValue("personal_id.empty", text("personal_id.empty"), PERSONAL_ID_EXAMPLE)
    if number.isascii() and number.isdigit():
        if len(number) == 9:
            return PersonalId("cmnd", number)
        if len(number) != 12:
            raise InvalidValue(
                "personal_id.length", text("personal_id.length", length=len(number)), PERSONAL_ID_EXAMPLE
            )
        if not _CCCD_PLACE.match(number):
            raise InvalidValue("personal_id.place", text("personal_id.place"), PERSONAL_ID_EXAMPLE)
        return PersonalId("cccd", number)
    if number.isascii() and _PASSPORT.match(number):
        return PersonalId("ho_chieu", number)
    raise InvalidValue("personal_id.format", text("personal_id.format"), PERSONAL_ID_EXAMPLE)


def mask_code(code: str) -> str:
    """A BHXH code as shown where the whole is not needed: ``79******78``."""
    return f"{code[:2]}******{code[-2:]}"


def mask_personal_id(number: str) -> str:
    """An identity number with all but its last three characters hidden."""
    return "*" * (len(number) - 3) + number[-3:]
