"""What can be wrong with a recipients file as a whole; one row's fault is a ``RowError``."""

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
