"""What somebody typed into the form of the look-up by person."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from backend.participants.matching import Known
from backend.registration.agencies import home_provinces
from bhxh.dates import parse_date
from bhxh.identifiers import parse_bhxh_code, parse_personal_id
from bhxh.messages import text
from bhxh.names import MAX_LENGTH
from bhxh.problems import InvalidValue
from bhxh.text import clean

FIELDS: Final = ("tinh", "ho_ten", "giay_to", "ngay_sinh", "ma_so", "cach")
WAYS: Final = ("man_hinh", "tin_nhan")
_LONGEST: Final = 100
_NAME: Final = re.compile(r"[^\W\d_]+(?:['’\- .]+[^\W\d_]+)+")


@dataclass
class Filled:
    """``values`` as typed, ``errors`` by field, and ``known`` when there are none. ``by_sms``: the way that was chosen."""

    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    known: Known | None = None

    @property
    def by_sms(self) -> bool:
        """Whether the answer is to go to the phone on record."""
        return self.values["cach"] == WAYS[1]


def read(form: Mapping[str, str]) -> Filled:
    """The form, checked field by field."""
    filled = Filled({name: clean(form.get(name, ""))[:_LONGEST] for name in FIELDS})
    values, errors = filled.values, filled.errors
    if values["tinh"] not in {province.card_code for province in home_provinces()}:
        errors["tinh"] = text("lookup.error.province")
    if not _NAME.fullmatch(values["ho_ten"]) or len(values["ho_ten"]) > MAX_LENGTH:
        errors["ho_ten"] = text("lookup.error.name")
    if values["cach"] not in WAYS:
        errors["cach"] = text("lookup.error.way")
    personal_id = born = code = None
    try:
        if values["giay_to"]:
            personal_id = parse_personal_id(values["giay_to"]).number
    except InvalidValue as wrong:
        errors["giay_to"] = wrong.detail
    try:
        if values["ngay_sinh"]:
            born = parse_date(values["ngay_sinh"])
    except InvalidValue as wrong:
        errors["ngay_sinh"] = wrong.detail
    try:
        if values["ma_so"]:
            code = parse_bhxh_code(values["ma_so"])
    except InvalidValue as wrong:
        errors["ma_so"] = wrong.detail
    if not any(values[name] for name in ("giay_to", "ngay_sinh", "ma_so")):
        errors["giay_to"] = text("lookup.error.one_more")
    if not errors:
        filled.known = Known(values["tinh"], values["ho_ten"], personal_id, born, code)
    return filled
