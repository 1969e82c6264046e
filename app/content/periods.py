"""Checks what an answer says by time and place: the ``periods`` of an entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import yaml

from app.content.findings import Document, Finding, Place, error, fields, items, read_day, warning
from bhxh.dates import format_date
from bhxh.places import find_province

_FIELDS = ("from", "to", "places", "answer", "source", "checked")


@dataclass(frozen=True)
class _Span:
    """Days (open ends as the first and last there are) and the provinces they are for."""

    place: Place
    since: date
    until: date
    places: tuple[str, ...]


def check_periods(
    document: Document, faq: str, node: yaml.Node, today: date, check_answer: Callable[[Place, str], Iterator[Finding]]
) -> Iterator[Finding]:
    """The findings of one entry's periods; ``check_answer`` looks at the words of each."""
    spans: list[_Span] = []
    if not items(node):
        yield error(document.place(node), "period.none", id=faq)
    for one in items(node):
        place, found = document.place(one), fields(one)
        answer = found.get("answer")
        if isinstance(answer, yaml.ScalarNode) and answer.value:
            yield from check_answer(document.place(answer), str(answer.value))
        else:
            yield error(place, "missing", id=faq, field="answer")
        yield from _fields(place, faq, found)
        span = _span(place, found)
        if span is not None and span.until < span.since:
            yield error(place, "period.backwards", id=faq)
        elif span is not None:
            spans.append(span)
    yield from _together(document.place(node), faq, spans, today)


def _fields(place: Place, faq: str, found: dict[str, yaml.Node]) -> Iterator[Finding]:
    for name in found:
        if name not in _FIELDS:
            yield error(place, "unknown_field", id=faq, field=name, known=", ".join(_FIELDS))
    if "checked" in found and found["checked"].value not in ("yes", "partly", "no"):
        yield error(place, "checked", id=faq)
    for name in _places(found):
        if find_province(name) is None:
            yield error(place, "period.place", id=faq, name=name)
    for name in ("from", "to"):
        if name in found and read_day(found[name]) is None:
            yield error(place, "date", id=faq, field=name)


def _places(found: dict[str, yaml.Node]) -> tuple[str, ...]:
    return tuple(str(each.value) for each in items(found.get("places")))


def _span(place: Place, found: dict[str, yaml.Node]) -> _Span | None:
    """When and where; None when a day cannot be read."""
    since = read_day(found["from"]) if "from" in found else date.min
    until = read_day(found["to"]) if "to" in found else date.max
    return None if since is None or until is None else _Span(place, since, until, _places(found))


def _together(place: Place, faq: str, spans: list[_Span], today: date) -> Iterator[Finding]:
    for number, one in enumerate(spans):
        for other in spans[:number]:
            same = set(one.places) & set(other.places) or (not one.places and not other.places)
            if same and one.since <= other.until and other.since <= one.until:
                days = format_date(max(one.since, other.since))
                yield error(one.place, "period.overlap", id=faq, where=other.place, date=days)
    everywhere = sorted((span for span in spans if not span.places), key=lambda span: span.since)
    if spans and not any(span.since <= today <= span.until for span in everywhere):
        yield error(place, "period.not_today", id=faq, date=format_date(today))
    for before, after in pairwise(everywhere):
        first, last = before.until, after.since
        if first < date.max and last > first + timedelta(days=1):
            yield warning(after.place, "period.gap", id=faq, since=format_date(first), until=format_date(last))
    for span in spans:
        if span.places and not any(other.since <= span.since and span.until <= other.until for other in everywhere):
            yield warning(span.place, "period.elsewhere", id=faq)
