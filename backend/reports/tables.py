"""A table as every form of a report shows it: the page, XLSX, CSV and PDF are made from one and the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from backend.reports.percent import counted, written
from backend.reports.suppression import K
from bhxh.dates import format_date
from bhxh.messages import text

Cell = str | int | Decimal | date | None


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    """None: left out, fewer than `suppression.K` people."""
    SHARE = "share"
    """Per cent; None: there is none, or it was left out."""
    DAY = "day"


@dataclass(frozen=True)
class Column:
    """``label``: key of its text."""

    label: str
    kind: Kind


@dataclass(frozen=True)
class Table:
    """``title`` and each column's label are keys of texts; each row has a cell for each column; ``total`` is the last line."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None

    @property
    def lines(self) -> tuple[tuple[Cell, ...], ...]:
        """Rows and total."""
        return self.rows if self.total is None else (*self.rows, self.total)

    def as_json(self) -> dict[str, Any]:
        """As a monthly report keeps it."""
        return {
            "title": self.title,
            "columns": [[column.label, column.kind.value] for column in self.columns],
            "rows": [_kept(row) for row in self.rows],
            "total": None if self.total is None else _kept(self.total),
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Table":
        """The inverse of as_json."""
        columns = tuple(Column(label, Kind(kind)) for label, kind in kept["columns"])
        total = None if kept["total"] is None else _read(columns, kept["total"])
        return cls(kept["title"], columns, tuple(_read(columns, row) for row in kept["rows"]), total)


def shown(kind: Kind, cell: Cell) -> str:
    """A cell as people read it."""
    if kind is Kind.NUMBER:
        return text("report.few", k=K) if cell is None else counted(int(str(cell)))
    if kind is Kind.SHARE:
        return written(cell if isinstance(cell, Decimal) else None)
    if kind is Kind.DAY:
        return format_date(cell) if isinstance(cell, date) else "–"
    return "–" if cell is None else str(cell)


def _kept(row: Sequence[Cell]) -> list[str | int | None]:
    return [cell if cell is None or isinstance(cell, int | str) else str(cell) for cell in row]


def _read(columns: Sequence[Column], row: Sequence[Any]) -> tuple[Cell, ...]:
    readers: dict[Kind, Any] = {Kind.SHARE: Decimal, Kind.DAY: date.fromisoformat}
    return tuple(
        cell if cell is None or column.kind not in readers else readers[column.kind](cell)
        for column, cell in zip(columns, row, strict=True)
    )
