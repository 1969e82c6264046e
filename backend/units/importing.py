"""Headcounts and rosters from a file that an officer uploads. Repeating a file changes nothing; a wrong row is left out and named."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from backend import audit
from backend.database import Database
from backend.participants.register import code_index
from backend.participants.removal import is_erased
from backend.registration.agencies import agencies
from backend.registration.scope import Scope
from backend.units import service
from backend.units.models import Group, UnitKind
from backend.units.table import HEADCOUNTS, read
from bhxh.identifiers import parse_bhxh_code
from bhxh.messages import text
from bhxh.names import parse_full_name
from bhxh.problems import InvalidValue
from bhxh.text import fold

_KINDS: Final = {"truong": UnitKind.SCHOOL, "don vi": UnitKind.EMPLOYER}
_GROUPS: Final = {"can bo": Group.STAFF, "hoc sinh": Group.PUPIL}
_MOST_HEADCOUNT: Final = 100_000
_SHOWN: Final = 50


@dataclass(frozen=True)
class RowProblem:
    """What is wrong with a row. Never holds a person's data."""

    row: int
    detail: str


@dataclass
class Report:
    """What an import did. ``problems``: the first 50 of ``rejected``."""

    taken: int = 0
    rejected: int = 0
    problems: list[RowProblem] = field(default_factory=list)


class _Wrong(Exception):
    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


def import_units(database: Database, content: bytes, scope: Scope, *, actor: str, today: date) -> Report:
    """Stores a file of headcounts or of a roster, as its columns say. Only units of the scope's agencies are touched.

    Raises FileRefused for what is no such file.
    """
    table = read(content)
    report = Report()
    touched: dict[int, service.UnitRecord] = {}
    with database.begin() as session:
        rows = _Rows(session, scope, today)
        take = rows.headcount if table.columns == HEADCOUNTS else rows.member
        for number, cells in table.rows:
            try:
                unit = take(cells)
            except (_Wrong, InvalidValue) as wrong:
                report.rejected += 1
                if len(report.problems) < _SHOWN:
                    report.problems.append(RowProblem(number, wrong.detail))
                continue
            report.taken += 1
            touched[unit.id] = unit
        for unit in touched.values():
            service.offer_to_citizens(session, unit)
        details = {"rows": report.taken, "rejected": report.rejected, "units": len(touched)}
        audit.record(session, actor=actor, action="unit.imported", details=details)
    return report


class _Rows:
    """The rows of one file; what they name again and again is looked up once."""

    def __init__(self, session: Session, scope: Scope, today: date) -> None:
        self._session = session
        self._scope = scope
        self._today = today
        self._units: dict[str, service.UnitRecord | None] = {}
        self._classes: dict[int, list[service.ClassRecord]] = {}
        self._rosters: dict[int, dict[bytes, str]] = {}

    def headcount(self, cells: Mapping[str, str]) -> service.UnitRecord:
        """A class with its headcount."""
        code, name, agency = cells["ma_don_vi"], cells["ten_don_vi"], cells["co_quan"].strip("[] ")
        agency = agency if agency.startswith("0") else f"0{agency}"  # a spreadsheet drops the zero in front
        if not 2 <= len(code) <= 16 or not code.isalnum():
            raise _Wrong(text("units.row.code"))
        if not 1 <= len(name) <= 120:
            raise _Wrong(text("units.row.name"))
        known = service.by_code(self._session, code)
        ours = agency in agencies() and self._scope.covers(agency)
        if not ours or (known is not None and not self._scope.covers(known.agency_code)):
            raise _Wrong(text("units.row.agency"))
        kind, group = _KINDS.get(fold(cells["loai"])), _GROUPS.get(fold(cells["nhom"]))
        if kind is None or group is None:
            raise _Wrong(text("units.row.kind"))
        if not 1 <= len(cells["lop"]) <= 40:
            raise _Wrong(text("units.row.class"))
        many = cells["si_so"]
        if not many.isdecimal() or len(many) > 6 or int(many) > _MOST_HEADCOUNT:
            raise _Wrong(text("units.row.headcount"))
        unit = service.save_unit(self._session, code=code, name=name, agency_code=agency, kind=kind)
        service.save_class(
            self._session, unit.id, name=cells["lop"], group=group, headcount=int(many), as_of=self._today
        )
        return unit

    def member(self, cells: Mapping[str, str]) -> service.UnitRecord:
        """Somebody of a class that is there."""
        unit = self._unit(cells["ma_don_vi"])
        if unit is None or not self._scope.covers(unit.agency_code):
            raise _Wrong(text("units.row.unknown"))
        if unit.id not in self._classes:
            self._classes[unit.id] = service.classes(self._session, unit.id)
        found = service.named(self._classes[unit.id], cells["lop"])
        if found is None:
            raise _Wrong(text("units.row.no_class"))
        written = cells["ma_so_bhxh"]
        if len(written) == 9 and written.isdecimal():  # a spreadsheet drops the zero in front
            written = f"0{written}"
        index = code_index(self._session, parse_bhxh_code(written))
        name = parse_full_name(cells["ho_ten"])
        if found.id not in self._rosters:
            self._rosters[found.id] = {
                member.code_index: member.full_name for member in service.members(self._session, found.id)
            }
        if self._rosters[found.id].get(index) != name:
            if is_erased(self._session, index):
                raise _Wrong(text("importing.erased"))
            service.save_member(self._session, found.id, index, name)
            self._rosters[found.id][index] = name
        return unit

    def _unit(self, code: str) -> service.UnitRecord | None:
        if code not in self._units:
            self._units[code] = service.by_code(self._session, code)
        return self._units[code]
