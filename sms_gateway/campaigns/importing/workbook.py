"""Excel workbooks (.xlsx) as rows of cells.

The reader never computes: a formula gives the value that Excel stored beside it, or nothing. Numbers come back as the
digits a person sees; what Excel already lost (digits beyond the 15th) is left recognisable for the row's check.
"""

import datetime
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from python_calamine import CalamineError, CalamineWorkbook

from sms_gateway.campaigns.importing.problems import ImportRefused

XLSX_SIGNATURE = b"PK\x03\x04"
OLD_EXCEL_SIGNATURE = b"\xd0\xcf\x11\xe0"

_MAX_MEMBERS = 2_000
_MAX_UNPACKED = 512 << 20
_MAX_RATIO = 200
_RATIO_FREE = 4 << 20
_CHUNK = 1 << 18

Cell = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta


class WorkbookTable:
    """The first sheet of a workbook: ``header`` (the first row with something in it), then ``rows()``.

    Raises ImportRefused("workbook_bomb" | "workbook_broken" | "workbook_locked" | "file_empty").
    """

    def __init__(self, stream: BinaryIO) -> None:
        refuse_bombs(stream)
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


def refuse_bombs(stream: BinaryIO) -> None:
    """Refuses an archive that unpacks to far more than it is, before the spreadsheet reader opens it.

    The sizes that an archive states about itself may lie, so every member is unpacked here and counted, without keeping it.
    """
    stream.seek(0, 2)
    file_size = stream.tell()
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise ImportRefused("workbook_broken") from None
    if len(members) > _MAX_MEMBERS or sum(member.compress_size for member in members) > file_size:
        raise ImportRefused("workbook_bomb")
    allowed = min(_MAX_UNPACKED, _RATIO_FREE + file_size * _MAX_RATIO)
    for member in members:
        allowed -= _unpacked_size(stream, member, allowed)


def _unpacked_size(stream: BinaryIO, member: zipfile.ZipInfo, allowed: int) -> int:
    """How many bytes a member really unpacks to. Raises ImportRefused("workbook_bomb") as soon as it is over ``allowed``."""
    if member.flag_bits & 0x1:
        raise ImportRefused("workbook_locked")
    stream.seek(member.header_offset)
    local = stream.read(30)
    if len(local) < 30 or not local.startswith(XLSX_SIGNATURE):
        raise ImportRefused("workbook_broken")
    stream.seek(int.from_bytes(local[26:28], "little") + int.from_bytes(local[28:30], "little"), 1)
    if member.compress_type == zipfile.ZIP_STORED:
        size = member.compress_size
    elif member.compress_type == zipfile.ZIP_DEFLATED:
        size = _inflated_size(stream, member.compress_size, allowed)
    else:
        raise ImportRefused("workbook_broken")
    if size > allowed:
        raise ImportRefused("workbook_bomb")
    return size


def _inflated_size(stream: BinaryIO, compressed: int, allowed: int) -> int:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    size = 0
    while compressed > 0 and size <= allowed and not inflater.eof:
        data = stream.read(min(_CHUNK, compressed))
        if not data:
            break
        compressed -= len(data)
        try:
            while data and size <= allowed:
                size += len(inflater.decompress(data, _CHUNK))
                data = inflater.unconsumed_tail
        except zlib.error:
            raise ImportRefused("workbook_broken") from None
    return size
