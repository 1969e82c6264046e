"""Canned replies: shared ones, which stand in the catalogue by topic, and each agent's own, which stand in the database.

A reply is found by its short name, typed behind "/" into the field of the answer. What is sent is Vietnamese, whoever reads the page.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.database import Database
from backend.declined import Declined
from backend.hotline.models import CannedReply
from bhxh.messages import VIETNAMESE, language, speak, text
from bhxh.text import clean, fold

MOST: Final = 50
"""Replies of one agent's own."""
LONGEST: Final = 1000
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,23}")
_TRIES: Final = 5

SHARED: Final[dict[str, tuple[str, ...]]] = {
    "chung": ("chao", "cho", "matkhau", "camon"),
    "ma_so": ("mathe", "masosms"),
    "tai_khoan": ("dangky", "quenmatkhau", "doimay"),
    "the_bhyt": ("matthe", "thetuchoi"),
    "kcb": ("sokcb",),
    "qua_trinh": ("quatrinh",),
    "che_do": ("chedo",),
    "thu_tuc": ("giayto", "hosodau"),
    "phan_anh": ("phieu",),
}
"""Short names by topic; the text of each is `hotline.canned.<name>`."""


@dataclass(frozen=True)
class Reply:
    """One reply. ``id``: of an agent's own, None of a shared one; ``key`` names it in an address."""

    name: str
    body: str
    id: int | None = None

    @property
    def key(self) -> str:
        return self.name if self.id is None else str(self.id)


def shared() -> list[tuple[str, list[Reply]]]:
    """Topic and replies of what everybody has."""
    spoken = language()
    speak(VIETNAMESE)
    try:
        return [
            (topic, [Reply(name, text(f"hotline.canned.{name}")) for name in names]) for topic, names in SHARED.items()
        ]
    finally:
        speak(spoken)


def own(session: Session, agent: str) -> list[Reply]:
    """An agent's own by name."""
    rows = session.scalars(select(CannedReply).where(CannedReply.username == agent).order_by(CannedReply.name))
    return [Reply(row.name, row.body, row.id) for row in rows]


def find(session: Session, agent: str, key: str) -> Reply | None:
    """A shared reply, or one of the agent's own, by its key."""
    everything = [*own(session, agent), *(reply for _, replies in shared() for reply in replies)]
    return next((reply for reply in everything if reply.key == key), None)


def add(database: Database, agent: str, name: str, body: str) -> int:
    """Add one of the agent's own; returns its id. Raises Declined: name, body, taken, full."""
    short, words = _checked(name, body)
    for _ in range(_TRIES):
        try:
            with database.begin() as session:
                rows = _rows(session, agent)
                _require_free(rows, short, None)
                # Each row has a place of its own among fifty: two that are added at once cannot both be the fiftieth.
                place = next((each for each in range(MOST) if each not in {row.place for row in rows}), None)
                if place is None:
                    raise Declined("full", text("hotline.canned_own.full", most=MOST))
                row = CannedReply(username=agent, place=place, name=short, body=words)
                session.add(row)
                session.flush()
                return row.id
        except IntegrityError:
            continue  # another page of the same agent took that place in this moment
    raise Declined("busy", text("hotline.canned_own.busy"))


def change(database: Database, agent: str, number: int, name: str, body: str) -> None:
    """Bring one of the agent's own up to date. Raises Declined: name, body, taken, gone."""
    short, words = _checked(name, body)
    try:
        with database.begin() as session:
            rows = _rows(session, agent)
            row = next((row for row in rows if row.id == number), None)
            if row is None:
                raise Declined("gone", text("hotline.canned_own.gone"))
            _require_free(rows, short, number)
            row.name, row.body = short, words
    except IntegrityError:
        raise Declined("taken", text("hotline.canned_own.taken", name=short), ("name",)) from None


def remove(session: Session, agent: str, number: int) -> None:
    """Delete one of the agent's own; one that is gone already stays gone."""
    session.execute(delete(CannedReply).where(CannedReply.id == number, CannedReply.username == agent))


def _checked(name: str, body: str) -> tuple[str, str]:
    short, words = fold(name).strip(" /"), clean(body)
    if _NAME.fullmatch(short) is None:
        raise Declined("name", text("hotline.canned_own.name_form"), ("name",))
    if not 1 <= len(words) <= LONGEST:
        raise Declined("body", text("hotline.canned_own.body_form", most=LONGEST), ("body",))
    return short, words


def _require_free(rows: Sequence[CannedReply], name: str, number: int | None) -> None:
    if any(row.name == name and row.id != number for row in rows):
        raise Declined("taken", text("hotline.canned_own.taken", name=name), ("name",))


def _rows(session: Session, agent: str) -> Sequence[CannedReply]:
    return session.scalars(select(CannedReply).where(CannedReply.username == agent)).all()
