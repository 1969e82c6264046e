"""`bhxh import directory`: a file of one kind of entries, stored in short transactions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

from backend import audit
from backend.config import BackendConfig
from backend.database import Database
from backend.places.codes import facility_code
from backend.places.models import Kind
from backend.places.table import FileRefused, read
from backend.places.writing import Draft, save
from bhxh.messages import text
from bhxh.places import find_province, province_by_card_code
from bhxh.text import fold

__all__ = ["FileRefused", "Report", "RowProblem", "import_directory", "import_file"]

BATCH: Final = 500
SHOWN_PROBLEMS: Final = 20
_KEPT_PROBLEMS: Final = 1000
_LONGEST: Final = {"ma": 40}
_LONGEST_CELL: Final = 300
_YES: Final = frozenset({"x", "co", "1", "true", "yes"})
_NO: Final = frozenset({"", "khong", "0", "false", "no"})
# Viet Nam with its islands; a pair the wrong way round lies outside.
_LATITUDES: Final = (6.0, 24.0)
_LONGITUDES: Final = (102.0, 118.0)


@dataclass
class RowProblem(Exception):
    """What is wrong with one row and where; `row` counts as a spreadsheet does."""

    row: int
    column: str
    detail: str


@dataclass
class Report:
    """What an import did; `problems` holds the first thousand of those `rejected`."""

    rows: int = 0
    counts: dict[str, int] = field(default_factory=lambda: {"added": 0, "changed": 0, "unchanged": 0})
    rejected: int = 0
    problems: list[RowProblem] = field(default_factory=list)

    def reject(self, problem: RowProblem) -> None:
        """Count a row that is left out."""
        self.rejected += 1
        if len(self.problems) < _KEPT_PROBLEMS:
            self.problems.append(problem)

    def summary(self) -> str:
        """In Vietnamese, with the first wrong rows."""
        lines = [text("places.summary", rows=self.rows, rejected=self.rejected, **self.counts)]
        lines += [text("places.row", **vars(problem)) for problem in self.problems[:SHOWN_PROBLEMS]]
        if self.rejected > SHOWN_PROBLEMS:
            lines.append(text("places.more", count=self.rejected - SHOWN_PROBLEMS))
        return "\n".join(lines)


def import_file(config: BackendConfig, path: Path, kind: Kind) -> Report:
    """`import_directory` on the configured database."""
    database = Database.open(config)
    try:
        return import_directory(database, path, kind, actor="cli")
    finally:
        database.close()


def import_directory(database: Database, path: Path, kind: Kind, *, actor: str) -> Report:
    """Add the entries of a CSV or XLSX file, or bring them up to date by their code (`ma`). Repeating a file changes nothing.

    A wrong row is left out and named in the report. Entries that the file does not name stay. Raises `FileRefused`.
    """
    table, report, seen = read(path), Report(), set[str]()
    while batch := list(islice(table.rows, BATCH)):
        drafts: list[Draft] = []
        for number, cells in batch:
            report.rows += 1
            try:
                draft = _draft(kind, number, table.columns, cells)
            except RowProblem as problem:
                report.reject(problem)
                continue
            if draft.code in seen:
                report.reject(_wrong(number, "ma", "code_twice"))
                continue
            seen.add(draft.code)
            drafts.append(draft)
        with database.begin() as session:
            for outcome in save(session, drafts):
                report.counts[outcome] += 1
    with database.begin() as session:
        details = {"kind": kind.value, "rows": report.rows, "rejected": report.rejected, **report.counts}
        audit.record(session, actor=actor, action="places.import", details=details)
    return report


def _draft(kind: Kind, number: int, columns: tuple[str, ...], cells: list[str]) -> Draft:
    """Raises `RowProblem`."""
    if any(cells[len(columns) :]) or len(cells) < len(columns):
        raise _wrong(number, "", "cells", found=len(cells), expected=len(columns))
    row = dict(zip(columns, cells, strict=False))
    for column, cell in row.items():
        if "\ufffd" in cell:
            raise _wrong(number, column, "unreadable")
        if len(cell) > _LONGEST.get(column, _LONGEST_CELL):
            raise _wrong(number, column, "too_long", limit=_LONGEST.get(column, _LONGEST_CELL))
    for column in ("ma", "ten"):
        if not row[column]:
            raise _wrong(number, column, "required")
    latitude, longitude = _position(number, row)
    return Draft(
        kind,
        code=(kind is Kind.FACILITY and facility_code(row["ma"])) or row["ma"],
        name=row["ten"],
        province_code=_province(number, row["tinh"]),
        district=row.get("quan_huyen", ""),
        commune=row.get("phuong_xa", ""),
        address=row.get("dia_chi", ""),
        phone=row.get("dien_thoai", ""),
        latitude=latitude,
        longitude=longitude,
        sick_leave=_yes(number, "cap_giay_nghi", row),
        attributes={
            name: row[column] for name, column in (("area", "dia_ban"), ("note", "ghi_chu")) if row.get(column)
        },
    )


def _province(number: int, cell: str) -> str:
    code = cell.zfill(2) if cell.isdigit() else ""
    province = province_by_card_code(code) if code else find_province(cell)
    if province is None or not province.name_2025:
        raise _wrong(number, "tinh", "province")
    return province.card_code


def _position(number: int, row: Mapping[str, str]) -> tuple[float | None, float | None]:
    written = row.get("vi_do", ""), row.get("kinh_do", "")
    if not any(written):
        return None, None
    try:
        latitude, longitude = (float(cell.replace(",", ".")) for cell in written)
    except ValueError:
        raise _wrong(number, "vi_do", "position") from None
    if not (_LATITUDES[0] <= latitude <= _LATITUDES[1] and _LONGITUDES[0] <= longitude <= _LONGITUDES[1]):
        raise _wrong(number, "vi_do", "position")
    return latitude, longitude


def _yes(number: int, column: str, row: Mapping[str, str]) -> bool:
    written = fold(row.get(column, ""))
    if written not in _YES | _NO:
        raise _wrong(number, column, "yes_or_no")
    return written in _YES


def _wrong(number: int, column: str, code: str, **values: object) -> RowProblem:
    return RowProblem(number, column, text(f"places.{code}", **values))
