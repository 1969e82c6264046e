"""How well sentences are understood that were never trained on: the evaluation set, and what one reading of it scores.

The set and the rules of scoring are described in tests/bot/nlu/evaluation/README.md.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any, Literal

import yaml

from bhxh.dialogue import PUBLISHED_AS
from bhxh.text import strip_accents
from bot import knowledge
from bot.nlu import reading

Kind = Literal["faq", "task", "out_of_scope"]
KINDS: tuple[Kind, ...] = ("faq", "task", "out_of_scope")
Read = Callable[[str], reading.Reading]

OFFERED = 3
"""Buttons shown when nothing was sure."""


@dataclass(frozen=True)
class Item:
    """One sentence; ``also`` are the other ids and tasks that answer it as well."""

    kind: Kind
    label: str
    written: str
    text: str
    also: tuple[str, ...] = ()


def load(folder: Path) -> list[Item]:
    """Every sentence of a folder laid out as tests/bot/nlu/evaluation. Raises OSError or KeyError for another layout."""
    items = [item for path in sorted((folder / "faq").glob("*.yml")) for item in _items(path, "faq")]
    return [*items, *_items(folder / "tasks.yml", "task"), *_items(folder / "out_of_scope.yml", "out_of_scope")]


def _items(path: Path, kind: Kind) -> Iterator[Item]:
    for row in yaml.safe_load(path.read_text(encoding="utf-8")):
        for written in ("accented", "noisy"):
            for item in row[written]:
                if isinstance(item, str):
                    yield Item(kind, row["id"], written, item)
                else:
                    yield Item(kind, row["id"], written, item["text"], tuple(item["also"]))


SPELLINGS: dict[str, tuple[str, Callable[[str], str]]] = {
    "accented": ("accented", str),
    "stripped": ("accented", strip_accents),
    "noisy": ("noisy", str),
    "decomposed": ("accented", lambda text: unicodedata.normalize("NFD", text)),
}
"""Row of a report -> which sentences it reads, and how they are spelt."""


@dataclass
class Row:
    """Counts for one kind of sentence in one spelling.

    ``first``: the best candidate is right, sure or not; ``answered``: right and above the threshold; ``three``: answered
    right or among the three offered; ``wrong``: something wrong was answered. For what is out of scope only ``wrong`` counts.
    """

    spelling: str
    kind: Kind
    count: int = 0
    first: int = 0
    answered: int = 0
    three: int = 0
    wrong: int = 0


@dataclass(frozen=True)
class Miss:
    """A sentence whose best candidate was not right. ``heard`` is an FAQ id, a task, `out_of_scope` or `fallback`."""

    spelling: str
    text: str
    asked: str
    heard: str
    confidence: float
    answered: bool
    offered_beside: bool


@dataclass
class Report:
    """Everything measured. ``beside``: right answers that offered another question; ``rescued``: wrong ones that offered the right one."""

    rows: list[Row] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    beside: int = 0
    rescued: int = 0
    decomposed_differ: int = 0

    def row(self, spelling: str, kind: Kind) -> Row:
        """The row of one kind in one spelling."""
        return next(row for row in self.rows if (row.spelling, row.kind) == (spelling, kind))

    def as_json(self) -> dict[str, Any]:
        """For another process. Latencies in milliseconds."""
        times = sorted(self.milliseconds)
        return {
            "rows": [asdict(row) for row in self.rows],
            "misses": [asdict(miss) for miss in self.misses],
            "beside": self.beside,
            "rescued": self.rescued,
            "decomposed_differ": self.decomposed_differ,
            "p50": times[len(times) // 2],
            "p95": times[int(len(times) * 0.95)],
        }


def measure(read: Read, items: Iterable[Item]) -> Report:
    """Reads every sentence in every spelling."""
    items, report = list(items), Report()
    composed: dict[str, reading.Reading] = {}
    for spelling, (written, spelt) in SPELLINGS.items():
        for kind in KINDS:
            row = Row(spelling, kind)
            for item in items:
                if (item.kind, item.written) == (kind, written):
                    found = _count(report, row, item, spelt(item.text), read)
                    if spelling == "accented":
                        composed[item.text] = found
                    elif spelling == "decomposed":
                        report.decomposed_differ += found != composed[item.text]
            report.rows.append(row)
    return report


def _count(report: Report, row: Row, item: Item, text: str, read: Read) -> reading.Reading:
    began = perf_counter()
    found = read(text)
    report.milliseconds.append((perf_counter() - began) * 1000)
    row.count += 1
    if item.kind == "out_of_scope":
        _count_outside(report, row, item, text, found)
    else:
        _count_inside(report, row, item, text, found)
    return found


def _count_outside(report: Report, row: Row, item: Item, text: str, found: reading.Reading) -> None:
    if answers_something(found):
        row.wrong += 1
        report.misses.append(
            Miss(row.spelling, text, item.label, _named(best_of(found)), found.confidence, True, False)
        )


def _count_inside(report: Report, row: Row, item: Item, text: str, found: reading.Reading) -> None:
    answered = found.intent not in (reading.FALLBACK, reading.OUT_OF_SCOPE)
    best = best_of(found)
    right = best is not None and is_right(best, item)
    rescued = answered and not right and bool({item.label, *item.also} & set(found.also))
    offered = [] if answered or found.out_of_scope else found.ranking[:OFFERED]
    row.first += right
    row.answered += right and answered
    row.wrong += answered and not right
    row.three += (right and answered) or rescued or any(is_right(candidate, item) for candidate in offered)
    report.rescued += rescued
    report.beside += right and bool(found.also)
    if not right:
        heard = reading.OUT_OF_SCOPE if found.out_of_scope else _named(best)
        report.misses.append(Miss(row.spelling, text, item.label, heard, found.confidence, answered, rescued))


def best_of(found: reading.Reading) -> reading.Candidate | None:
    """The best candidate of a reading, also when it is not sure; None when it is out of scope or nothing was heard."""
    if found.out_of_scope:
        return None
    if found.intent == reading.FALLBACK:
        return found.ranking[0] if found.ranking else None
    return reading.Candidate(found.intent, found.faq, found.task, found.confidence)


def is_right(candidate: reading.Candidate, item: Item) -> bool:
    """Whether a candidate answers the item. A task answers the questions beside it, and no other."""
    intent = PUBLISHED_AS.get(candidate.intent, candidate.intent)
    said = {intent, candidate.task, candidate.faq} - {None, reading.FAQ}
    if said & set(item.also):
        return True
    if item.kind == "task":
        return item.label in (intent, candidate.task)
    task = knowledge.tasks().get(candidate.intent)
    return candidate.faq == item.label or (task is not None and item.label in task.faq)


def answers_something(found: reading.Reading) -> bool:
    """Whether a sentence out of scope got an FAQ or a task of ours instead of a refusal or a fallback."""
    return found.intent == reading.FAQ or found.intent in knowledge.tasks()


def _named(candidate: reading.Candidate | None) -> str:
    if candidate is None:
        return reading.FALLBACK
    return (candidate.faq if candidate.intent == reading.FAQ else candidate.intent) or candidate.intent
