"""The charts of a report, from figures that are told: what was left out of a table is drawn nowhere."""

from dataclasses import dataclass
from typing import Final

from backend.charts import Columns, stacked
from backend.reports.percent import counted, written
from backend.reports.rollout import Rollout
from backend.reports.tables import Table
from bhxh.messages import text

_MOST_COLUMNS: Final = 8
_LONGEST_LABEL: Final = 14


@dataclass(frozen=True)
class Bar:
    """A group's share: ``width`` in per cent of the full bar, ``words`` what it says."""

    width: float
    words: str


def bars(spread: Rollout) -> list[Bar]:
    """Staff and pupils, as Công văn 222/CV-BHXH sums them up."""
    return [
        Bar(
            min(float(each.share), 100.0),
            text(
                "report.chart.line",
                group=text(f"report.group.{each.group}"),
                installed=counted(each.installed),
                total=counted(each.total),
                share=written(each.share),
            ),
        )
        for each in spread.sums
        if each.share is not None and each.installed is not None
    ]


def results(tables: list[Table]) -> Columns | None:
    """Accounts given and other results of the agencies with most of them; None before there are any."""
    (table,) = (table for table in tables if table.title == "report.table.registrations")
    names = [column.label for column in table.columns]
    decided, accounts = names.index("report.decided"), names.index("report.accounts")
    told = [
        (str(row[0]), row[decided], row[accounts])
        for row in table.rows
        if isinstance(row[decided], int) and isinstance(row[accounts], int) and row[decided]
    ]
    told.sort(key=lambda each: -int(str(each[1])))
    columns = [
        (_short(name), {"delivered": int(str(given)), "other": int(str(whole)) - int(str(given))})
        for name, whole, given in told[:_MOST_COLUMNS]
    ]
    return stacked(columns) if columns else None


def _short(name: str) -> str:
    label = name.removeprefix("BHXH ")
    return label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"
