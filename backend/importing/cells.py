"""Reading one row's cells: each cleaned, checked and named when it is wrong."""

import re
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, Final, TypeVar
from unicodedata import is_normalized

import orjson

from backend.importing.problems import RowProblem
from bhxh.dates import now, parse_date
from bhxh.problems import InvalidValue
from bhxh.text import clean, fold

Value = TypeVar("Value")

_MONTH = re.compile(r"^(?:(\d{4})-(\d{1,2})|(\d{1,2})[/.\-](\d{4}))$")
_GROUPED = re.compile(r"^\d{1,3}(?:\.\d{3})+$")
_MONEY = re.compile(r"^\d{1,13}(?:[.,](?:\d{1,2}|0{3,4}))?$")
_ISO = re.compile(r"^\d{4}-\d\d-\d\d$")

_LONGEST_CHOICE: Final = 100
_STARTED: Final = now().date()
"""Days up to this one are past, however long the process goes on."""


def compact(value: dict[str, Any]) -> str:
    """JSON as the encrypted columns hold it (`backend.database.EncryptedJson`)."""
    return orjson.dumps(value).decode()


def named(number: int, columns: tuple[str, ...], cells: list[str], required: tuple[str, ...]) -> dict[str, str]:
    """The cells by column, cleaned. Raises `RowProblem` for a wrong count, a byte foreign to the encoding, or an empty required cell."""
    if len(cells) != len(columns):
        raise RowProblem.of(number, None, "cells", found=len(cells), expected=len(columns))
    together = "|".join(cells)
    if together.isprintable() and "  " not in together and "\ufffd" not in together and is_normalized("NFC", together):
        values = dict(zip(columns, map(str.strip, cells), strict=True))  # nearly every row
    else:
        values = cleaned(number, columns, cells)
    for column in required:
        if not values[column]:
            raise RowProblem.of(number, column, "required")
    return values


def cleaned(number: int, columns: tuple[str, ...], cells: list[str]) -> dict[str, str]:
    """Any cells by column. Raises `RowProblem` for a byte foreign to the encoding."""
    for column, cell in zip(columns, cells, strict=True):
        if "\ufffd" in cell or "\0" in cell:
            raise RowProblem.of(number, column, "unreadable")
    return {column: clean(cell) for column, cell in zip(columns, cells, strict=True)}


class Row:
    """One row's values, read column by column; every method raises `RowProblem` with the column's name."""

    def __init__(self, number: int, values: dict[str, str]) -> None:
        self.number = number
        self._values = values

    def text(self, column: str, longest: int = 300) -> str:
        """The words of a cell, cut at `longest`; "" when it is empty or missing."""
        return self._values.get(column, "")[:longest]

    def optional(self, column: str, parse: Callable[[str], Value]) -> Value | None:
        """What `parse` makes of a cell; None when it is empty or missing."""
        value = self._values.get(column, "")
        try:
            return parse(value) if value else None
        except InvalidValue as error:
            raise RowProblem(self.number, column, error.code, error.detail) from None

    def required(self, column: str, parse: Callable[[str], Value]) -> Value:
        """What `parse` makes of a cell that must not be empty."""
        value = self.optional(column, parse)
        if value is None:
            raise RowProblem.of(self.number, column, "required")
        return value

    def day(self, column: str) -> date | None:
        """A day."""
        return self.optional(column, _day)

    def past_day(self, column: str) -> date:
        """A required day that is not in the future."""
        day = self.required(column, _day)
        if day > _STARTED and day > now().date():
            raise RowProblem.of(self.number, column, "future")
        return day

    def month(self, column: str) -> str | None:
        """A month as `yyyy-mm`, written so or mm/yyyy."""
        value = self._values.get(column, "")
        if not value:
            return None
        found = _MONTH.match(value)
        year, month = (int(found[1] or found[4]), int(found[2] or found[3])) if found else (0, 0)
        if not (1900 <= year <= 2200 and 1 <= month <= 12):
            raise RowProblem.of(self.number, column, "month")
        return f"{year}-{month:02d}"

    def money(self, column: str) -> int:
        """Whole đồng, 0 when empty; `1.250.000` is read too, and `1250000.40` rounded."""
        value = self._values.get(column, "").replace(" ", "")
        if not value:
            return 0
        if len(value) <= 13 and value.isascii() and value.isdigit():
            return int(value)
        if value.isascii() and _GROUPED.match(value):
            return int(value.replace(".", ""))
        if not (value.isascii() and _MONEY.match(value)):
            raise RowProblem.of(self.number, column, "money")
        return int(Decimal(value.replace(",", ".")).to_integral_value(ROUND_HALF_UP))

    def choice(self, column: str, choices: dict[str, str], code: str) -> str:
        """One of some words, compared without case and diacritics; `code` names what is said when it is none of them."""
        found = choices.get(_folded(self._values.get(column, "")[:_LONGEST_CHOICE]))
        if found is None:
            raise RowProblem.of(self.number, column, code)
        return found

    def problem(self, column: str | None, code: str, **values: object) -> RowProblem:
        """A problem of this row, to be raised."""
        return RowProblem.of(self.number, column, code, **values)


_folded = lru_cache(maxsize=1 << 10)(fold)


@lru_cache(maxsize=1 << 15)  # the days of ninety years
def _day(value: str) -> date:
    if _ISO.match(value) and value.isascii():
        try:
            return date.fromisoformat(value)  # a tenth of the time that reading all spellings takes
        except ValueError:
            pass
    return parse_date(value)
