"""The counts: from the days of conversations to one row per day, channel and topic, exactly once; and reading them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from backend.measures.models import ConversationDay, ConversationMeasure

LATE: Final = timedelta(days=7)
"""So long a day may still change: who asked on a Friday night is answered on Monday."""
KEPT: Final = timedelta(days=60)
"""A counted day is kept as the mark of what was looked at for as long as its conversation can live."""
NONE: Final = "khac"
"""The topic of conversations that told none."""
_AT_ONCE: Final = 2000
NAMES: Final = (
    "conversations", "bot_alone", "questions", "fallbacks", "handed", "replied", "reply_seconds",
    "within_1m", "within_5m", "within_15m", "within_60m", "resolved",
)  # fmt: skip
_WITHIN: Final = (("within_1m", 60), ("within_5m", 300), ("within_15m", 900), ("within_60m", 3600))


class Key(NamedTuple):
    """What is counted together."""

    day: date
    channel: str
    topic: str


@dataclass
class Counts:
    """How often each of `NAMES`; sums of several are made with `+`."""

    of: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.of + other.of)

    def __getitem__(self, name: str) -> int:
        return self.of[name]

    @property
    def reply_average(self) -> float | None:
        """Seconds until a person's first answer, None without one."""
        return self["reply_seconds"] / self["replied"] if self["replied"] else None

    def share(self, name: str, of: str = "conversations") -> float | None:
        """0 to 1; None of nothing."""
        return self[name] / self[of] if self[of] else None


def counted(row: ConversationDay) -> Counts:
    """What one conversation adds on one day. One in which nothing was asked adds nothing."""
    if not row.questions and not row.handed:
        return Counts()
    replied = row.reply_seconds is not None
    seconds = row.reply_seconds or 0
    found: Counter[str] = Counter(
        conversations=1,
        bot_alone=int(row.questions > 0 and not row.handed and not row.unanswered),
        questions=row.questions,
        fallbacks=row.fallbacks,
        handed=int(row.handed),
        replied=int(replied),
        reply_seconds=seconds,
        resolved=int(row.resolved),
    )
    for name, bound in _WITHIN:
        found[name] = int(replied and seconds <= bound)
    return Counts(found)


def fold(session: Session, today: date) -> int:
    """Adds the days that change no more to the counts, and marks them in the same transaction; how many were added."""
    over = (ConversationDay.counted.is_(False)) & (ConversationDay.day < today - LATE)
    query = select(ConversationDay).where(over).order_by(ConversationDay.id).limit(_AT_ONCE)
    rows = session.scalars(query.with_for_update(skip_locked=True)).all()
    for key, counts in _by_key(rows).items():
        _add(session, key, counts)
    for row in rows:
        row.counted = True
    session.flush()
    gone = (ConversationDay.counted.is_(True)) & (ConversationDay.day < today - KEPT)
    session.execute(delete(ConversationDay).where(gone))
    return len(rows)


def read(session: Session, first: date, last: date) -> dict[Key, Counts]:
    """The counts from ``first`` to ``last``, with the days that are not yet added."""
    stored = select(ConversationMeasure).where(ConversationMeasure.day.between(first, last))
    found = {
        Key(row.day, row.channel, row.topic): Counts(Counter({name: getattr(row, name) for name in NAMES}))
        for row in session.scalars(stored)
    }
    fresh = select(ConversationDay).where(ConversationDay.counted.is_(False), ConversationDay.day.between(first, last))
    for key, counts in _by_key(session.scalars(fresh)).items():
        found[key] = found.get(key, Counts()) + counts
    return found


def replies(session: Session, day: date) -> tuple[int, int]:
    """Of a day that may still change: how many were answered by a person, and after how many seconds together."""
    seconds = ConversationDay.reply_seconds
    query = select(func.count(seconds), func.sum(seconds))
    row = session.execute(query.where(ConversationDay.counted.is_(False), ConversationDay.day == day)).one()
    return row[0], int(row[1] or 0)


def grouped(found: Mapping[Key, Counts], by: str) -> dict[Any, Counts]:
    """Summed by one part of the key."""
    sums: dict[Any, Counts] = {}
    for key, counts in found.items():
        part = getattr(key, by)
        sums[part] = sums.get(part, Counts()) + counts
    return sums


def _by_key(rows: Iterable[ConversationDay]) -> dict[Key, Counts]:
    found: dict[Key, Counts] = {}
    for row in rows:
        counts = counted(row)
        if counts["conversations"]:
            key = Key(row.day, row.channel, row.topic or NONE)
            found[key] = found.get(key, Counts()) + counts
    return found


def _add(session: Session, key: Key, counts: Counts) -> None:
    make = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {name: counts[name] for name in NAMES}
    table = ConversationMeasure.__table__
    put = make(ConversationMeasure).values(**key._asdict(), **values)
    more = {name: table.c[name] + put.excluded[name] for name in NAMES}
    session.execute(put.on_conflict_do_update(index_elements=["day", "channel", "topic"], set_=more))
