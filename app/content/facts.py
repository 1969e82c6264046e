"""Checks the table of figures and dates, bot/data/facts.yml, and how answers name what stands in it."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

import yaml

from app.content.findings import Document, Finding, Place, error, fields, items, read_day, warning
from bhxh.dates import format_date
from bot import facts as table
from bot.facts import Fact

FILE = "facts.yml"
_FIELDS = ("id", "what", "unit", "names", "faq", "review_by", "periods")
_REQUIRED = ("id", "what", "periods")
_PERIOD_FIELDS = ("from", "to", "value", "source", "checked")
_PERIOD_REQUIRED = ("value", "source", "checked")
_NUMBER_TAGS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")


@dataclass
class Facts:
    """Collects the facts and what is wrong with them as of a day."""

    today: date
    known: dict[str, Fact] = field(default_factory=dict)
    """Those that can be read, by id."""
    places: dict[str, Place] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)

    def check(self, document: Document) -> Iterator[Finding]:
        """The findings of the file; remembers its facts for `check_text`."""
        for node in items(document.root):
            found = fields(node)
            place = document.place(node)
            if "id" not in found:
                yield error(place, "fact.not_fact")
                continue
            findings = list(self._fact(document, place, found))
            yield from findings
            if not any(finding.is_error for finding in findings):
                fact = table.read(_plain(node))
                self.known[fact.id] = fact
                yield from self._today(place, fact)

    def check_text(self, place: Place, faq: str, content: str) -> Iterator[Finding]:
        """What is wrong with the figures that a text names, and whether they are known today."""
        for found in table.PLACEHOLDER.finditer(content):
            if found.group(1) == "hotline":
                continue
            try:
                reference = table.parse(found.group(1))
            except table.BadReference:
                yield error(place, "placeholder", id=faq, name=found.group())
                continue
            ids = [reference.fact, *(step for step in reference.steps if isinstance(step, str))]
            self._used.update(ids)
            unknown = [each for each in ids if each not in self.known and each not in self.places]
            if unknown:
                yield error(place, "fact.unknown", id=faq, fact=unknown[0], name=found.group())
            elif all(each in self.known for each in ids):
                yield from self._typed(place, faq, found.group(), reference)

    def check_unused(self) -> Iterator[Finding]:
        """Facts that no answer names and nobody can ask for by name."""
        for each, fact in self.known.items():
            if each not in self._used and not fact.names:
                yield warning(self.places[each], "fact.unused", fact=each)

    def check_questions(self, questions: Container[str]) -> Iterator[Finding]:
        """The questions that figures asked for alone belong to."""
        for each, fact in self.known.items():
            if fact.names and fact.faq is None:
                yield error(self.places[each], "fact.missing", fact=each, field="faq")
            elif fact.faq is not None and fact.faq not in questions:
                yield error(self.places[each], "unknown_id", id=fact.faq)

    def _typed(self, place: Place, faq: str, name: str, reference: table.Reference) -> Iterator[Finding]:
        fact = self.known[reference.fact]
        if reference.since and any(period.since is None for period in fact.periods):
            yield error(place, "fact.no_since", id=faq, fact=fact.id, name=name)
        factors = [self.known[step] for step in reference.steps if isinstance(step, str)]
        if any(factor.unit not in table.UNITS_OF_STEPS or not _is_number(factor) for factor in factors):
            yield error(place, "fact.no_factor", id=faq, name=name)
        elif reference.steps and not _is_number(fact):
            yield error(place, "fact.no_number", id=faq, fact=fact.id, name=name)

    def _fact(self, document: Document, place: Place, found: dict[str, yaml.Node]) -> Iterator[Finding]:
        fact = str(found["id"].value)
        if not table.is_id(fact):
            yield error(place, "fact.id", fact=fact)
        if fact in self.places:
            yield error(place, "fact.twice", fact=fact, where=self.places[fact])
        self.places.setdefault(fact, place)
        for name in _REQUIRED:
            if name not in found or not found[name].value:
                yield error(place, "fact.missing", fact=fact, field=name)
        for name, node in found.items():
            if name not in _FIELDS:
                known = ", ".join(_FIELDS)
                yield error(document.place(node), "fact.unknown_field", fact=fact, field=name, known=known)
        if "review_by" in found and read_day(found["review_by"]) is None:
            yield error(document.place(found["review_by"]), "fact.date", fact=fact, field="review_by")
        yield from self._periods(document, fact, found)

    def _periods(self, document: Document, fact: str, found: dict[str, yaml.Node]) -> Iterator[Finding]:
        kinds: set[bool] = set()
        before: tuple[date | None, date | None] | None = None
        for node in items(found.get("periods")):
            place, period = document.place(node), fields(node)
            for name in _PERIOD_REQUIRED:
                if name not in period or not period[name].value:
                    yield error(place, "fact.missing", fact=fact, field=name)
            for name in period:
                if name not in _PERIOD_FIELDS:
                    known = ", ".join(_PERIOD_FIELDS)
                    yield error(place, "fact.unknown_field", fact=fact, field=name, known=known)
            if "checked" in period and not _is_checked(period["checked"]):
                yield error(place, "fact.checked", fact=fact)
            if "value" in period:
                kinds.add(period["value"].tag in _NUMBER_TAGS)
                if period["value"].tag in _NUMBER_TAGS and not _reads_as_number(period["value"]):
                    yield error(place, "fact.value", fact=fact)
            bad = [name for name in ("from", "to") if name in period and read_day(period[name]) is None]
            for name in bad:
                yield error(place, "fact.date", fact=fact, field=name)
            if not bad:
                since = read_day(period["from"]) if "from" in period else None
                until = read_day(period["to"]) if "to" in period else None
                yield from _order(place, fact, before, since, until)
                before = (since, until)
        if len(kinds) > 1:
            yield error(self.places[fact], "fact.mixed", fact=fact)

    def _today(self, place: Place, fact: Fact) -> Iterator[Finding]:
        last = fact.periods[-1].until
        if last is not None and last < self.today:
            yield error(place, "fact.ended", fact=fact.id, what=fact.what, date=format_date(last))
        if fact.review_by is not None and fact.review_by <= self.today:
            yield warning(place, "fact.review", fact=fact.id, what=fact.what, date=format_date(fact.review_by))


def _order(
    place: Place, fact: str, before: tuple[date | None, date | None] | None, since: date | None, until: date | None
) -> Iterator[Finding]:
    """Periods stand oldest first, do not overlap, and end after they begin."""
    if since is not None and until is not None and until < since:
        yield error(place, "fact.backwards", fact=fact)
    if before is None:
        return
    first, last = before
    if since is None or (first is not None and since <= first):
        yield error(place, "fact.order", fact=fact)
    elif last is not None and since <= last:
        yield error(place, "fact.overlap", fact=fact, date=format_date(last))
    elif last is not None and since > last + timedelta(days=1):
        gap_since, gap_until = format_date(last + timedelta(days=1)), format_date(since - timedelta(days=1))
        yield warning(place, "fact.gap", fact=fact, since=gap_since, until=gap_until)


def _is_number(fact: Fact) -> bool:
    return all(isinstance(period.value, Decimal) for period in fact.periods)


def _reads_as_number(node: yaml.Node) -> bool:
    try:
        return Decimal(str(node.value)).is_finite()
    except InvalidOperation:
        return False


def _is_checked(node: yaml.Node) -> bool:
    return node.tag == "tag:yaml.org,2002:str" and node.value in ("yes", "partly", "no")


def _plain(node: yaml.Node) -> dict[str, object]:
    value: dict[str, object] = yaml.safe_load(yaml.serialize(node))
    return value
