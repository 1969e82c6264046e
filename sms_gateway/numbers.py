"""Numbers that may be written to: Vietnamese mobile ones, and foreign ones for those who may go abroad."""

from __future__ import annotations

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

from bhxh import phone
from bhxh.messages import text
from bhxh.phone import parse_mobile
from bhxh.problems import InvalidValue

ABROAD = "abroad"
"""Where a telco's name stands for Vietnamese numbers."""

TELCOS = ("viettel", "vinaphone", "mobifone", "vietnamobile", "gmobile", "itel", "wintel")
EVERYWHERE = (*TELCOS, ABROAD)
"""What stands in ``message.telco``."""

HOSTS = {"itel": "vinaphone", "wintel": "vinaphone"}
"""Operators without a network of their own: who reaches the host's subscribers reaches theirs."""

_MNC = {
    "01": "mobifone",
    "02": "vinaphone",
    "04": "viettel",
    "05": "vietnamobile",
    "07": "gmobile",
    "08": "itel",
    "09": "wintel",
}
"""Mobile network codes of Vietnam (MCC 452), ITU-T E.212."""

_MOBILE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})


def parse(value: str, *, abroad: bool = False) -> str:
    """The number as digits that begin with the country's code (84xxxxxxxxx).

    Raises InvalidValue as ``bhxh.phone.parse_mobile``; phone.abroad for a foreign number unless ``abroad``, and
    phone.abroad_number for one that cannot be.
    """
    if not _is_foreign(value):
        return parse_mobile(value)
    if not abroad:
        raise InvalidValue("phone.abroad", text("sms_rules.abroad"), phone.EXAMPLE)
    digits = value.strip()
    try:
        found = phonenumbers.parse("+" + digits[2:] if digits.startswith("00") else digits)
    except NumberParseException:
        found = None
    if found is None or not phonenumbers.is_valid_number(found) or phonenumbers.number_type(found) not in _MOBILE:
        raise InvalidValue("phone.abroad_number", text("sms_rules.abroad_number"), "+66812345678")
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)[1:]


def _is_foreign(value: str) -> bool:
    start = value.strip()[:8].replace(" ", "")
    return (start.startswith("+") and not start.startswith("+84")) or (
        start.startswith("00") and not start.startswith("0084")
    )


def telco(msisdn: str) -> str:
    """The operator that first owned the number's range, ABROAD for a foreign one."""
    return phone.telco(msisdn) if msisdn.startswith("84") else ABROAD


def network_of(telco: str | None) -> str:
    """Whose network a telco's subscribers are on; "" where it is unknown."""
    return HOSTS.get(telco or "", telco or "")


def telco_of_network(code: str) -> str | None:
    """The operator of a mobile network code ("45204") or of an IMSI, which begins with one; None for any other."""
    digits = code.strip("\0 ").replace("-", "")
    return _MNC.get(digits[3:5]) if digits.startswith("452") and digits.isascii() and digits.isdecimal() else None


def shown(msisdn: str) -> str:
    """As people write it: 0912345678, +66812345678."""
    return phone.to_local(msisdn) if msisdn.startswith("84") else f"+{msisdn}"
