"""What can be wrong with a recipients file: with the whole of it, or with one row."""

from dataclasses import dataclass

from bhxh.messages import text


class ImportRefused(Exception):
    """The file as a whole cannot be taken; nothing of it is stored.

    ``code`` is stable ("columns_missing"), ``detail`` one finished Vietnamese sentence, ``row`` the spreadsheet row it
    is about (0: the file), ``column`` the column's name when there is one.
    """

    def __init__(self, code: str, *, row: int = 0, column: str | None = None, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.detail = text(f"import.{code}", row=row, **values)
        self.row = row
        self.column = column


@dataclass(frozen=True, slots=True)
class RowError:
    """One row that will not be sent to, and why. ``row`` counts as a spreadsheet does: the header is row 1.

    It never holds the cell's value: errors are stored, shown and downloaded, and the value is a person's.
    """

    row: int
    column: str | None
    code: str
    detail: str
