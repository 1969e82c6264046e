"""Reports as files: XLSX, CSV and PDF.

A cell of text that begins like a formula is made plain text, because the names of units come from files that others sent: in CSV by an
apostrophe before it (OWASP, "CSV Injection"), in XLSX by its type alone.
"""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from backend.printing import press
from backend.reports.tables import Cell, Kind, Table, shown
from bhxh.messages import text
from kit.spreadsheets import harmless_cell

_SHEET: Final = Path(__file__).with_name("print.css")
_WIDTHS: Final = {Kind.TEXT: 38, Kind.NUMBER: 14, Kind.SHARE: 12, Kind.DAY: 14}
_LONGEST_TITLE: Final = 31
"""Excel's bound on the name of a sheet."""


def as_csv(table: Table) -> bytes:
    """UTF-8 with a byte order mark, by which Excel knows it; decimal points, days as 2021-06-30."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([text(column.label) for column in table.columns])
    for line in table.lines:
        writer.writerow([_plain(column.kind, cell) for column, cell in zip(table.columns, line, strict=True)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(title: str, tables: Sequence[Table]) -> bytes:
    """A workbook with a sheet for each table; numbers, shares and days are such, so that they can be reckoned with."""
    book = Workbook(write_only=True)
    book.properties.title = title
    for table in tables:
        sheet = book.create_sheet(text(table.title)[:_LONGEST_TITLE].replace("/", "-").replace(":", " "))
        for place, column in enumerate(table.columns):
            sheet.column_dimensions[chr(ord("A") + place)].width = _WIDTHS[column.kind]
        sheet.freeze_panes = "A2"
        sheet.append([_bold(sheet, text(column.label)) for column in table.columns])
        for line in table.lines:
            sheet.append([_typed(sheet, column.kind, cell) for column, cell in zip(table.columns, line, strict=True)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_pdf(page: str) -> bytes:
    """A rendered report as PDF/UA. Raises RuntimeError where none can be made (`press.unavailable`)."""
    return press.pdf(page, _SHEET)


def _plain(kind: Kind, cell: Cell) -> str:
    if cell is None or kind is Kind.TEXT:
        return (
            harmless_cell(shown(kind, cell))
            if kind is Kind.TEXT
            else ("" if kind is not Kind.NUMBER else shown(kind, cell))
        )
    return str(cell)


def _bold(sheet: WriteOnlyWorksheet, label: str) -> Any:
    cell = WriteOnlyCell(sheet, value=label)
    cell.font = Font(bold=True)
    return cell


def _typed(sheet: WriteOnlyWorksheet, kind: Kind, cell: Cell) -> Any:
    if isinstance(cell, Decimal):
        made = WriteOnlyCell(sheet, value=float(cell) / 100)
        made.number_format = "0.00%"
        return made
    value: Any = shown(kind, cell) if cell is None else cell
    made = WriteOnlyCell(sheet, value=value)
    if isinstance(cell, str):
        made.data_type = "s"  # openpyxl takes a text that begins with "=" for a formula
    if kind is Kind.DAY and cell is not None:
        made.number_format = "DD/MM/YYYY"
    return made
