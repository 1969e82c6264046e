"""What a person has declared so far, kept for 24 hours under a key of the caller's (a conversation's session, a wizard's cookie)."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.database import blind_index
from backend.declined import Declined
from backend.registration import fields
from backend.registration.commune import ASKED
from backend.registration.kinds import Way
from backend.registration.models import Draft, DraftPhoto
from backend.registration.schools import find_school
from bhxh.messages import text
from bhxh.text import fold

LIFETIME: Final = timedelta(hours=24)
"""Counted from the last change."""

WAY: Final = ("way", "school_code", "class_name")
"""What a draft holds beside the fields of its form: how it will be handed in."""

_LETTERS: Final = "ABCDEFGHJKMNPQRTUVWXY346789"
CODE_LENGTH: Final = 8


@dataclass(frozen=True)
class Stored:
    """A field just stored: its value in normal form, as people read it, and the fields that no longer held and were dropped."""

    value: str
    shown: str
    dropped: tuple[str, ...]


def index_of(session: Session, owner: str) -> bytes:
    """The blind index under which an owner's draft is kept, so that the database alone names no session."""
    return blind_index(session, "registration_draft.owner", owner)


def find(session: Session, owner: str, now: datetime, *, lock: bool = False) -> Draft | None:
    """An owner's draft if there is one that has not expired."""
    query = select(Draft).where(Draft.owner_index == index_of(session, owner), Draft.expires_at > now)
    return session.scalar(query.with_for_update() if lock else query)


def values(session: Session, owner: str, now: datetime) -> dict[str, str]:
    """What was given so far, in normal form, with `WAY`; empty when there is no draft."""
    draft = find(session, owner, now)
    return dict(draft.declaration) if draft else {}


def put(session: Session, owner: str, name: str, written: str | None, now: datetime) -> Stored:
    """Checks one field against the others and stores it. Raises InvalidValue, and then stores nothing."""
    with _changed(session, owner, now) as declaration:
        value = fields.parse_field(name, written, declaration)
        declaration[name] = value
        if name in {"province", "district", "commune"}:
            declaration.pop(ASKED, None)
        dropped = fields.contradicted(name, declaration)
        for other in dropped:
            del declaration[other]
        if declaration.get("school_code") and name in {"province", "district", "agency"}:
            for other in WAY:
                declaration.pop(other, None)
    return Stored(value, fields.show_field(name, value), dropped)


def ask_about_commune(session: Session, owner: str, written: str, now: datetime) -> None:
    """Keeps that a commune was asked about, so that the same name given again is taken."""
    with _changed(session, owner, now) as declaration:
        declaration[ASKED] = fold(fields.one_line(written))


@dataclass(frozen=True)
class HandIn:
    """How a form will be handed in, as the citizen chose it; school and class count for `Way.SCHOOL` alone."""

    way: str
    school_code: str = ""
    class_name: str = ""


def put_way(session: Session, owner: str, chosen: HandIn, now: datetime) -> None:
    """Stores how the form will be handed in.

    Raises Declined with registration.way.unknown, .school or .class, and then stores nothing.
    """
    with _changed(session, owner, now) as declaration:
        way = known_way(chosen.way)
        for name in WAY:
            declaration.pop(name, None)
        declaration["way"] = way.value
        if way is Way.SCHOOL:
            require_class(session, declaration.get("agency", ""), chosen.school_code, chosen.class_name)
            declaration |= {"school_code": chosen.school_code, "class_name": chosen.class_name}


def require_class(session: Session, agency_code: str, school_code: str, class_name: str) -> None:
    """That a school with this class hands dossiers in to this agency. Raises Declined("registration.way.school" or ".class")."""
    school = find_school(session, school_code)
    if school is None or not agency_code or not school.agency_code.startswith(agency_code):
        raise Declined("registration.way.school", text("registration.way.no_school"), ("school",))
    if class_name not in school.classes:
        raise Declined("registration.way.class", text("registration.way.no_class"), ("class",))


def resume_code(session: Session, owner: str, now: datetime) -> str | None:
    """The code with which this draft is gone on with elsewhere, made at the first call; None without a draft."""
    draft = find(session, owner, now, lock=True)
    if draft is None:
        return None
    if draft.resume_code is None:
        draft.resume_code = "".join(secrets.choice(_LETTERS) for _ in range(CODE_LENGTH))
        draft.resume_index = _resume_index(session, draft.resume_code)
        session.flush()
    return draft.resume_code


def by_resume_code(session: Session, code: str, now: datetime) -> Draft | None:
    """The draft of a code in normal form (`normal_code`)."""
    return session.scalar(
        select(Draft).where(Draft.resume_index == _resume_index(session, code), Draft.expires_at > now)
    )


def normal_code(written: str) -> str | None:
    """A resume code as it is kept, however it was typed; None for what cannot be one."""
    code = "".join(letter for letter in written.upper() if letter.isalnum())
    return code if len(code) == CODE_LENGTH and set(code) <= set(_LETTERS) else None


def shown_code(code: str) -> str:
    """A resume code in two groups, as people copy it: "ABCD-3467"."""
    return f"{code[: CODE_LENGTH // 2]}-{code[CODE_LENGTH // 2 :]}"


def give_to(session: Session, draft: Draft, owner: str) -> None:
    """Makes somebody else the draft's owner; a draft that this owner had already is replaced by it."""
    discard(session, owner)
    draft.owner_index = index_of(session, owner)
    session.flush()


def photos(session: Session, draft: Draft) -> dict[str, DraftPhoto]:
    """The draft's pictures by kind."""
    rows = session.scalars(select(DraftPhoto).where(DraftPhoto.owner_index == draft.owner_index))
    return {row.kind: row for row in rows}


def put_photo(session: Session, draft: Draft, photo: DraftPhoto) -> str | None:
    """Stores the row of a picture whose file is written; returns the file that it replaces, for deletion after the commit."""
    row = session.get(DraftPhoto, (draft.owner_index, photo.kind))
    replaced = row.file if row else None
    session.merge(photo)
    draft.expires_at = photo.stored_at + LIFETIME
    session.flush()
    return replaced


def discard(session: Session, owner: str) -> list[str]:
    """Deletes an owner's draft; no error when there is none. Returns the picture files to delete after the commit."""
    index = index_of(session, owner)
    files = list(session.scalars(select(DraftPhoto.file).where(DraftPhoto.owner_index == index)))
    session.execute(delete(Draft).where(Draft.owner_index == index))
    return files


def delete_expired(session: Session, now: datetime) -> list[str]:
    """Deletes drafts past their time. Returns the picture files to delete after the commit."""
    over = select(Draft.owner_index).where(Draft.expires_at <= now)
    files = list(session.scalars(select(DraftPhoto.file).where(DraftPhoto.owner_index.in_(over))))
    session.execute(delete(Draft).where(Draft.expires_at <= now))
    return files


def known_way(way: str) -> Way:
    """The way that a form names. Raises Declined("registration.way.unknown")."""
    if way in set(Way):
        return Way(way)
    raise Declined("registration.way.unknown", text("registration.way.unknown"), ("way",))


def _resume_index(session: Session, code: str) -> bytes:
    return blind_index(session, "registration_draft.resume", code)


@contextmanager
def _changed(session: Session, owner: str, now: datetime) -> Iterator[dict[str, str]]:
    index = index_of(session, owner)
    draft = session.scalar(select(Draft).where(Draft.owner_index == index).with_for_update())
    alive = draft is not None and draft.expires_at > now
    declaration = dict(draft.declaration) if draft is not None and alive else {}
    yield declaration
    if draft is None:
        session.add(Draft(owner_index=index, declaration=declaration, expires_at=now + LIFETIME))
    else:
        if not alive:  # what an expired draft held must not come back; its files are swept
            draft.resume_code = draft.resume_index = None
            session.execute(delete(DraftPhoto).where(DraftPhoto.owner_index == index))
        draft.declaration, draft.expires_at = declaration, now + LIFETIME
    session.flush()
