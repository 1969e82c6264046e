"""Putting entries into the directory: from a file, from what ships with the product, or for the demo."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.places import index
from backend.places.models import DirectoryEntry, Kind
from bhxh.dates import utcnow

_CODES = 500
"""In one query: databases bound the number of values."""


class Outcome(StrEnum):
    """What became of an entry."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Draft:
    """An entry to be stored; its fields are those of `DirectoryEntry`."""

    kind: Kind
    code: str
    name: str
    province_code: str
    district: str = ""
    commune: str = ""
    address: str = ""
    phone: str = ""
    latitude: float | None = None
    longitude: float | None = None
    sick_leave: bool = False
    attributes: dict[str, Any] = field(default_factory=dict)

    def fields(self) -> dict[str, Any]:
        """Everything but its key."""
        return {name: value for name, value in vars(self).items() if name not in {"kind", "code"}}


def save(session: Session, drafts: Sequence[Draft]) -> list[Outcome]:
    """Store entries of one kind, each under its code, and bring the index up to date; the same again changes nothing.

    Codes must differ.
    """
    known = {row.code: row for row in _known(session, drafts, DirectoryEntry)}
    outcomes, touched, now = list[Outcome](), list[DirectoryEntry](), utcnow()
    for draft in drafts:
        row, fields = known.get(draft.code), draft.fields()
        if row is None:
            row = DirectoryEntry(kind=draft.kind, code=draft.code, updated_at=now, **fields)
            session.add(row)
            outcomes.append(Outcome.ADDED)
        elif all(getattr(row, name) == value for name, value in fields.items()):
            outcomes.append(Outcome.UNCHANGED)
            continue
        else:
            for name, value in {**fields, "updated_at": now}.items():
                setattr(row, name, value)
            outcomes.append(Outcome.CHANGED)
        touched.append(row)
    session.flush()
    index.write(session, touched)
    return outcomes


def add_missing(session: Session, drafts: Sequence[Draft]) -> None:
    """Store those entries of one kind whose codes are not there yet; others stay as somebody may have changed them."""
    known = set(_known(session, drafts, DirectoryEntry.code))
    save(session, [draft for draft in drafts if draft.code not in known])


def _known(session: Session, drafts: Sequence[Draft], wanted: Any) -> Iterator[Any]:
    codes = [draft.code for draft in drafts]
    for first in range(0, len(codes), _CODES):
        of_kind = DirectoryEntry.kind == drafts[0].kind
        query = select(wanted).where(of_kind, DirectoryEntry.code.in_(codes[first : first + _CODES]))
        yield from session.scalars(query)
