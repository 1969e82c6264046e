"""Who has looked at a person's data, in words: a member of staff by role and agency, never by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final

from sqlalchemy.orm import Session

from backend import audit
from backend.accounts import service as accounts
from backend.personal.subject import Subject
from backend.registration.agencies import agencies
from backend.staff import accounts as staff
from bhxh.dates import VIETNAM
from bhxh.messages import catalogue, text

AT_ONCE: Final = 50
_KINDS: Final = frozenset("conversation staff worker citizen visitor session otp dossier link public issuer".split())
"""What the audit calls those who act, before the colon."""


@dataclass(frozen=True)
class Seen:
    """One line: a moment (dd/mm/yyyy HH:MM, Viet Nam's time), who, and what was done, each once."""

    at: str
    who: str
    what: tuple[str, ...]


@dataclass(frozen=True)
class Looks:
    """Newest first. ``before``: from where older ones are asked for; None: there are none."""

    seen: tuple[Seen, ...]
    before: int | None


def looks_of(session: Session, subject: Subject, *, before: int | None, others_only: bool) -> Looks:
    """Whoever has read or changed this person's data. Asking is itself recorded, after the answer was read."""
    index = subject.identity.subject_index
    without = subject.actor if others_only else None
    found = audit.looks_at(session, index, before=before, without=without, limit=AT_ONCE + 1)
    more = found[AT_ONCE:]
    lines = _lines(session, subject, found[:AT_ONCE])
    audit.record(session, actor=subject.actor, action="looks.read", subject_index=index)
    return Looks(lines, found[AT_ONCE - 1].sequence if more else None)


def _lines(session: Session, subject: Subject, looks: Sequence[audit.Look]) -> tuple[Seen, ...]:
    own = accounts.find_by_person(session, subject.person.id)
    names = {actor: _who(session, actor, subject, own.actor if own else None) for actor in {one.actor for one in looks}}
    return tuple(
        Seen(at, names[actor], tuple(dict.fromkeys(_what(one.action) for one in together)))
        for (at, actor), together in groupby(looks, key=lambda one: (_moment(one.at), one.actor))
    )


def _who(session: Session, actor: str, subject: Subject, own: str | None) -> str:
    if actor == subject.actor:
        return text("personal.who.reader")
    if actor == own:
        return text("personal.who.owner")
    position = staff.position_of(session, actor)
    if position is not None:
        role, code = position
        named = text(f"personal.role.{role.value}")
        agency = agencies().get(code) if code else None
        return text("personal.who.at", who=named, agency=agency.name) if agency else named
    kind = actor.partition(":")[0].removeprefix("citizen-")  # "citizen-link": whoever has the link
    return text(f"personal.who.{kind if kind in _KINDS else 'system'}")


def _what(action: str) -> str:
    """An act in words; one that has none by those of its family ("dossier.…")."""
    keys = (f"personal.act.{action}", f"personal.act.{action.partition('.')[0]}", "personal.act.other")
    return text(next(key for key in keys if key in catalogue()))


def _moment(at: datetime) -> str:
    return at.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")
