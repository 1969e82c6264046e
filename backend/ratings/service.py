"""Taking a rating, and what they add up to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.conversations import closing
from backend.database import blind_index
from backend.ratings.models import Rating

LOWEST: Final = 1
HIGHEST: Final = 5
SATISFIED: Final = 4
"""From this score on a citizen counts as satisfied."""


class Group(NamedTuple):
    """What a rating is counted by. ``subject``: bot or agent; ``topic``: None where no agent named one."""

    subject: str
    channel: str
    topic: str | None


@dataclass(frozen=True)
class Scores:
    """How often each score was given: ``counts[0]`` is how often 1, ``counts[4]`` how often 5."""

    counts: tuple[int, int, int, int, int]

    @property
    def count(self) -> int:
        """How many ratings."""
        return sum(self.counts)

    @property
    def average(self) -> float | None:
        """From 1 to 5; None without a rating."""
        return (
            sum(score * times for score, times in enumerate(self.counts, LOWEST)) / self.count if self.count else None
        )

    @property
    def satisfied(self) -> float | None:
        """Share, 0 to 1, of the ratings from `SATISFIED` on; None without a rating."""
        return sum(self.counts[SATISFIED - LOWEST :]) / self.count if self.count else None


@dataclass(frozen=True)
class RatingSummary:
    """All ratings of a time, and apart by who helped, channel and topic."""

    total: Scores
    groups: dict[Group, Scores]


def rate(session: Session, conversation_id: str, message: int, score: int, now: datetime) -> None:
    """Takes a citizen's rating of what ended with reply number ``message``; a second one replaces the first.

    Raises Problem 404 for an unknown conversation, 422 for a message that is no reply in it; ValueError for another score than 1 to 5.
    """
    if not LOWEST <= score <= HIGHEST:
        raise ValueError("a score is from 1 to 5")
    # The conversation's row is locked: two ratings at the same moment come one after the other.
    closed = closing.find(session, conversation_id, message, now)
    occasion = blind_index(session, "conversation_rating.occasion", closed.occasion)
    rating = session.scalar(select(Rating).where(Rating.occasion == occasion)) or Rating(occasion=occasion)
    rating.subject, rating.channel, rating.topic = closed.subject, closed.channel, closed.topic
    rating.score, rating.at = score, now
    session.add(rating)


def rating_summary(session: Session, begin: datetime, end: datetime) -> RatingSummary:
    """The ratings from ``begin`` on, before ``end``."""
    columns = (Rating.subject, Rating.channel, Rating.topic, Rating.score)
    query = select(*columns, func.count()).where(Rating.at >= begin, Rating.at < end).group_by(*columns)
    by_group: dict[Group, list[tuple[int, int]]] = {}
    for subject, channel, topic, score, times in session.execute(query):
        by_group.setdefault(Group(subject, channel, topic), []).append((score, times))
    groups = {group: _scores(found) for group, found in by_group.items()}
    return RatingSummary(_scores(found for scores in by_group.values() for found in scores), groups)


def _scores(found: Iterable[tuple[int, int]]) -> Scores:
    counts = [0] * HIGHEST
    for score, times in found:
        counts[score - LOWEST] += times
    one, two, three, four, five = counts
    return Scores((one, two, three, four, five))
