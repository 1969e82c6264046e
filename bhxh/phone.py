"""Vietnamese mobile numbers: one spelling (``84`` and nine digits), the 2018 migration, prefixes to operators."""

import re

from bhxh.messages import text
from bhxh.problems import InvalidValue

EXAMPLE = "0908123456"

# Quyết định 798/QĐ-BTTTT: 11-digit numbers became 10-digit ones between 15/9 and 14/11/2018.
_MIGRATED = {
    "120": "70", "121": "79", "122": "77", "126": "76", "128": "78",
    "123": "83", "124": "84", "125": "85", "127": "81", "129": "82",
    "162": "32", "163": "33", "164": "34", "165": "35", "166": "36", "167": "37", "168": "38", "169": "39",
    "186": "56", "188": "58", "199": "59",
}  # fmt: skip

# By the number range's first owner. Numbers are portable since 16/11/2018, so this is a default, never the truth.
_TELCO_PREFIXES = {
    "viettel": "32 33 34 35 36 37 38 39 86 96 97 98",
    "vinaphone": "81 82 83 84 85 88 91 94",
    "mobifone": "70 76 77 78 79 89 90 93",
    "vietnamobile": "52 56 58 92",
    "gmobile": "59 99",
    "itel": "87",
    "wintel": "55",
}
_TELCO = {prefix: name for name, prefixes in _TELCO_PREFIXES.items() for prefix in prefixes.split()}

_SEPARATORS = re.compile(r"[\s.\-()/]+")


def _national(value: str) -> str:
    """The digits after the trunk 0 or the country code. Raises InvalidValue("phone.empty"|"phone.digits")."""
    number = _SEPARATORS.sub("", value)
    if not number:
        raise InvalidValue("phone.empty", text("phone.empty"), EXAMPLE)
    digits = number[1:] if number[0] == "+" else number
    if not (digits.isascii() and digits.isdigit()):
        raise InvalidValue("phone.digits", text("phone.digits"), EXAMPLE)
    if digits.startswith("0084"):
        return digits[4:].lstrip("0")
    if digits.startswith("84") and (number[0] == "+" or len(digits) >= 11):
        return digits[2:].lstrip("0")
    return digits[1:] if digits.startswith("0") else digits


def parse_mobile(value: str) -> str:
    """A mobile number as ``84`` + nine digits, from 0..., 84..., +84..., with separators; old 11-digit ones are migrated.

    A spreadsheet's lost leading zero ("912345678") is taken back. Raises InvalidValue with phone.empty, .digits, .length
    or .not_mobile.
    """
    if len(value) == 10 and value[0] == "0" and value[1:3] in _TELCO and value.isascii() and value.isdigit():
        return "84" + value[1:]  # the usual spelling, six times faster: a recipients file holds a million of them
    national = _national(value)
    if len(national) == 10 and national[:3] in _MIGRATED:
        national = _MIGRATED[national[:3]] + national[3:]
    if len(national) != 9:
        raise InvalidValue("phone.length", text("phone.length", length=_length(value, national)), EXAMPLE)
    if national[:2] not in _TELCO:
        raise InvalidValue("phone.not_mobile", text("phone.not_mobile"), EXAMPLE)
    return "84" + national


def _length(value: str, national: str) -> int:
    """The digits that were typed, as a local number counts them: of "+84 91 234 567" those of "0912 345 67"."""
    typed = _SEPARATORS.sub("", value).removeprefix("+")
    return len(national) if typed == national else len(national) + 1


def was_migrated(value: str) -> bool:
    """Whether the number is an 11-digit one of before 2018, which parse_mobile rewrites."""
    try:
        national = _national(value)
    except InvalidValue:
        return False
    return len(national) == 10 and national[:3] in _MIGRATED


def to_local(msisdn: str) -> str:
    """``84912345678`` as people write it: ``0912345678``."""
    return "0" + msisdn[2:]


def telco(msisdn: str) -> str:
    """The operator that first owned the number's range: viettel, vinaphone, mobifone, vietnamobile, gmobile, itel, wintel."""
    return _TELCO[msisdn[2:4]]


def mask_phone(msisdn: str) -> str:
    """``*******678``: only the last three digits, as shown to who claims to own the number."""
    return "*" * 7 + msisdn[-3:]
