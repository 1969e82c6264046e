"""Which kind of table a file is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Protocol

from sms_gateway.campaigns.importing.delimited import DelimitedTable
from sms_gateway.campaigns.importing.problems import ImportRefused
from sms_gateway.campaigns.importing.workbook import OLD_EXCEL_SIGNATURE, XLSX_SIGNATURE, WorkbookTable


class Table(Protocol):
    """A header and rows of cells with their spreadsheet row numbers."""

    header: list[str]
    header_row: int

    def rows(self) -> Iterator[tuple[int, list[str]]]: ...
    def close(self) -> None: ...


def open_table(stream: BinaryIO) -> Table:
    """The table in a seekable file, told by its first bytes, never by its name. Raises ImportRefused."""
    stream.seek(0)
    signature = stream.read(4)
    if signature == XLSX_SIGNATURE:
        return WorkbookTable(stream)
    if signature == OLD_EXCEL_SIGNATURE:
        raise ImportRefused("old_excel")
    return DelimitedTable(stream)
