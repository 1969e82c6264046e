"""What an editor has to look at again by a day: answers and figures that end, change, grow old or were to be reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import yaml

from app.content.facts import FILE
from app.content.findings import Document, Place, fields, items, read_day
from bhxh.dates import format_date
from bhxh.messages import text


@dataclass(frozen=True, order=True)
class Due:
    """On ``day`` somebody should look at a place; ``what`` says why."""

    day: date
    place: Place
    what: str

    def __str__(self) -> str:
        return text("content.due.line", date=format_date(self.day), place=self.place, what=self.what)


def due(data: Path, today: date, by: date, months: int) -> list[Due]:
    """Everything due up to ``by``, soonest first; what is overdue counts. ``months``: how long an answer counts as fresh."""
    found = [*_answers(data, months), *_facts(data)]
    coming = [*_changes(data, today)]
    return sorted({*(each for each in found if each.day <= by), *(each for each in coming if today < each.day <= by)})


def _answers(data: Path, months: int) -> Iterator[Due]:
    for document, entry, found in _entries(data):
        faq = _id(found)
        for name, key in (("review_by", "review"), ("valid_to", "valid_to")):
            day = read_day(found[name]) if name in found else None
            if day is not None:
                yield Due(day, document.place(found[name]), text(f"content.due.{key}", id=faq))
        month = read_day(yaml.ScalarNode("", f"{found['as_of'].value}-01")) if "as_of" in found else None
        if month is not None:
            year, number = divmod(month.year * 12 + month.month - 1 + months + 1, 12)
            what = text("content.due.old", id=faq, as_of=found["as_of"].value, months=months)
            yield Due(date(year, number + 1, 1), document.place(found["as_of"]), what)
        yield from _ends(document, entry, faq, items(found.get("periods")))


def _facts(data: Path) -> Iterator[Due]:
    document = Document.read(data / FILE, data)
    for node in items(document.root):
        found = fields(node)
        day = read_day(found["review_by"]) if "review_by" in found else None
        if day is not None:
            yield Due(day, document.place(found["review_by"]), text("content.due.review", id=_id(found)))
        yield from _ends(document, node, _id(found), items(found.get("periods")))


def _changes(data: Path, today: date) -> Iterator[Due]:
    """The days to come on which a period begins."""
    document = Document.read(data / FILE, data)
    facts = [(document, node, fields(node)) for node in items(document.root)]
    for one, _, found in [*_entries(data), *facts]:
        for period in items(found.get("periods")):
            since = fields(period).get("from")
            day = read_day(since) if since is not None else None
            if day is not None and day > today:
                yield Due(day, one.place(period), text("content.due.change", id=_id(found)))


def _ends(document: Document, node: yaml.Node, name: str, periods: list[yaml.Node]) -> Iterator[Due]:
    """The last day of all periods, when every one of them has an end or is followed by another."""
    if not periods:
        return
    ends = [read_day(fields(period)["to"]) if "to" in fields(period) else None for period in periods]
    # Answers stand newest first, facts oldest first; only the one that holds longest may be open.
    if any(end is None for end in (ends if document.file != FILE else ends[-1:])):
        return
    last = max(end for end in ends if end is not None)
    yield Due(last + timedelta(days=1), document.place(node), text("content.due.ends", id=name))


def _entries(data: Path) -> Iterator[tuple[Document, yaml.Node, dict[str, yaml.Node]]]:
    for path in sorted((data / "faq").glob("*.yml")):
        document = Document.read(path, data)
        for entry in items(fields(document.root).get("entries")):
            yield document, entry, fields(entry)


def _id(found: dict[str, yaml.Node]) -> str:
    return str(found["id"].value) if "id" in found else "?"
