"""Workbooks that are none."""

from __future__ import annotations

import io
import zipfile


def bomb(megabytes: int = 80) -> bytes:
    """A workbook of a few kilobytes whose first sheet unpacks to so much."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w") as sheet,
    ):
        for _ in range(megabytes):
            sheet.write(bytes(1 << 20))
    return stream.getvalue()
