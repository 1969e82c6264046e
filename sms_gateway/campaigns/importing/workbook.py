"""Excel workbooks (.xlsx) as rows of cells.

The reader never computes: a formula gives the value that Excel stored beside it, or nothing. Numbers come back as the
digits a person sees; what Excel already lost (digits beyond the 15th) is left recognisable for the row's check.
"""

import datetime
from collections.abc import Iterator
from typing import BinaryIO

from python_calamine import CalamineError, CalamineWorkbook

from kit.archives import ArchiveRefused, refuse_bombs
from sms_gateway.campaigns.importing.problems import ImportRefused

XLSX_SIGNATURE = b"PK\x03\x04"
OLD_EXCEL_SIGNATURE = b"\xd0\xcf\x11\xe0"


Cell = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta


class WorkbookTable:
    """The first sheet of a workbook: ``header`` (the first row with something in it), then ``rows()``.

    Raises ImportRefused("workbook_bomb" | "workbook_broken" | "workbook_locked" | "file_empty").
    """

    def __init__(self, stream: BinaryIO) -> None:
        try:
            refuse_bombs(stream)
        except ArchiveRefused as refused:
            raise ImportRefused(f"workbook_{refused.reason}") from None
        stream.seek(0)
        try:
            self._workbook = CalamineWorkbook.from_filelike(stream)
            sheet = self._workbook.get_sheet_by_index(0)
        except CalamineError as error:
            locked = "assword" in type(error).__name__
            raise ImportRefused("workbook_locked" if locked else "workbook_broken") from None
        if sheet.start is None:
            raise ImportRefused("file_empty")
        self._rows = sheet.iter_rows()
        # iter_rows begins at the sheet's first row even if it is empty.
        self.header_row = 0
        self.header = self._first_row()

    def _first_row(self) -> list[str]:
        for cells in self._rows:
            self.header_row += 1
            header = [as_text(cell) for cell in cells]
            if any(header):
                while header and not header[-1]:
                    header.pop()
                return header
        raise ImportRefused("file_empty")

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Every row below the header that has a cell with something in it, by its number in the sheet."""
        for row, cells in enumerate(self._rows, start=self.header_row + 1):
            texts = [cell if isinstance(cell, str) else as_text(cell) for cell in cells]
            if any(texts):
                yield row, texts

    def close(self) -> None:
        """Frees the workbook's memory."""
        self._workbook.close()


def as_text(cell: Cell) -> str:
    """A cell as a person reads it: ``912345678.0`` is ``912345678``, a date dd/mm/yyyy.

    A number of 10^15 and more has lost digits in Excel and comes back as ``1.2e+15``, which no field takes.
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, (int, float)):
        if abs(cell) >= 1e15:
            return f"{cell:.6e}"
        return str(int(cell)) if cell == int(cell) else repr(cell)
    if isinstance(cell, datetime.date):
        return cell.strftime("%d/%m/%Y")
    return str(cell)
