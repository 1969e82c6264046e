"""Kept sentences in groups of likeness, and the list a person looks through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from app import nlu_process
from backend.learning.models import Rescue
from backend.learning.review import Kept, Review
from bhxh.dates import format_date
from bhxh.messages import text

NAME_LENGTH: Final = 8
"""Letters of a group's name that are shown; few enough to type, and `bhxh nlu review done` refuses what is not unique."""

_LABELS_SHOWN: Final = 4


@dataclass(frozen=True)
class Group:
    """Sentences that ask alike, the most typical first."""

    sentences: Sequence[Kept]

    @property
    def name(self) -> str:
        """What the group is called on the command line."""
        return self.sentences[0].id[:NAME_LENGTH]

    @property
    def offered(self) -> Counter[str]:
        """What was offered, and how often."""
        return Counter(label for kept in self.sentences for label in kept.offered)

    @property
    def chosen(self) -> Counter[str]:
        """What was chosen or found in the end, and how often."""
        return Counter(kept.chosen for kept in self.sentences if kept.chosen)

    @property
    def tops(self) -> Counter[str]:
        """What the assistant thought likeliest, and how often."""
        return Counter(kept.top for kept in self.sentences if kept.top)

    def rescued(self, how: Rescue) -> int:
        """How many sentences were rescued so."""
        return sum(kept.rescue == how for kept in self.sentences)


def read(review: Review) -> list[Group]:
    """What waits for review, grouped now, largest group first. The groups are remembered for `done`. Raises nlu_process.Failed."""
    waiting = review.waiting()
    if not waiting:
        return []
    positions = nlu_process.alike([kept.sentence for kept in waiting])
    groups = [Group([waiting[position] for position in group]) for group in positions]
    review.grouped([kept.id for kept in group.sentences] for group in groups)
    return groups


def listing(groups: Sequence[Group], most: int) -> str:
    """The largest groups, one paragraph each, and how many there are in all."""
    shown = groups[:most]
    parts = [_paragraph(group) for group in shown]
    sentences = sum(len(group.sentences) for group in groups)
    parts.append(text("review.summary", sentences=sentences, groups=len(groups), shown=len(shown)))
    return "\n\n".join(parts)


def _paragraph(group: Group) -> str:
    days = [kept.day for kept in group.sentences]
    head = text(
        "review.group",
        name=group.name,
        count=len(group.sentences),
        button=group.rescued(Rescue.BUTTON),
        rephrased=group.rescued(Rescue.REPHRASED),
        first=format_date(min(days)),
        last=format_date(max(days)),
    )
    lines = [head, f"   “{group.sentences[0].sentence}”"]
    for key, labels in (("tops", group.tops), ("offered", group.offered), ("chosen", group.chosen)):
        if labels:
            lines.append("   " + text(f"review.{key}", labels=_counted(labels)))
    return "\n".join(lines)


def _counted(labels: Counter[str]) -> str:
    most = sorted(labels.items(), key=lambda item: (-item[1], item[0]))
    shown: Iterable[str] = (f"{label} ({count})" for label, count in most[:_LABELS_SHOWN])
    return ", ".join(shown) + (", ..." if len(most) > _LABELS_SHOWN else "")
