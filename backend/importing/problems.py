"""What can be wrong with a file or with one row of it. Neither ever holds a value of the file."""

from dataclasses import dataclass

from bhxh.messages import text


class FileRefused(Exception):
    """The file as a whole cannot be taken, and nothing more of it was stored. `detail` is a finished Vietnamese sentence."""

    def __init__(self, code: str, *, row: int = 0, **values: object) -> None:
        super().__init__(code)
        self.code = f"importing.{code}"
        self.row = row
        self.detail = text(self.code, row=row, **values)


@dataclass
class RowProblem(Exception):
    """What is wrong with one row, and where. `row` counts as a spreadsheet does (the header is 1), in XML the dossiers from 1."""

    row: int
    column: str | None
    code: str
    detail: str

    @classmethod
    def of(cls, row: int, column: str | None, code: str, **values: object) -> "RowProblem":
        """With the text of `importing.<code>`."""
        return cls(row, column, f"importing.{code}", text(f"importing.{code}", **values))

    def __reduce__(self) -> tuple[type["RowProblem"], tuple[int, str | None, str, str]]:
        return RowProblem, (self.row, self.column, self.code, self.detail)
