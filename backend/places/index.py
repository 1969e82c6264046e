"""How entries are found: the words of each in an inverted index, SQLite's FTS5 or PostgreSQL's GIN over a `tsvector`.

An entry's terms are the words of its name (`n_ray` and `ray`), of its place (`ray`), and its scope: `k_facility`, `p_79`,
`d_79quan5`, `s_leave`. A query
is a set of terms that all must stand there, the last perhaps as a beginning. Neither database needs an extension: FTS5 is part of Python's
SQLite, GIN over `tsvector` part of PostgreSQL, and terms are made here, so no dictionary of either plays a part.

The table `directory_search` is no model, because it is another thing on each database (migration of the directory).
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from backend.places.models import DirectoryEntry
from backend.places.words import words
from bhxh.places import province_by_card_code

NAME = "n_"
LEAVE = "s_leave"


def kind_term(kind: str) -> str:
    """The term of all entries of a kind."""
    return f"k_{kind}"


def province_term(card_code: str) -> str:
    """The term of all entries of a province."""
    return f"p_{card_code}"


def district_term(card_code: str, district: str) -> str:
    """The term of all entries of a district of a province."""
    return f"d_{card_code}{''.join(words(district))}"


def terms_of(entry: DirectoryEntry) -> list[str]:
    """Every term by which an entry is found."""
    named = words(f"{entry.name} {entry.code}")
    province = province_by_card_code(entry.province_code)
    around = [entry.address, entry.commune, entry.district, str(entry.attributes.get("area", ""))]
    if province is not None:
        around += [province.name, province.name_2025]
    found = [*(NAME + word for word in named), *named, *words(" , ".join(around)), kind_term(entry.kind)]
    if entry.province_code:
        found.append(province_term(entry.province_code))
    if entry.district:
        found.append(district_term(entry.province_code, entry.district))
    if entry.sick_leave:
        found.append(LEAVE)
    return list(dict.fromkeys(found))


def write(session: Session, entries: Iterable[DirectoryEntry]) -> None:
    """Put entries that have their numbers into the index, or bring them up to date there."""
    found = [(entry.id, terms_of(entry)) for entry in entries]
    if not found:
        return
    if session.get_bind().dialect.name == "postgresql":
        statement = (
            "INSERT INTO directory_search (id, terms) VALUES (:id, array_to_tsvector(CAST(:terms AS text[])))"
            " ON CONFLICT (id) DO UPDATE SET terms = EXCLUDED.terms"
        )
        session.execute(text(statement), [{"id": number, "terms": terms} for number, terms in found])
        return
    remove(session, [number for number, _ in found])
    joined = [{"id": number, "terms": " ".join(terms)} for number, terms in found]
    session.execute(text("INSERT INTO directory_search (rowid, terms) VALUES (:id, :terms)"), joined)


def remove(session: Session, ids: Sequence[int]) -> None:
    """Take entries out of the index."""
    column = "id" if session.get_bind().dialect.name == "postgresql" else "rowid"
    if ids:
        session.execute(text(f"DELETE FROM directory_search WHERE {column} = :id"), [{"id": number} for number in ids])


def matching(session: Session, terms: Sequence[str], beginning: str | None, limit: int) -> list[int]:
    """Numbers of up to `limit` entries that have all `terms` and one that begins with `beginning`.

    Terms come from `words` or from the functions above: letters, digits and the underscore of the mark.
    """
    if session.get_bind().dialect.name == "postgresql":
        parts = [f"'{term}'" for term in terms] + ([f"'{beginning}':*"] if beginning else [])
        statement = "SELECT id FROM directory_search WHERE terms @@ CAST(:query AS tsquery) LIMIT :limit"
        values: dict[str, object] = {"query": " & ".join(parts), "limit": limit}
    else:
        parts = [f'"{term}"' for term in terms] + ([f'"{beginning}"*'] if beginning else [])
        statement = "SELECT rowid FROM directory_search WHERE directory_search MATCH :query LIMIT :limit"
        values = {"query": " AND ".join(parts), "limit": limit}
    return list(session.scalars(text(statement), values))
