"""The fields of form 01 as the assistant knows them: their order, the kinds of handle each may be given as, their labels."""

from collections.abc import Iterable
from typing import get_args

from backend.client import RegistrationField
from bhxh.messages import text

FIELDS: tuple[RegistrationField, ...] = get_args(RegistrationField)
"""In the order of the form."""

_NUMBERS = ("SO", "THE", "MA_SO", "GIAY_TO", "DIEN_THOAI", "HO_SO", "OTP")
KINDS: dict[RegistrationField, tuple[str, ...]] = {
    "bhxh_code": ("MA_SO", "THE", *_NUMBERS),
    "full_name": ("HO_TEN",),
    "personal_id": ("GIAY_TO", *_NUMBERS),
    "province": ("DIA_CHI",),
    "district": ("DIA_CHI",),
    "commune": ("DIA_CHI",),
    "street": ("DIA_CHI",),
    "phone": ("DIEN_THOAI", *_NUMBERS),
    "email": ("EMAIL",),
    "agency": ("DIA_CHI",),
}
# Kinds that can only mean one field, so that "tôi là [HO_TEN_1], mã số [MA_SO_1]" fills both.
UNMISTAKABLE: dict[str, RegistrationField] = {
    "MA_SO": "bhxh_code",
    "HO_TEN": "full_name",
    "GIAY_TO": "personal_id",
    "DIEN_THOAI": "phone",
    "EMAIL": "email",
}
WHOLE_ADDRESS: tuple[str, RegistrationField] = ("DIA_CHI", "province")


def label(field: str) -> str:
    """What a field is called in a sentence."""
    return text(f"bot.registration_form.label.{field}")


def labels(fields: Iterable[str]) -> str:
    """Several, one after the other."""
    return ", ".join(label(field) for field in fields)
