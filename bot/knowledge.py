"""What the assistant knows, as read from bot/data: answers (faq/<topic>.yml) and tasks (tasks.yml).

Read by the classifier in Rasa's environment (Python 3.10) and by the actions (Python >= 3.11).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bhxh.places import find_province
from bot.facts import Checked

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Wording:
    """What an answer says from ``since`` to ``until`` (both included; None: open) in ``places``, card codes of provinces.

    Without ``places`` it holds wherever no other wording of the same days does. ``answer`` may hold ``{hotline}`` and facts
    (bot/facts.py). ``checked``: was the cited source read (`yes`), in part, or not at all.
    """

    answer: str
    source: str
    checked: Checked
    since: date | None = None
    until: date | None = None
    places: tuple[str, ...] = ()

    def covers(self, day: date) -> bool:
        """Whether it holds on that day, somewhere."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Answer:
    """One FAQ entry; ``wordings`` is what it says, by time and place, newest first.

    ``brief`` is its first sentence's substitute when a task begins at once. ``validity`` is a remark for the citizen.
    ``source`` and ``checked`` are those of a wording that gives none of its own. ``as_of`` is yyyy-mm. ``review_by`` is when an
    editor wants to look at it again, ``valid_to`` the last day it holds. ``next`` are tasks worth a button under the answer.
    """

    id: str
    topic: str
    question: str
    wordings: tuple[Wording, ...]
    brief: str
    source: str
    validity: str
    checked: Checked
    as_of: str
    review_by: date | None = None
    valid_to: date | None = None
    next: tuple[str, ...] = ()


@dataclass(frozen=True)
class Task:
    """Something the citizen can ask to be done; ``faq`` are the ids of the questions beside it, ``form`` its conversation."""

    name: str
    title: str
    faq: tuple[str, ...]
    form: str | None


SAME, OWN = "same", "own"
"""Values of a follow-up: the answer before holds for this person as well; only this person may see it."""


@dataclass(frozen=True)
class Person:
    """Somebody whom "còn … thì sao?" asks about; ``faq`` are the questions about them that are offered when nothing fits better."""

    title: str
    faq: tuple[str, ...]


@dataclass(frozen=True)
class FollowUps:
    """Persons by key (bhxh/dialogue.py), and per FAQ and person the FAQ ids that hold for them, `SAME` or `OWN`."""

    persons: dict[str, Person]
    variants: dict[str, dict[str, tuple[str, ...] | str]]


@lru_cache(maxsize=1)
def answers() -> dict[str, Answer]:
    """Every FAQ entry by id, in file order. Raises ValueError for an id given twice or a field that does not belong."""
    entries: dict[str, Answer] = {}
    for path in sorted((DATA / "faq").glob("*.yml")):
        topic = yaml.safe_load(path.read_text(encoding="utf-8"))
        for row in topic["entries"]:
            entry = _answer(topic["topic"], row)
            if entry.id in entries:
                raise ValueError(f"{path.name}: FAQ id {entry.id!r} is defined twice")
            entries[entry.id] = entry
    return entries


@lru_cache(maxsize=1)
def topics() -> dict[str, str]:
    """The titles of the topics, by topic."""
    rows = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((DATA / "faq").glob("*.yml")))
    return {row["topic"]: row["title"] for row in rows}


@lru_cache(maxsize=1)
def tasks() -> dict[str, Task]:
    """Every task by intent name. Raises KeyError when a task names an FAQ that does not exist."""
    known = answers()
    rows = yaml.safe_load((DATA / "tasks.yml").read_text(encoding="utf-8"))
    return {
        name: Task(name, row["title"], tuple(known[faq].id for faq in row["faq"]), row.get("form"))
        for name, row in rows.items()
    }


@lru_cache(maxsize=1)
def task_beside() -> dict[str, str]:
    """FAQ id -> the task that does what the question asks about. Of two tasks with one FAQ the first counts."""
    beside: dict[str, str] = {}
    for task in tasks().values():
        for faq in task.faq:
            beside.setdefault(faq, task.name)
    return beside


@lru_cache(maxsize=1)
def faq_beside() -> dict[str, str]:
    """Task -> the first FAQ beside it."""
    return {task.name: task.faq[0] for task in tasks().values()}


@lru_cache(maxsize=1)
def follow_ups() -> FollowUps:
    """What is said about somebody else. Raises KeyError for an FAQ or a person that does not exist."""
    known, rows = answers(), yaml.safe_load((DATA / "follow_ups.yml").read_text(encoding="utf-8"))
    persons = {key: _person(known, **row) for key, row in rows["persons"].items()}
    variants: dict[str, dict[str, tuple[str, ...] | str]] = {}
    for faq, row in rows["variants"].items():
        variants[known[faq].id] = {}
        for person, found in row.items():
            if person not in persons or (isinstance(found, str) and found not in (SAME, OWN)):
                raise KeyError(f"follow_ups.yml: {faq}: {person}: {found}")
            variants[faq][person] = found if isinstance(found, str) else tuple(known[one].id for one in found)
    return FollowUps(persons, variants)


def _person(known: dict[str, Answer], *, title: str, faq: list[str]) -> Person:
    return Person(title, tuple(known[one].id for one in faq))


def _answer(topic: str, row: dict[str, Any]) -> Answer:
    if row["checked"] not in ("yes", "partly", "no"):
        raise ValueError(f"{row['id']}: checked must be yes, partly or no")
    fields: dict[str, Any] = {"brief": "", "validity": "", **row}
    periods = fields.pop("periods", None)
    if (periods is None) == ("answer" not in fields):
        raise ValueError(f"{row['id']}: an entry has either an answer or periods")
    rows = periods or [{"answer": fields["answer"]}]
    fields.pop("answer", None)
    fields["next"] = tuple(fields.get("next", ()))
    return Answer(topic=topic, wordings=tuple(_wording(row, one) for one in rows), **fields)


def _wording(entry: dict[str, Any], row: dict[str, Any]) -> Wording:
    return Wording(
        answer=row["answer"].strip(),
        source=row.get("source", entry["source"]),
        checked=row.get("checked", entry["checked"]),
        since=row.get("from"),
        until=row.get("to"),
        places=tuple(_card_code(name) for name in row.get("places", ())),
    )


def _card_code(name: str) -> str:
    province = find_province(name)
    if province is None:
        raise ValueError(f"{name!r} is no province")
    return province.card_code
