"""Whom a mass notice goes to (Công văn 779/BHXH-CNTT): everyone who takes part or took part and has declared a phone number.

The gateway reads this as the recipients file of a campaign. One row per person and phone: a person has one phone on record, and
people who share a phone are each told their own code.
"""

import csv
import io
from collections.abc import Iterator, Sequence

from sqlalchemy import exists, or_, select

from backend.database import Database
from backend.participants.models import Card, Participation, Person
from bhxh.phone import to_local

COLUMNS = ("so_dien_thoai", "ho_ten", "ma_so_bhxh")
_PAGE = 2000


def stream_csv(database: Database, province: str | None = None) -> Iterator[str]:
    """The audience as CSV text in pieces of some thousand rows, header first; `province` (two digits) narrows it.

    Read page by page in short transactions, so a slow reader holds back no writer. Memory does not grow with the audience.
    """
    yield _written([COLUMNS])
    last = 0
    while page := _page(database, last, province):
        last = page[-1][0]
        yield _written([row[1:] for row in page])


def _page(database: Database, after: int, province: str | None) -> list[tuple[int, str, str, str]]:
    takes_part = or_(exists().where(Card.person_id == Person.id), exists().where(Participation.person_id == Person.id))
    query = (
        select(Person.id, Person.phone, Person.full_name, Person.bhxh_code)
        .where(Person.id > after, Person.phone.is_not(None), takes_part)
        .order_by(Person.id)
        .limit(_PAGE)
    )
    if province is not None:
        query = query.where(Person.province_code == province)
    with database.reading() as session:
        rows = session.execute(query)
        return [(row.id, to_local(row.phone or ""), row.full_name, row.bhxh_code) for row in rows]


def _written(rows: Sequence[Sequence[object]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()
