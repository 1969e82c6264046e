"""Headcounts of schools, agencies and units, imported from XLSX: against them the roll-out is measured.

Columns of the first sheet (row 1): `ma_don_vi`, `ten_don_vi`, `loai` (truong, co_quan, don_vi), `ma_co_quan` ("07915"), `nhom` (can_bo,
hoc_sinh), `tong_so`, `ngay` (as of), `han` (deadline, may be empty), `da_cai_dat` (installed and used as reported elsewhere; empty: counted
by us). The same file again changes nothing; a row of the same unit, group and day replaces the earlier one.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backend import audit
from backend.declined import Declined
from backend.registration.agencies import agencies
from backend.registration.scope import Scope
from backend.registration.statistics import PUPILS, STAFF
from backend.reports.models import Headcount
from bhxh.dates import parse_date
from bhxh.messages import text
from bhxh.problems import InvalidValue
from bhxh.text import clean, fold
from kit.archives import ArchiveRefused, refuse_bombs

COLUMNS: Final = ("ma_don_vi", "ten_don_vi", "loai", "ma_co_quan", "nhom", "tong_so", "ngay", "han", "da_cai_dat")
_MAY_MISS: Final = frozenset({"han", "da_cai_dat"})
_KINDS: Final = {"truong": "school", "co_quan": "agency", "don_vi": "unit"}
_GROUPS: Final = {"can_bo": STAFF, "hoc_sinh": PUPILS}
MOST_ROWS: Final = 20_000
MOST_BYTES: Final = 8 << 20
_MOST_UNPACKED: Final = 64 << 20
_MOST_PEOPLE: Final = 10_000_000


@dataclass(frozen=True)
class RowError:
    """What is wrong with one row of the file, counted as Excel does, heading included."""

    row: int
    detail: str


@dataclass(frozen=True)
class Imported:
    """``rows`` were taken, unless there are ``errors``: then none was."""

    rows: int
    errors: tuple[RowError, ...]


def load(session: Session, data: bytes, scope: Scope, actor: str, now: datetime) -> Imported:
    """Import a file: all of its rows, or none. Raises Declined("report.file" | "report.columns") for a file that is none of ours."""
    found, errors = _read(data, scope)
    if errors:
        return Imported(0, tuple(errors))
    for row in found:
        session.execute(
            delete(Headcount).where(
                Headcount.unit_code == row["unit_code"],
                Headcount.group == row["group"],
                Headcount.as_of == row["as_of"],
            )
        )
        session.add(Headcount(**row, imported_by=actor, imported_at=now))
        session.flush()
    audit.record(session, actor=actor, action="report.headcounts", details={"rows": len(found)})
    return Imported(len(found), ())


def latest(session: Session, scope: Scope, until: date) -> list[Headcount]:
    """Each unit's and group's newest headcount of a scope up to a day, by agency and name."""
    newest = (
        select(Headcount.unit_code, Headcount.group, func.max(Headcount.as_of).label("as_of"))
        .where(Headcount.as_of <= until)
        .group_by(Headcount.unit_code, Headcount.group)
        .subquery()
    )
    rows = session.scalars(
        select(Headcount).join(
            newest,
            (Headcount.unit_code == newest.c.unit_code)
            & (Headcount.group == newest.c.group)
            & (Headcount.as_of == newest.c.as_of),
        )
    )
    mine = [row for row in rows if scope.covers(row.agency_code)]
    return sorted(mine, key=lambda row: (row.agency_code, fold(row.unit_name), row.unit_code, row.group != STAFF))


def _read(data: bytes, scope: Scope) -> tuple[list[dict[str, Any]], list[RowError]]:
    if not data.startswith(b"PK\x03\x04") or len(data) > MOST_BYTES:
        raise Declined("report.file", text("report.file", megabytes=MOST_BYTES >> 20))
    try:
        refuse_bombs(io.BytesIO(data), _MOST_UNPACKED)
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        lines = sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS + 2)
    except (ArchiveRefused, CalamineError, ValueError, OSError) as error:
        raise Declined("report.file", text("report.file", megabytes=MOST_BYTES >> 20)) from error
    places = _places(lines[0] if lines else [])
    if len(lines) > MOST_ROWS + 1:
        raise Declined("report.rows", text("report.rows", most=MOST_ROWS))
    found, errors = [], []
    for number, line in enumerate(lines[1:], start=2):
        cells = {name: line[place] if place < len(line) else "" for name, place in places.items()}
        if not any(str(cell).strip() for cell in cells.values()):
            continue
        try:
            found.append(_row(cells, scope))
        except InvalidValue as wrong:
            errors.append(RowError(number, wrong.detail))
    return found, errors


def _places(heading: Sequence[Any]) -> dict[str, int]:
    names = [fold(str(cell)).replace(" ", "_") for cell in heading]
    missing = [name for name in COLUMNS if name not in names and name not in _MAY_MISS]
    if missing:
        raise Declined("report.columns", text("report.columns", columns=", ".join(missing)))
    return {name: names.index(name) for name in COLUMNS if name in names}


def _row(cells: dict[str, Any], scope: Scope) -> dict[str, Any]:
    agency = _code(cells["ma_co_quan"])
    if agency not in agencies():
        raise _wrong("agency", example="07915")
    if not scope.covers(agency):
        raise _wrong("scope", example=agencies()[agency].title)
    code, name = _code(cells["ma_don_vi"]).upper(), clean(str(cells["ten_don_vi"]))
    if not (1 <= len(code) <= 16 and code.isascii() and code.isalnum()):
        raise _wrong("unit", example="TA1501")
    if not 1 <= len(name) <= 200 or "\n" in name:
        raise _wrong("name", example="THCS Ba Đình")
    total, installed = _number(cells["tong_so"]), _number(cells.get("da_cai_dat", ""))
    if total is None or not 0 <= total <= _MOST_PEOPLE:
        raise _wrong("total", example="2447")
    if installed is not None and not 0 <= installed <= total:
        raise _wrong("installed", example="1978")
    as_of = _day(cells["ngay"])
    if as_of is None:
        raise _wrong("day", example="15/06/2021")
    return {
        "unit_code": code,
        "unit_name": name,
        "kind": _one_of(_KINDS, cells["loai"], "kind"),
        "agency_code": agency,
        "group": _one_of(_GROUPS, cells["nhom"], "group"),
        "as_of": as_of,
        "total": total,
        "installed": installed,
        "deadline": _day(cells.get("han", "")),
    }


def _one_of(known: dict[str, str], cell: object, what: str) -> str:
    key = fold(str(cell)).replace(" ", "_")
    if key not in known:
        raise _wrong(what, example=", ".join(known))
    return known[key]


def _code(cell: object) -> str:
    """A code; Excel may have made a number of it and dropped its leading zero ("7915")."""
    written = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    return written.rjust(5, "0") if written.isdecimal() and len(written) == 4 else written


def _number(cell: object) -> int | None:
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    written = str(cell).strip()
    if not written:
        return None
    digits = written.replace(".", "").replace(" ", "")
    if not (digits.isascii() and digits.isdecimal()):
        raise _wrong("number", example="2447")
    return int(digits)


def _day(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    return parse_date(str(cell)) if str(cell).strip() else None


def _wrong(what: str, *, example: str) -> InvalidValue:
    return InvalidValue(f"report.row.{what}", text(f"report.row.{what}", example=example), example)
