"""Made-up people by the thousand into the register: rows are encrypted here and written by the driver, without the ORM."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select

from backend.config import BackendConfig
from backend.database import Database
from backend.demo.generator import GeneratedPerson, stream
from backend.demo.seeding import require_demo
from backend.participants.keys import name_birth, phone_index
from backend.participants.models import Person
from kit.crypto import Keyring

BATCH = 2000

_PERSON = (
    "id code_index bhxh_code full_name date_of_birth gender personal_id personal_id_index name_birth_index phone phone_index address province_code"
    " agency_code"
).split()
_CARD = ["person_id", "number", "number_index", "valid_from", "facility"]
_VISIT = ["person_id", "year", "details"]


class _Sealed(NamedTuple):
    """A person ready to be written: the columns behind the person's id, each table's in its order."""

    code_index: bytes
    person: tuple[Any, ...]
    card: tuple[Any, ...]
    visits: list[tuple[int, bytes]]


def load(
    config: BackendConfig,
    participants: int,
    seed: int = 1,
    progress: Callable[[int], None] = lambda people: None,
) -> int:
    """Add the first `participants` people of a seed, with cards and visits; returns how many were new.

    Who is there already (by code) is left alone, so an interrupted load may be run again. `progress` is told of each
    batch how many people it was. Each batch is a transaction of its own, so that other writers get their turn. Raises `NotInProduction`.
    """
    require_demo(config)
    database = Database.open(config)
    people = stream(participants, seed)
    added = 0
    try:
        while batch := list(islice(people, BATCH)):
            # Sealed before the transaction begins: on SQLite that holds the one write lock.
            sealed = [_seal(database.keyring, person) for person in batch]
            with database.engine.begin() as connection:
                added += _write(connection, sealed)
            progress(len(batch))
    finally:
        database.close()
    return added


def _seal(keyring: Keyring, person: GeneratedPerson) -> _Sealed:
    seal, index = keyring.encrypt_text, keyring.blind_index
    code_index = index("person.bhxh_code", person.bhxh_code)
    facility = person.visits[0].facility.name if person.visits else None
    return _Sealed(
        code_index,
        (
            code_index,
            seal("person.bhxh_code", person.bhxh_code),
            seal("person.full_name", person.full_name),
            seal("person.date_of_birth", person.date_of_birth),
            seal("person.gender", person.gender),
            seal("person.personal_id", person.personal_id) if person.personal_id else None,
            index("person.personal_id", person.personal_id) if person.personal_id else None,
            name_birth(keyring, person.full_name, date.fromisoformat(person.date_of_birth)),
            seal("person.phone", person.phone) if person.phone else None,
            phone_index(keyring, person.phone) if person.phone else None,
            seal("person.address", person.address),
            person.province,
            person.agency,
        ),
        (
            seal("card.number", person.card),
            index("card.number", person.card),
            person.card_from,
            seal("card.facility", facility) if facility else None,
        ),
        [(visit.year, seal("kcb_visit.details", visit.details())) for visit in person.visits],
    )


def _write(connection: Connection, people: list[_Sealed]) -> int:
    indexes = [person.code_index for person in people]
    known = set(connection.scalars(select(Person.code_index).where(Person.code_index.in_(indexes))))
    new = [person for person in people if person.code_index not in known]
    if not new:
        return 0
    numbered = list(zip(_ids(connection, len(new)), new, strict=True))
    _insert(connection, "person", _PERSON, [(number, *person.person) for number, person in numbered])
    _insert(connection, "card", _CARD, [(number, *person.card) for number, person in numbered])
    visits = [(number, *visit) for number, person in numbered for visit in person.visits]
    _insert(connection, "kcb_visit", _VISIT, visits)
    return len(new)


def _ids(connection: Connection, count: int) -> list[int]:
    if connection.dialect.name == "postgresql":
        query = "SELECT nextval(pg_get_serial_sequence('person', 'id')) FROM generate_series(1, %s)"
        return list(connection.exec_driver_sql(query, (count,)).scalars())
    first = (connection.scalar(select(func.max(Person.id))) or 0) + 1
    return list(range(first, first + count))


def _insert(connection: Connection, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    if not rows:
        return
    mark = "%s" if connection.dialect.name == "postgresql" else "?"
    places = ", ".join([mark] * len(columns))
    connection.exec_driver_sql(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)
