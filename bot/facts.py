"""Figures and dates that the answers rest on, each with the periods in which it holds: bot/data/facts.yml.

Answers name them in braces; `fill` puts in what holds on a day, so that an outdated figure cannot be said silently.

The notation, read by `parse`: ``{luong_co_so}`` is the value with its unit; ``{luong_co_so:4,5%:70%}`` takes a share, then a share of
that; ``{luong_co_so:x20}`` a multiple; ``{luong_co_so:bhyt_ty_le}`` the share or multiple that another fact gives; ``{luong_co_so:tu}``
the day since which the value holds. ``{hotline}`` is no fact and stays.

Read in Rasa's environment too (Python 3.10).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from bhxh.dates import format_date
from bhxh.messages import text

FILE = Path(__file__).parent / "data" / "facts.yml"
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
UNITS_OF_STEPS = ("%", "lần")
"""Units whose facts may multiply another fact."""

_ID = re.compile(r"[a-z][a-z0-9_]*")
_SHARE = re.compile(r"(\d{1,3}(?:,\d{1,3})?)%")
_TIMES = re.compile(r"x(\d{1,3}(?:,\d{1,3})?)")
_SINCE = "tu"

Checked = Literal["yes", "partly", "no"]
Value = Decimal | str


@dataclass(frozen=True)
class Period:
    """A value and the days on which it holds, both ends included; None: open. ``checked`` as with answers."""

    since: date | None
    until: date | None
    value: Value
    source: str
    checked: Checked

    def covers(self, day: date) -> bool:
        """Whether it holds on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Fact:
    """``what`` it is, in words; ``unit`` stands behind a number ("đồng", "%", "tháng"; empty for words).

    ``names`` are what people call it when they ask for it alone, ``faq`` is the question it then belongs to. ``review_by`` is the day an editor must have looked again.
    """

    id: str
    what: str
    unit: str
    periods: tuple[Period, ...]
    names: tuple[str, ...] = ()
    faq: str | None = None
    review_by: date | None = None

    def on(self, day: date) -> Period | None:
        """The period that covers a day."""
        return next((period for period in self.periods if period.covers(day)), None)

    def written(self, value: Value) -> str:
        """A value as people write it: 2.530.000 đồng, 4,5%, 61 tuổi 6 tháng."""
        if isinstance(value, str):
            return value
        return f"{_number(value, whole=self.unit == 'đồng')}{'' if self.unit == '%' else ' '}{self.unit}".rstrip()


@dataclass(frozen=True)
class Reference:
    """A placeholder taken apart. ``steps`` are factors or ids of facts that hold a factor."""

    fact: str
    steps: tuple[Decimal | str, ...] = ()
    since: bool = False


class BadReference(ValueError):
    """A placeholder that is not written as the notation asks."""


@dataclass(frozen=True)
class Filled:
    """A text with its facts put in: the periods that were used, and the facts of which nothing is known for the day."""

    text: str
    used: dict[str, Period]
    missing: tuple[str, ...]


def is_id(name: str) -> bool:
    """Whether a fact may be called so."""
    return _ID.fullmatch(name) is not None and name not in (_SINCE, "hotline")


def parse(inside: str) -> Reference:
    """What stands between the braces. Raises BadReference; whether the facts exist is another question."""
    name, *steps = inside.split(":")
    if not _ID.fullmatch(name):
        raise BadReference(inside)
    if steps == [_SINCE]:
        return Reference(name, since=True)
    return Reference(name, tuple(_step(step, inside) for step in steps))


def references(content: str) -> Iterator[Reference]:
    """The facts a text names. Raises BadReference."""
    for found in PLACEHOLDER.finditer(content):
        if found.group(1) != "hotline":
            yield parse(found.group(1))


def used_in(content: str, facts: Mapping[str, Fact]) -> dict[str, Fact]:
    """The facts a text rests on, by id, those that give a factor as well. Raises KeyError for one that does not exist."""
    ids = [
        each
        for reference in references(content)
        for each in (reference.fact, *(step for step in reference.steps if isinstance(step, str)))
    ]
    return {each: facts[each] for each in ids}


def fill(content: str, day: date, facts: Mapping[str, Fact]) -> Filled:
    """The text with every fact as it holds on ``day``; one of which nothing is known for that day is said to be missing.

    Raises BadReference and KeyError for what `bhxh content check` would have named.
    """
    used = {each: fact.on(day) for each, fact in used_in(content, facts).items()}
    known = {each: period for each, period in used.items() if period is not None}

    def said(found: re.Match[str]) -> str:
        if found.group(1) == "hotline":
            return found.group()
        reference = parse(found.group(1))
        needed = [reference.fact, *(step for step in reference.steps if isinstance(step, str))]
        if not all(each in known for each in needed):
            return text("bot.fact.missing")
        return _said(reference, facts, known)

    return Filled(PLACEHOLDER.sub(said, content), known, tuple(each for each in used if each not in known))


def value_on(inside: str, day: date, facts: Mapping[str, Fact]) -> Decimal | None:
    """The number that stands for what is between the braces on ``day``; None when it is not known for then or is no number.

    Raises BadReference and KeyError as `fill` does.
    """
    reference = parse(inside)
    value: Value | None = _value_of(facts[reference.fact], day)
    for step in reference.steps:
        factor = _value_of(facts[step], day) if isinstance(step, str) else step
        if not isinstance(value, Decimal) or not isinstance(factor, Decimal):
            return None
        value *= factor / 100 if isinstance(step, str) and facts[step].unit == "%" else factor
    return value if isinstance(value, Decimal) else None


def written_dong(value: Decimal) -> str:
    """A sum as people write it, in whole đồng: 2.530.000 đồng."""
    return f"{_number(value, whole=True)} đồng"


def _value_of(fact: Fact, day: date) -> Value | None:
    period = fact.on(day)
    return None if period is None else period.value


def changes(content: str, facts: Mapping[str, Fact]) -> set[date]:
    """The days on which what the text says changes: the first of each period, and the first after one that ends."""
    days: set[date] = set()
    for fact in used_in(content, facts).values():
        for period in fact.periods:
            if period.since is not None:
                days.add(period.since)
            if period.until is not None:
                days.add(period.until + timedelta(days=1))
    return days


def _said(reference: Reference, facts: Mapping[str, Fact], known: Mapping[str, Period]) -> str:
    fact, period = facts[reference.fact], known[reference.fact]
    if reference.since:
        if period.since is None:
            raise BadReference(reference.fact)
        return format_date(period.since)
    value = period.value
    for step in reference.steps:
        if isinstance(value, str):
            raise BadReference(reference.fact)
        value *= _factor(facts[step], known[step]) if isinstance(step, str) else step
    return fact.written(value)


def _factor(fact: Fact, period: Period) -> Decimal:
    if isinstance(period.value, str) or fact.unit not in UNITS_OF_STEPS:
        raise BadReference(fact.id)
    return period.value / 100 if fact.unit == "%" else period.value


def _step(step: str, inside: str) -> Decimal | str:
    if share := _SHARE.fullmatch(step):
        return Decimal(share[1].replace(",", ".")) / 100
    if times := _TIMES.fullmatch(step):
        return Decimal(times[1].replace(",", "."))
    if _ID.fullmatch(step) and step != _SINCE:
        return step
    raise BadReference(inside)


def _number(value: Decimal, *, whole: bool) -> str:
    if whole:
        value = value.quantize(Decimal(1), ROUND_HALF_UP)
    written = f"{value:,f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return written.translate(str.maketrans(",.", ".,"))


@lru_cache(maxsize=1)
def facts() -> dict[str, Fact]:
    """Every fact by id. Raises KeyError, TypeError or ValueError for what `bhxh content check` would have named."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {row["id"]: read(row) for row in rows}


def read(row: dict[str, Any]) -> Fact:
    """One row of facts.yml. A period without ``to`` ends the day before the next one begins; one with ``to`` may leave a gap."""
    rows = row["periods"]
    nexts = [later.get("from") for later in rows[1:]] + [None]
    return Fact(
        id=row["id"],
        what=row["what"],
        unit=row.get("unit", ""),
        periods=tuple(_read_period(one, following) for one, following in zip(rows, nexts, strict=True)),
        names=tuple(row.get("names", ())),
        faq=row.get("faq"),
        review_by=row.get("review_by"),
    )


def _read_period(row: dict[str, Any], following: date | None) -> Period:
    value = row["value"]
    until = row.get("to") or (following - timedelta(days=1) if following else None)
    return Period(
        since=row.get("from"),
        until=until,
        value=value if isinstance(value, str) else Decimal(str(value)),
        source=row["source"],
        checked=row["checked"],
    )
