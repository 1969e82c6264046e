"""One row of a participants file, checked and normalised."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from backend.participants.importing.source import REQUIRED, RowProblem
from backend.participants.writing import PersonData
from bhxh.card import parse_card
from bhxh.dates import now, parse_date
from bhxh.identifiers import parse_bhxh_code, parse_personal_id
from bhxh.messages import text
from bhxh.names import parse_full_name
from bhxh.phone import parse_mobile
from bhxh.places import Province, find_province, province_by_card_code
from bhxh.problems import InvalidValue
from bhxh.text import clean, fold

Value = TypeVar("Value")
_AGENCY = re.compile(r"^\d{3}(\d{2})?$")
_GENDERS = {"nam": "nam", "nu": "nữ"}
_ADDRESS_LENGTH = 300


@dataclass(frozen=True)
class Row:
    """A row that can be stored."""

    number: int
    person: PersonData
    card: str | None


def parse_row(number: int, columns: tuple[str, ...], cells: list[str]) -> Row:
    """Check every cell. Raises `RowProblem` for the first that is wrong."""
    if len(cells) != len(columns):
        raise _problem(number, None, "cells", found=len(cells), expected=len(columns))
    for column, cell in zip(columns, cells, strict=True):
        if "\ufffd" in cell or "\0" in cell:
            raise _problem(number, column, "unreadable")
    values = {column: clean(cell) for column, cell in zip(columns, cells, strict=True)}
    for column in REQUIRED:
        if not values[column]:
            raise _problem(number, column, "required")

    def parsed(column: str, parse: Callable[[str], Value]) -> Value | None:
        value = values.get(column, "")
        try:
            return parse(value) if value else None
        except InvalidValue as error:
            raise RowProblem(number, column, error.code, error.detail) from None

    def required(column: str, parse: Callable[[str], Value]) -> Value:
        value = parsed(column, parse)
        if value is None:
            raise _problem(number, column, "required")
        return value

    province = _province(number, values["tinh"])
    born = required("ngay_sinh", parse_date)
    if born > now().date():
        raise _problem(number, "ngay_sinh", "birth_future")
    code = required("ma_so_bhxh", parse_bhxh_code)
    card = parsed("so_the_bhyt", parse_card)
    if card is not None and card.bhxh_code != code:
        raise _problem(number, "so_the_bhyt", "card_code")
    gender = _GENDERS.get(fold(values["gioi_tinh"]))
    if gender is None:
        raise _problem(number, "gioi_tinh", "gender")
    papers = parsed("so_giay_to", parse_personal_id)
    person = PersonData(
        bhxh_code=code,
        full_name=required("ho_ten", parse_full_name),
        date_of_birth=born,
        gender=gender,
        province_code=province.card_code,
        personal_id=papers.number if papers else None,
        phone=parsed("so_dien_thoai", parse_mobile),
        address=values.get("dia_chi", "")[:_ADDRESS_LENGTH] or None,
        agency_code=_agency(number, values.get("co_quan", ""), province),
        guardian_code=parsed("ma_so_giam_ho", parse_bhxh_code),
    )
    return Row(number, person, card.number if card else None)


def _province(number: int, value: str) -> Province:
    code = value.zfill(2) if value.isascii() and value.isdigit() else value  # a spreadsheet turns 01 into 1
    found = province_by_card_code(code) or find_province(value)
    if found is None:
        raise _problem(number, "tinh", "province")
    return found


def _agency(number: int, value: str, province: Province) -> str | None:
    if not value:
        return None
    if not (_AGENCY.match(value) and value.startswith(province.agency_code)):
        raise _problem(number, "co_quan", "agency")
    return value


def _problem(number: int, column: str | None, code: str, **values: object) -> RowProblem:
    return RowProblem(number, column, f"participants.{code}", text(f"participants.{code}", **values))
