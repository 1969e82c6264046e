"""Searching and reading the directory."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.places import index
from backend.places.models import DirectoryEntry, Kind
from backend.places.words import GENERIC, words
from bhxh.places import Province, province_by_card_code

MOST_WORDS: Final = 12
"""Of a query; what is written behind is not looked at."""
_CANDIDATES: Final = 120
_LONGEST: Final = 300
"""Characters of a query."""


@dataclass(frozen=True)
class Entry:
    """An entry as shown. `address` holds everything known of where it is; empty strings are unknown."""

    id: int
    kind: Kind
    code: str
    name: str
    province: Province | None
    district: str
    address: str
    phone: str
    latitude: float | None
    longitude: float | None
    sick_leave: bool
    area: str
    note: str
    demo: bool

    @property
    def where(self) -> str:
        """Address, district and province in one line, without what is named twice."""
        parts = [self.address, self.district, self.province.name if self.province else ""]
        shown: list[str] = []
        for part in parts:
            if part and not any(part.lower() in other.lower() for other in shown):
                shown.append(part)
        return ", ".join(shown)


@dataclass(frozen=True)
class Wanted:
    """What is looked for: `query` free words; the others narrow it. `district` is a name as entries have it ("Quận 5") and counts with its province."""

    kind: Kind
    query: str = ""
    province: str | None = None
    district: str | None = None
    sick_leave: bool = False


@dataclass(frozen=True)
class Found:
    """`exact`: every word of the query stands in each entry. `more`: there are others beside those returned."""

    entries: tuple[Entry, ...]
    exact: bool
    more: bool


def search(session: Session, wanted: Wanted, limit: int = 20) -> Found:
    """Entries that fit, best first. A query of which no word fits gives none; without a query the entries of the place by name."""
    asked = words(wanted.query[:_LONGEST])[:MOST_WORDS]
    if not asked:
        return _listed(session, wanted, limit)
    scope = _scope(wanted)
    numbers: dict[int, int] = {}
    exact = True
    for stage, terms in enumerate(_stages(asked)):
        if numbers and stage > 1:
            break
        exact = stage <= 1
        # What is still being typed counts as a beginning; "quận 1" is no beginning of "quận 10".
        unfinished = not terms[-1][-1].isdigit()
        whole = terms[:-1] if unfinished else terms
        for number in index.matching(session, [*scope, *whole], terms[-1] if unfinished else None, _CANDIDATES):
            numbers.setdefault(number, stage)
    names = session.execute(select(DirectoryEntry.id, DirectoryEntry.name).where(DirectoryEntry.id.in_(numbers)))
    ranked = sorted((numbers[number], *_distance(asked, name), number) for number, name in names)
    best = [number for *_, number in ranked[:limit]]
    rows = {row.id: row for row in session.scalars(select(DirectoryEntry).where(DirectoryEntry.id.in_(best)))}
    return Found(tuple(_entry(rows[number]) for number in best), exact, len(ranked) > limit)


def entry(session: Session, number: int) -> Entry | None:
    """One entry."""
    row = session.get(DirectoryEntry, number)
    return None if row is None else _entry(row)


def names(session: Session, kind: Kind, codes: Collection[str]) -> dict[str, str]:
    """What entries of a kind are called, by their codes; a code that is not there is left out."""
    query = select(DirectoryEntry.code, DirectoryEntry.name)
    found = session.execute(query.where(DirectoryEntry.kind == kind, DirectoryEntry.code.in_(codes)))
    return {row.code: row.name for row in found}


def districts(session: Session, kind: Kind, province: str) -> list[str]:
    """The districts of a province in which there are entries of a kind, by name."""
    query = (
        select(DirectoryEntry.district)
        .where(DirectoryEntry.kind == kind, DirectoryEntry.province_code == province, DirectoryEntry.district != "")
        .distinct()
    )
    return sorted(session.scalars(query), key=_natural)


def _listed(session: Session, wanted: Wanted, limit: int) -> Found:
    query = select(DirectoryEntry).where(DirectoryEntry.kind == wanted.kind)
    if wanted.province:
        query = query.where(DirectoryEntry.province_code == wanted.province)
    if wanted.province and wanted.district:
        query = query.where(DirectoryEntry.district == wanted.district)
    if wanted.sick_leave:
        query = query.where(DirectoryEntry.sick_leave.is_(True))
    order = (DirectoryEntry.province_code, DirectoryEntry.district, DirectoryEntry.name)
    rows = session.scalars(query.order_by(*order).limit(limit + 1)).all()
    return Found(tuple(map(_entry, rows[:limit])), True, len(rows) > limit)


def _scope(wanted: Wanted) -> list[str]:
    scope = [index.kind_term(wanted.kind)]
    if wanted.province:
        scope.append(index.province_term(wanted.province))
    if wanted.province and wanted.district:
        scope.append(index.district_term(wanted.province, wanted.district))
    if wanted.sick_leave:
        scope.append(index.LEAVE)
    return scope


def _stages(asked: Sequence[str]) -> Iterator[list[str]]:
    """All words in the name; all words anywhere; then fewer and fewer, until something is found."""
    yield [index.NAME + word for word in asked]
    yield list(asked)
    telling = [word for word in asked if word not in GENERIC]
    if telling and telling != list(asked):
        yield telling
    kept = telling or list(asked)
    if len(kept) > 1:
        for left_out in range(len(kept) - 1, -1, -1):
            yield [word for at, word in enumerate(kept) if at != left_out]
    if len(kept) > 2:
        yield from ([word] for word in sorted(kept, key=len, reverse=True))


def _distance(asked: Sequence[str], name: str) -> tuple[bool, float, str]:
    """How far a name is from what was asked: other order, then how much else stands in it."""
    named = words(name)
    together = f" {' '.join(asked)}" in f" {' '.join(named)}"
    share = len(set(asked) & set(named)) / (len(set(named)) or 1)
    return not together, -share, name


def _natural(name: str) -> tuple[str, int, str]:
    """Quận 2 before Quận 10."""
    head, _, last = name.rpartition(" ")
    return (head, int(last), "") if last.isdigit() else (name, 0, "")


def _entry(row: DirectoryEntry) -> Entry:
    return Entry(
        id=row.id,
        kind=Kind(row.kind),
        code=row.code,
        name=row.name,
        province=province_by_card_code(row.province_code),
        district=row.district,
        address=", ".join(part for part in (row.address, row.commune) if part),
        phone=row.phone,
        latitude=row.latitude,
        longitude=row.longitude,
        sick_leave=row.sick_leave,
        area=str(row.attributes.get("area", "")),
        note=str(row.attributes.get("note", "")),
        demo=bool(row.attributes.get("demo")),
    )
