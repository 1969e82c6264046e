"""Visits to health facilities as rows. One is known by the facility's own number of it: MA_CSKCB and MA_LK."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from backend.importing.bulk import OwnedTable
from backend.importing.cells import Row, compact
from backend.importing.kinds import Outcome, Sealed
from backend.importing.problems import RowProblem
from backend.kcb.importing.items import lines_of
from backend.kcb.importing.parts import PARTS
from backend.kcb.importing.xml1 import read_xml1
from backend.kcb.visits import CostLine, Visit, to_details
from bhxh.identifiers import parse_bhxh_code
from bhxh.messages import catalogue
from bhxh.places import Province, find_province, province_by_card_code
from kit.crypto import Keyring

if TYPE_CHECKING:
    from sqlalchemy import Connection

_TABLE: Final = OwnedTable("kcb_visit", "source_index", ("year", "details"))
_FACILITY: Final = re.compile(r"^\d{5}$")
_NUMBER: Final = re.compile(r"^[\w.\-/]{1,100}$", re.ASCII)
_ICD10: Final = re.compile(r"^[A-Z]\d{2}(?:\.\d{1,2})?[*†+]?$")
_CARE: Final = {"ngoai tru": "Ngoại trú", "noi tru": "Nội trú", "cap cuu": "Cấp cứu", "": "Ngoại trú"}
_ONE: Final = Decimal(1)
_EARLIEST: Final = 1995
"""Years of visits: BHYT began in 1992, its electronic claims later."""


class Visits:
    """A row replaces what was known of its visit: a diagnosis mended, costs settled."""

    name = "kcb"
    required: tuple[str, ...] = (
        "ma_lk",
        "ma_cskcb",
        "ma_so_bhxh",
        "co_so_kcb",
        "ngay_vao",
        "ngay_ra",
        "ma_benh",
        "ten_benh",
        "tong_chi_phi",
    )
    columns: tuple[str, ...] = (
        *required,
        "tinh",
        "khoa",
        "hinh_thuc",
        "ngay_ttoan",
        "muc_huong",
        "bh_thanh_toan",
        "bn_cung_chi_tra",
        "bn_tu_tra",
        "nguon_khac",
    )

    def seal(self, keyring: Keyring, number: int, values: dict[str, str]) -> Sealed:
        """See `Kind`."""
        row = Row(number, values)
        return _sealed(keyring, row, _visit(row))

    def write(self, connection: Connection, keyring: Keyring, rows: Sequence[Sealed]) -> list[Outcome | RowProblem]:
        """See `Kind`."""
        return _TABLE.write(connection, rows)


class VisitsXml(Visits):
    """The same from the parts of a dossier, in base64: XML1, and the single costs where it has XML2 and XML3."""

    required: tuple[str, ...] = PARTS[:1]
    columns: tuple[str, ...] = PARTS

    def seal(self, keyring: Keyring, number: int, values: dict[str, str]) -> Sealed:
        """See `Kind`."""
        row = Row(number, read_xml1(number, values["XML1"]))
        visit, itemised = _visit(row), {kind: values[kind] for kind in PARTS[1:] if values[kind]}
        if itemised:
            visit = replace(visit, costs=lines_of(number, itemised, *visit.costs))
        return _sealed(keyring, row, visit)


VISITS: Final = Visits()
VISITS_XML: Final = VisitsXml()


def _sealed(keyring: Keyring, row: Row, visit: Visit) -> Sealed:
    code, stored = row.required("ma_so_bhxh", parse_bhxh_code), compact(to_details(visit))
    source = f"{row.text('ma_cskcb')}\x1f{row.text('ma_lk')}"
    return Sealed(
        number=row.number,
        key=keyring.blind_index("kcb_visit.source", source),
        person=keyring.blind_index("person.bhxh_code", code),
        digest=keyring.blind_index("import.row", f"{code}\x1f{source}\x1f{stored}"),
        values=(visit.year, keyring.encrypt_text("kcb_visit.details", stored)),
    )


def _visit(row: Row) -> Visit:
    facility = row.text("ma_cskcb")
    province = province_by_card_code(facility[:2])
    if not _FACILITY.match(facility) or province is None:
        raise row.problem("ma_cskcb", "facility_code")
    if row.text("tinh") and (named := _named_province(row.text("tinh"))):
        province = named
    if not _NUMBER.match(row.text("ma_lk")):
        raise row.problem("ma_lk", "visit_number")
    admitted, discharged = row.past_day("ngay_vao"), row.past_day("ngay_ra")
    if admitted.year < _EARLIEST:
        raise row.problem("ngay_vao", "too_early", year=_EARLIEST)
    if discharged < admitted:
        raise row.problem("ngay_ra", "ends_before")
    diagnosis = row.text("ma_benh").split(";")[0].strip().upper()
    if not _ICD10.match(diagnosis):
        raise row.problem("ma_benh", "icd10")
    costs = _costs(row)
    return Visit(
        id=0,
        facility=row.text("co_so_kcb"),
        province=province.name,
        department=row.text("khoa"),
        care=row.choice("hinh_thuc", _CARE, "care"),
        admitted=admitted,
        discharged=discharged,
        paid_on=row.day("ngay_ttoan") or discharged,
        icd10=diagnosis,
        diagnosis=row.text("ten_benh"),
        benefit_percent=_percent(row, costs),
        costs=(costs,),
    )


@lru_cache(maxsize=256)
def _named_province(written: str) -> Province | None:
    """The same few names come again and again."""
    return find_province(written) or province_by_card_code(written)


def _costs(row: Row) -> CostLine:
    """All costs as one line: the parts must add up to the total, to three đồng (facilities round each part)."""
    total, insurance = row.money("tong_chi_phi"), row.money("bh_thanh_toan")
    copay, self_pay, other = row.money("bn_cung_chi_tra"), row.money("bn_tu_tra"), row.money("nguon_khac")
    over = insurance + copay + self_pay + other - total
    if abs(over) > 3:
        raise row.problem("tong_chi_phi", "costs_sum")
    if over and copay >= over:
        copay -= over
    elif over:
        insurance -= over
    said = catalogue()
    return CostLine(said["kcb.cost.all"], said["kcb.cost.visit"], _ONE, total, insurance, copay, self_pay, other)


def _percent(row: Row, costs: CostLine) -> int:
    """The share that BHYT pays of what it covers: as given, otherwise worked out of the sums."""
    given = row.text("muc_huong").rstrip("% ")
    if given:
        if not (given.isascii() and given.isdigit() and int(given) <= 100):
            raise row.problem("muc_huong", "percent")
        return int(given)
    covered = costs.insurance + costs.copay
    return round(100 * costs.insurance / covered) if covered else 0
