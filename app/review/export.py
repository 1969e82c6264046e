"""Groups as files: CSV to sort and filter, YAML in the format of bot/data/nlu to copy from. Nothing reads them back by itself."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from app.content.sentences import Sentence, bag_of
from app.review.groups import Group
from backend.learning.models import Rescue
from backend.learning.review import Kept
from bhxh.dates import format_date
from bhxh.messages import text
from kit.spreadsheets import harmless_cell

Near = Callable[[str], Sentence | None]
"""Finds the training sentence that a sentence nearly repeats."""

_COLUMNS: Final = (
    "group", "count", "day", "channel", "sentence", "reason", "top", "confidence", "offered", "result", "chosen", "near",
)  # fmt: skip


def as_csv(groups: Sequence[Group], near: Near) -> str:
    """One row a sentence, group by group, with a byte order mark so that Excel reads the Vietnamese."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([text(f"review.column.{column}") for column in _COLUMNS])
    for group in groups:
        for kept in group.sentences:
            writer.writerow(map(harmless_cell, _cells(group, kept, near)))
    return "\ufeff" + buffer.getvalue()


def _cells(group: Group, kept: Kept, near: Near) -> Iterator[str]:
    twin = near(kept.sentence)
    yield group.name
    yield str(len(group.sentences))
    yield kept.day.isoformat()
    yield kept.channel
    yield kept.sentence
    yield text(f"review.reason.{kept.reason}")
    yield kept.top or ""
    yield f"{kept.confidence:.2f}".replace(".", ",")
    yield " ".join(kept.offered)
    yield text(f"review.result.{kept.rescue or 'none'}")
    yield kept.chosen or ""
    yield f"{twin.intent}, {twin.place}" if twin else ""


def as_yaml(groups: Sequence[Group], near: Near) -> str:
    """What buttons rescued as blocks under the label chosen, each wording once; all else as comments, group by group."""
    proposed, lines = _proposals(groups, near), [f"# {line}" for line in text("review.yaml.head").splitlines()]
    lines.append('version: "3.1"')
    lines.append("nlu:" if any(fresh for fresh, _ in proposed.values()) else "nlu: []")
    for label, (fresh, twins) in sorted(proposed.items()):
        lines += [f"# {text('review.yaml.near', where=f'{twin.intent}, {twin.place}')} {said}" for said, twin in twins]
        if fresh:
            lines += [f"- intent: {label}", "  examples: |", *(f"    - {said}" for said in fresh)]
    for group in groups:
        lines += _open(group)
    return "\n".join(lines) + "\n"


def _proposals(groups: Sequence[Group], near: Near) -> dict[str, tuple[list[str], list[tuple[str, Sentence]]]]:
    """By label: sentences to add, and those that nearly repeat a training sentence, with that one."""
    proposed: dict[str, tuple[list[str], list[tuple[str, Sentence]]]] = defaultdict(lambda: ([], []))
    seen = set()
    for group in groups:
        for kept in group.sentences:
            key = (kept.chosen, bag_of(kept.sentence))
            if kept.chosen is None or kept.rescue != Rescue.BUTTON or key in seen:
                continue
            seen.add(key)
            fresh, twins = proposed[kept.chosen]
            twin = near(kept.sentence)
            if twin is None:
                fresh.append(kept.sentence)
            else:
                twins.append((kept.sentence, twin))
    return proposed


def _open(group: Group) -> Iterator[str]:
    """A group's sentences whose label nobody has said by a button, as comments."""
    rest = [kept for kept in group.sentences if kept.rescue != Rescue.BUTTON]
    if not rest:
        return
    yield f"# {text('review.yaml.open', name=group.name, count=len(rest), first=format_date(min(kept.day for kept in rest)))}"
    for kept in rest:
        guess = f" ({text('review.result.rephrased')}: {kept.chosen})" if kept.chosen else ""
        yield f"#   - {kept.sentence}{guess}"
