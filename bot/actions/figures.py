"""A figure asked for by its name: "lương cơ sở bao nhiêu", "năm 2022 lương cơ sở là mấy"."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from bhxh.dates import format_date
from bhxh.messages import text
from bhxh.text import fold
from bot.actions.telling import Asked
from bot.facts import Fact
from bot.facts import Period as FactPeriod

_HOW_MUCH: Final = re.compile(
    r"\b(?:bao nhieu|bn|bnhieu|may|muc nao|the nao|ntn|la gi|hien nay|hien tai|thay doi)\b|\d"
)


def figures_asked(said: str, asked: Asked, today: date, facts: Mapping[str, Fact]) -> list[str]:
    """A sentence for each fact that the text asks for by name, for the time asked about or today."""
    return [_sentence(fact, asked, today) for fact in figures_named(said, facts)]


def figures_named(said: str, facts: Mapping[str, Fact]) -> list[Fact]:
    """The facts that a text asks for by name."""
    folded = fold(said)
    if not _HOW_MUCH.search(folded):
        return []
    return [fact for fact in facts.values() if any(_holds(folded, name) for name in fact.names)]


def _holds(folded: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(fold(name))}\b", folded) is not None


def _held(fact: Fact, first: date, last: date) -> list[FactPeriod]:
    """The periods of a fact that share a day with a span."""
    return [
        period
        for period in fact.periods
        if (period.since is None or period.since <= last) and (period.until is None or first <= period.until)
    ]


def _sentence(fact: Fact, asked: Asked, today: date) -> str:
    time = asked.time
    if time is None:
        period = fact.on(today)
        if period is None:
            return text("bot.figure.unknown", what=fact.what, when=text("bot.when.day", date=format_date(today)))
        return text("bot.figure.now", what=fact.what, value=fact.written(period.value), source=period.source)
    first, last = time.since or time.until, time.until or time.since
    held = _held(fact, first, last) if first and last else []
    if first is None or not held:
        return text("bot.figure.unknown", what=fact.what, when=asked.when)
    if len(held) == 1:
        value, source, since = fact.written(held[0].value), held[0].source, held[0].since
        if since is not None and since <= today < first and held[0].until is None:
            what = fact.what[0].lower() + fact.what[1:]
            return text(
                "bot.figure.to_come", what=what, when=asked.when, since=format_date(since), value=value, source=source
            )
        return text("bot.figure.then", what=fact.what, when=asked.when, value=value, source=source)
    parts = [
        text(
            "bot.figure.part",
            since=format_date(period.since) if period.since else "",
            value=fact.written(period.value),
            source=period.source,
        )
        for period in held
    ]
    return text("bot.figure.parts", what=fact.what, when=asked.when, parts="; ".join(parts))
