"""One row of a recipients file: taken, or what is wrong with which cell."""

import re
import unicodedata
from collections.abc import Sequence

from bhxh.identifiers import parse_bhxh_code
from bhxh.messages import text
from bhxh.phone import parse_mobile
from bhxh.problems import InvalidValue
from bhxh.text import clean
from sms_gateway.campaigns.importing.columns import Columns
from sms_gateway.campaigns.lifecycle import RowError
from sms_gateway.campaigns.rows import PHONE_COLUMN, Recipient

CODE_COLUMN = "ma_so_bhxh"
MAX_VALUE = 300

_SCIENTIFIC = re.compile(r"-?\d+(?:[.,]\d+)?[eE]\+?\d+")
# "Nguy?n Th? Hà": a program that could not write the letter wrote a question mark, and the name is lost.
_LOST_LETTER = re.compile(r"[^\W\d_]\?|\?[^\W\d_]")
_LETTERS_LOST_IN = frozenset({"ho_ten"})


class RowChecker:
    """Checks rows against the columns of one file."""

    def __init__(self, columns: Columns) -> None:
        self._width = len(columns.names)
        self._phone = columns.phone
        self._fields = [(index, name) for index, name in enumerate(columns.names) if index != columns.phone]

    def check(self, row: int, cells: Sequence[str]) -> Recipient | RowError:
        """The recipient in a row, or the first thing wrong with it."""
        if len(cells) != self._width:
            if any(cells[self._width :]):
                return _error(row, None, "too_many_cells", expected=self._width, found=len(cells))
            cells = [*cells[: self._width], *[""] * (self._width - len(cells))]
        number = cells[self._phone]
        if not number.isdigit():
            number = number.strip().lstrip("'")
            if _SCIENTIFIC.fullmatch(number):
                return _error(row, PHONE_COLUMN, "scientific")
        try:
            msisdn = parse_mobile(number)
        except InvalidValue as wrong:
            return RowError(row, PHONE_COLUMN, wrong.code, wrong.detail)
        values = []
        for index, name in self._fields:
            value = cells[index]
            if name == CODE_COLUMN:
                if not (len(value) == 10 and value.isascii() and value.isdigit()):
                    value = _tidy(value)
                    try:
                        value = parse_bhxh_code(value.lstrip("'"))
                    except InvalidValue as wrong:
                        return _wrong_code(row, value, wrong)
                values.append(value)
                continue
            if not _is_clean(value):
                value = _tidy(value)
            if not value or len(value) > MAX_VALUE or "\ufffd" in value or "?" in value or "+" in value:
                error = _wrong_value(row, name, value)
                if error:
                    return error
            values.append(value)
        return Recipient(row, msisdn, tuple(values))


def _is_clean(value: str) -> bool:
    """Whether ``bhxh.text.clean`` would leave the value as it is; far cheaper than cleaning, and nearly always true."""
    return (
        value.isprintable()
        and (value.isascii() or unicodedata.is_normalized("NFC", value))
        and "  " not in value
        and value[:1] != " "
        and value[-1:] != " "
    )


def _tidy(value: str) -> str:
    return clean(value).replace("\n", " ")


def _wrong_code(row: int, value: str, wrong: InvalidValue) -> RowError:
    if _SCIENTIFIC.fullmatch(value):
        return _error(row, CODE_COLUMN, "scientific")
    if value.isdigit() and len(value) == 9:
        # Codes of Hà Nội and the provinces up to 09 begin with 0, and Excel drops it; a digit forgotten looks the same.
        return _error(row, CODE_COLUMN, "leading_zero")
    return RowError(row, CODE_COLUMN, wrong.code, wrong.detail)


def _wrong_value(row: int, name: str, value: str) -> RowError | None:
    if not value:
        return _error(row, name, "empty")
    if len(value) > MAX_VALUE:
        return _error(row, name, "too_long", limit=MAX_VALUE)
    if "\ufffd" in value:
        return _error(row, name, "encoding")
    if _SCIENTIFIC.fullmatch(value):
        return _error(row, name, "scientific")
    if name in _LETTERS_LOST_IN and _LOST_LETTER.search(value):
        return _error(row, name, "letters_lost")
    return None


def _error(row: int, column: str | None, code: str, **values: object) -> RowError:
    return RowError(row, column, code, text(f"import.row.{code}", column=column, **values))


def duplicate_error(row: int, first: int) -> RowError:
    """The row repeats a person and phone number that an earlier row of the file has."""
    return _error(row, None, "duplicate", first=first)
