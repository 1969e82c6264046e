"""Delimited text (CSV as spreadsheets save it) as rows of cells, streamed."""

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from bhxh.text import nfc
from kit.encodings import Undecodable, detect
from sms_gateway.campaigns.importing.problems import ImportRefused

_DELIMITERS = (",", ";", "\t", "|")


class DelimitedTable:
    """A CSV file: ``header`` (row 1), then ``rows()`` of (spreadsheet row number, cells), each read once and in order.

    A byte that the file's encoding does not know becomes U+FFFD, which the row's check reports; so one bad row in a
    million costs one row. Raises ImportRefused for what makes the whole file unreadable.
    """

    def __init__(self, stream: BinaryIO) -> None:
        try:
            encoding = detect(stream)
        except Undecodable as error:
            raise ImportRefused(error.code, row=error.row) from None
        self.encoding = encoding
        stream.seek(0)
        self._text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
        self._composed = encoding == "cp1258"
        first = self._text.readline()
        self.header_row = 1
        if first.lower().startswith("sep="):
            first = self._text.readline()
            self.header_row = 2
        self._delimiter = _delimiter(first)
        self.header = next(csv.reader([first], delimiter=self._delimiter), [])

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Every row below the header that has a cell with something in it."""
        reader = csv.reader(
            self._recomposed() if self._composed else self._text, delimiter=self._delimiter, strict=True
        )
        row = self.header_row
        while True:
            row += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                # A quote that is opened and never closed swallows the rows behind it: nothing after this can be trusted.
                raise ImportRefused("quotes", row=row) from None
            if any(cells):
                yield row, cells

    def close(self) -> None:
        """Lets go of the text layer and leaves the stream open to its owner."""
        self._text.detach()

    def _recomposed(self) -> Iterator[str]:
        """Windows-1258 writes tones as marks of their own; composed, ``Trần`` is four letters again."""
        return (nfc(line) for line in self._text)


def _delimiter(header: str) -> str:
    """The one character that separates the header's columns. Raises ImportRefused("delimiter") when several could."""
    found = [delimiter for delimiter in _DELIMITERS if delimiter in header]
    if len(found) > 1:
        raise ImportRefused("delimiter", row=1)
    return found[0] if found else ","
