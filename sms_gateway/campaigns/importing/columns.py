"""A file's header against what the template needs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bhxh.text import fold
from sms_gateway.campaigns.importing.problems import ImportRefused
from sms_gateway.campaigns.rows import PHONE_COLUMN

_NOT_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Columns:
    """Where a row holds what: ``names`` in the file's own order, ``phone`` the index of the phone number."""

    names: tuple[str, ...]
    phone: int


def match_columns(header: Sequence[str], fields: Sequence[str], row: int = 1) -> Columns:
    """The columns of a file for a template with these fields, in any order; "Họ tên" is read as ``ho_ten``.

    A column that the template does not know is refused rather than dropped: it is usually a misspelt one, and what the
    sender believes to be in the message would not be. Raises ImportRefused("columns_duplicate" | "columns_missing" |
    "columns_unknown" | "columns_unnamed"), naming the columns.
    """
    names = [_NOT_WORD.sub("_", fold(cell)).strip("_") for cell in header]
    unnamed = [str(index) for index, name in enumerate(names, start=1) if not name]
    if unnamed:
        raise ImportRefused("columns_unnamed", row=row, columns=", ".join(unnamed))
    duplicate = sorted({name for name in names if names.count(name) > 1})
    if duplicate:
        raise ImportRefused("columns_duplicate", row=row, column=duplicate[0], columns=", ".join(duplicate))
    wanted = [PHONE_COLUMN, *fields]
    missing = [name for name in wanted if name not in names]
    if missing:
        raise ImportRefused("columns_missing", row=row, column=missing[0], columns=", ".join(missing))
    unknown = [name[:40] for name in names if name not in wanted]
    if unknown:
        known = ", ".join(wanted)
        raise ImportRefused("columns_unknown", row=row, column=unknown[0], columns=", ".join(unknown), known=known)
    return Columns(tuple(names), names.index(PHONE_COLUMN))
