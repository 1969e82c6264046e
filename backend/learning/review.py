"""What was kept, for the people who review it: read, put in groups, marked as dealt with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from sys import intern
from typing import Final

from sqlalchemy import bindparam, select, update

from backend.config import BackendConfig
from backend.database import Database
from backend.learning.models import UnclearSentence
from bhxh import dates

_AT_ONCE: Final = 1000
"""Rows written in one transaction: chat turns wait for it on SQLite."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept sentence; see `UnclearSentence`."""

    id: str
    day: date
    channel: str
    sentence: str
    reason: str
    offered: tuple[str, ...]
    top: str | None
    confidence: float
    chosen: str | None
    rescue: str | None


class UnknownGroup(Exception):
    """No group, or more than one, begins so; ``str()`` is the beginning that was given."""


class Review:
    """The kept sentences of one database. A context manager: it opens the database and closes it."""

    def __init__(self, config: BackendConfig) -> None:
        self._database = Database.open(config)

    def __enter__(self) -> "Review":
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def waiting(self) -> list[Kept]:
        """What nobody has dealt with yet, oldest first."""
        query = select(UnclearSentence).where(UnclearSentence.dealt_on.is_(None))
        with self._database.reading() as session:
            rows = session.scalars(
                query.order_by(UnclearSentence.day, UnclearSentence.id).execution_options(yield_per=_AT_ONCE)
            )
            return [_kept(row) for row in rows]

    def grouped(self, groups: Iterable[Sequence[str]]) -> None:
        """Remembers groups of sentence ids, the first of each being the name of its group."""
        row = UnclearSentence
        change = update(row).where(row.id == bindparam("of")).values(cluster=bindparam("name"))
        rows = [{"of": member, "name": group[0]} for group in groups for member in group]
        for start in range(0, len(rows), _AT_ONCE):
            with self._database.begin() as session:
                session.connection().execute(change, rows[start : start + _AT_ONCE])

    def deal_with(self, beginnings: Iterable[str]) -> int:
        """Marks the groups whose names begin so, as they were shown last; how many sentences that were. Raises UnknownGroup.

        What has been kept since is in no group yet and stays for the next review.
        """
        row = UnclearSentence
        with self._database.begin() as session:
            names = session.scalars(
                select(row.cluster).where(row.cluster.is_not(None), row.dealt_on.is_(None)).distinct()
            )
            chosen = _chosen([name for name in names if name is not None], beginnings)
            done = session.scalars(
                update(row)
                .where(row.cluster.in_(chosen), row.dealt_on.is_(None))
                .values(dealt_on=dates.now().date())
                .returning(row.id)
            )
            return len(done.all())


def _kept(row: UnclearSentence) -> Kept:
    # Labels repeat a hundred thousand times: kept once, they are a quarter of the memory.
    return Kept(
        id=row.id,
        day=row.day,
        channel=intern(row.channel),
        sentence=row.sentence,
        reason=intern(row.reason),
        offered=tuple(map(intern, row.offered)),
        top=intern(row.top) if row.top else None,
        confidence=row.confidence,
        chosen=intern(row.chosen) if row.chosen else None,
        rescue=intern(row.rescue) if row.rescue else None,
    )


def _chosen(names: Sequence[str], beginnings: Iterable[str]) -> set[str]:
    chosen = set()
    for beginning in beginnings:
        found = [name for name in names if beginning and name.startswith(beginning)]
        if len(found) != 1:
            raise UnknownGroup(beginning)
        chosen.add(found[0])
    return chosen
