"""Checks the answers: bot/data/faq/<topic>.yml, and the files that name their ids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import PurePosixPath

import yaml

from app.content.facts import Facts
from app.content.findings import Document, Finding, Place, error, fields, items, read_day, warning
from app.content.periods import check_periods
from bhxh.dates import format_date
from bhxh.text import fold

_FILE_FIELDS = frozenset({"topic", "title", "entries"})
_REQUIRED = ("id", "question", "source", "checked", "as_of")
_OPTIONAL = ("answer", "periods", "validity", "brief", "review_by", "valid_to", "next")
_DATES = ("review_by", "valid_to")
_ID = re.compile(r"[a-z][a-z0-9_]*")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
LONGEST_FIRST = 170
"""Characters of a first sentence that still fits the eye on a phone."""
LONGEST_LINE = 250


@dataclass
class Answers:
    """Collects what is wrong with the answers as of a day; ``months``: how long an answer counts as fresh."""

    today: date
    months: int
    facts: Facts
    places: dict[str, Place] = field(default_factory=dict)
    """FAQ id -> where it stands."""
    _questions: dict[str, str] = field(default_factory=dict)
    _next: list[tuple[Place, str, str]] = field(default_factory=list)
    """Where an answer, which one, leads to a task."""

    def check(self, document: Document) -> Iterator[Finding]:
        """The findings of one topic's file."""
        if document.root is None:
            return
        top = fields(document.root)
        if set(top) != _FILE_FIELDS:
            yield error(Place(document.file, 1), "file_fields", names=", ".join(sorted(set(top) ^ _FILE_FIELDS)))
        topic, stem = top.get("topic"), PurePosixPath(document.file).stem
        if isinstance(topic, yaml.ScalarNode) and topic.value != stem:
            yield error(document.place(topic), "topic", topic=topic.value, file=stem)
        for entry in items(top.get("entries")):
            yield from self._entry(document, entry)

    def _entry(self, document: Document, entry: yaml.Node) -> Iterator[Finding]:
        place, found = document.place(entry), fields(entry)
        if "id" not in found:
            yield error(place, "not_entry")
            return
        faq = str(found["id"].value)
        for name in _REQUIRED:
            if name not in found or not found[name].value:
                key = "no_source" if name == "source" else "missing"
                yield error(place, key, id=faq, field=name)
        if ("answer" in found) == ("periods" in found):
            yield error(place, "answer_or_periods", id=faq)
        if "periods" in found:
            check = partial(self._answer, faq=faq)
            yield from check_periods(document, faq, found["periods"], self.today, check)
        for name, node in found.items():
            if name == "periods":
                continue
            if name == "next":
                self._next += [(document.place(task), faq, str(task.value)) for task in items(node)]
                continue
            if name not in _REQUIRED + _OPTIONAL:
                known = ", ".join(_REQUIRED + _OPTIONAL)
                yield error(document.place(node), "unknown_field", id=faq, field=name, known=known)
            elif name not in _DATES and node.tag != "tag:yaml.org,2002:str":
                yield error(document.place(node), "checked" if name == "checked" else "not_text", id=faq, field=name)
            elif isinstance(node, yaml.ScalarNode):
                yield from self._value(document.place(node), faq, name, node)

    def _value(self, place: Place, faq: str, name: str, node: yaml.ScalarNode) -> Iterator[Finding]:
        if name == "id":
            yield from self._id(place, faq)
        elif name == "question":
            yield from self._question(place, faq, node.value)
        elif name == "checked" and node.value not in ("yes", "partly", "no"):
            yield error(place, "checked", id=faq)
        elif name == "as_of":
            yield from self._as_of(place, faq, node.value)
        elif name in _DATES:
            yield from self._date(place, faq, name, node)
        elif name == "answer":
            yield from self._answer(place, node.value, faq=faq)
        elif name in ("brief", "validity"):
            yield from self.facts.check_text(place, faq, node.value)

    def _answer(self, place: Place, content: str, *, faq: str) -> Iterator[Finding]:
        yield from self.facts.check_text(place, faq, content)
        lines = content.strip().split("\n")
        first = lines[0].partition(". ")[0]
        if len(first) > LONGEST_FIRST:
            yield warning(place, "long_first", id=faq, length=len(first), most=LONGEST_FIRST)
        for line in lines:
            if len(line) > LONGEST_LINE:
                yield warning(place, "long_line", id=faq, length=len(line), most=LONGEST_LINE, start=line[:30])

    def _id(self, place: Place, faq: str) -> Iterator[Finding]:
        if not _ID.fullmatch(faq):
            yield error(place, "id", id=faq)
        if faq in self.places:
            yield error(place, "id_twice", id=faq, where=self.places[faq])
        self.places.setdefault(faq, place)

    def _question(self, place: Place, faq: str, question: str) -> Iterator[Finding]:
        other = self._questions.setdefault(fold(question), faq)
        if other != faq:
            yield error(place, "question_twice", id=faq, other=other, where=self.places[other])

    def _as_of(self, place: Place, faq: str, value: str) -> Iterator[Finding]:
        found = _MONTH.fullmatch(value)
        age = (self.today.year - int(found[1])) * 12 + self.today.month - int(found[2]) if found else -1
        if age < 0:
            yield error(place, "as_of", id=faq)
        elif age > self.months:
            yield warning(place, "old", id=faq, as_of=value, months=self.months)

    def _date(self, place: Place, faq: str, name: str, node: yaml.ScalarNode) -> Iterator[Finding]:
        day = read_day(node)
        if day is None:
            yield error(place, "date", id=faq, field=name)
            return
        if name == "review_by" and day <= self.today:
            yield warning(place, "review", id=faq, date=format_date(day))
        if name == "valid_to" and day < self.today:
            yield error(place, "expired", id=faq, date=format_date(day))

    def check_tasks(self, document: Document) -> Iterator[Finding]:
        """The ids that tasks.yml names, and the tasks that answers lead to."""
        known = fields(document.root)
        for place, faq, name in self._next:
            if name not in known:
                yield error(place, "unknown_task", id=faq, task=name, known=", ".join(known))
        for task in fields(document.root).values():
            for node in items(fields(task).get("faq")):
                if node.value not in self.places:
                    yield error(document.place(node), "unknown_id", id=node.value)
