"""A register of a million people and what belongs to them, made in minutes: values are drawn from a few thousand that were sealed once.

What people are found by (code, identity number, name with day of birth) is each person's own and really indexed, so that a look-up
finds exactly one. Everything that is only shown comes from the demo's first people, as long as it is in life: a ciphertext is
bound to its column, not to its row, so it may stand in many.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, text

from backend.credentials import passwords
from backend.database import Database
from backend.demo.generator import GeneratedPerson, stream
from backend.importing import bulk
from backend.participants.keys import name_birth, phone_index
from bhxh.dates import utcnow
from kit.crypto import Keyring

PASSWORD = "mat-khau-do-thoi-gian"
POOL = 1000
"""Made-up people, stretches and benefits."""
DAYS = 4999
"""Days of birth: a prime, so that below five million nobody shares both name and day."""
VISITS = 5003
"""Made-up visits: a prime, so that every round gives a person another one."""
BATCH = 20_000
KINDS = ("bhxh", "bhtn", "tnld", "bhyt")
_WITH_ACCOUNT = 5
"""One in so many has an account."""
_LOOKS = 3
"""Lines that the audit log has of each."""
_FIRST_BIRTH = date(1948, 1, 1)
_PERSON = (
    "id code_index bhxh_code full_name date_of_birth gender personal_id personal_id_index name_birth_index phone phone_index address"
    " province_code agency_code guardian_id"
).split()
_CARD = ("person_id", "number", "number_index", "valid_from", "valid_to", "facility")


def code_of(number: int) -> str:
    """The BHXH code of person `number`, counted from 1."""
    return f"79{number:08d}"


def birth_of(number: int) -> date:
    """Their day of birth."""
    return _FIRST_BIRTH + timedelta(days=number % DAYS * 4)


def made_up() -> list[GeneratedPerson]:
    """The people whose values are drawn: person `number` has those of `number % POOL`."""
    return list(stream(POOL))


def fill(database: Database, people: int, visits: int) -> None:
    """Bring an empty database to that size. One that has it is kept."""
    with database.engine.connect() as connection:
        there = [connection.scalar(text(f"SELECT count(*) FROM {table}")) for table in ("person", "kcb_visit")]
    if there == [people, visits]:
        return
    if any(there):
        raise SystemExit(f"it holds {there[0]:,} people with {there[1]:,} visits: delete it first")
    shown, numbers = Shown(database.keyring, made_up()), iter(range(1, people + 1))
    with database.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA cache_size = -1000000")  # the pool keeps this connection
    while batch := list(islice(numbers, BATCH)):
        with database.engine.begin() as connection:
            bulk.insert(connection, "person", _PERSON, [shown.person(number) for number in batch])
            bulk.insert(connection, "card", _CARD, [shown.card(number) for number in batch])
        print(f"\r{batch[-1]:,} people", end="", flush=True)
    for step in (1, 7):
        _drawn(
            database,
            "participation",
            "kind",
            [_participation(number) for number in range(POOL)],
            step=step,
            most=people,
        )
        _drawn(database, "benefit", "kind", [_benefit(number) for number in range(POOL)], step=step, most=people)
    with database.engine.begin() as connection:
        _accounts(connection, database.keyring)
        _looks(connection)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT setval(pg_get_serial_sequence('person', 'id'), max(id)) FROM person")
    made = list(islice(_visits(), VISITS))
    for number, missing in enumerate(
        range(visits, 0, -people)
    ):  # the last, because their number says that all is there
        print(f"\r{visits - missing:,} visits", end="", flush=True)
        _drawn(database, "kcb_visit", "year", made, step=7 * number + 1, most=min(people, missing))
    with database.engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    print("\r", end="")


class Shown:
    """Rows of people and cards."""

    def __init__(self, keyring: Keyring, pool: Sequence[GeneratedPerson]) -> None:
        seal = keyring.encrypt_text
        self._keyring = keyring
        self._pool = pool
        self._births = [seal("person.date_of_birth", birth_of(number).isoformat()) for number in range(DAYS)]
        self._facility = seal("card.facility", "Bệnh viện Nguyễn Trãi")
        self._sealed = [
            {
                "full_name": seal("person.full_name", each.full_name),
                "gender": seal("person.gender", each.gender),
                "phone": seal("person.phone", each.phone or "84912345678"),
                "address": seal("person.address", each.address),
                "card": seal("card.number", each.card),
            }
            for each in pool
        ]

    def person(self, number: int) -> tuple[Any, ...]:
        """Every tenth is the ward of the one before."""
        index, seal, drawn = self._keyring.blind_index, self._keyring.encrypt_text, self._sealed[number % POOL]
        made, code, papers = self._pool[number % POOL], code_of(number), f"079{number:09d}"
        return (
            number,
            index("person.bhxh_code", code),
            seal("person.bhxh_code", code),
            drawn["full_name"],
            self._births[number % DAYS],
            drawn["gender"],
            seal("person.personal_id", papers),
            index("person.personal_id", papers),
            name_birth(self._keyring, made.full_name, birth_of(number)),
            drawn["phone"],
            phone_index(self._keyring, f"849{number:08d}"),
            drawn["address"],
            made.province,
            made.agency,
            number - 1 if number % 10 == 0 else None,
        )

    def card(self, number: int) -> tuple[Any, ...]:
        """Their card."""
        index = self._keyring.blind_index("card.number", f"DN479{code_of(number)}")
        return number, self._sealed[number % POOL]["card"], index, "2026-01-01", "2026-12-31", self._facility


def _drawn(
    database: Database, table: str, plain: str, made: Sequence[tuple[Any, dict[str, Any]]], *, step: int, most: int
) -> None:
    """A row of `table` for each of the first `most` people; `plain` names the column that is no ciphertext."""
    with database.engine.begin() as connection:
        blob = "bytea" if connection.dialect.name == "postgresql" else "BLOB"
        connection.execute(
            text(f"CREATE TEMPORARY TABLE drawn (number INTEGER PRIMARY KEY, plain TEXT, details {blob})")
        )
        rows = [
            (
                number,
                str(value),
                database.keyring.encrypt_text(f"{table}.details", json.dumps(details, ensure_ascii=False)),
            )
            for number, (value, details) in enumerate(made)
        ]
        bulk.insert(connection, "drawn", ("number", "plain", "details"), rows)
        value = f"CAST(plain AS {'smallint' if plain == 'year' else 'text'})"
        choose = (
            f"SELECT person.id, {value}, details FROM person CROSS JOIN drawn"
            f" WHERE number = person.id * {step} % {len(made)} AND person.id <= {most} ORDER BY person.id"
        )
        connection.execute(text(f"INSERT INTO {table} (person_id, {plain}, details) {choose}"))
        connection.execute(text("DROP TABLE drawn"))


def _accounts(connection: Connection, keyring: Keyring) -> None:
    """One password for all, hashed once."""
    values = {
        "phone": keyring.encrypt_text("account.phone", "84912345678"),
        "hash": passwords.hashed(PASSWORD),
        "no": False,
        "now": _now(connection),
        "each": _WITH_ACCOUNT,
    }
    columns = (
        "person_id, code_index, phone, phone_index, password_hash, must_change, password_at, reminded, demo, created_at"
    )
    chosen = "id, code_index, :phone, phone_index, :hash, :no, :now, 0, :no, :now"
    query = f"INSERT INTO account ({columns}) SELECT {chosen} FROM person WHERE id % :each = 0"
    connection.execute(text(query), values)


def _looks(connection: Connection) -> None:
    """Lines of the audit log; their digests are nobody's, because nothing here verifies them."""
    number = "(look.n * (SELECT max(id) FROM person) + person.id)"
    looks = " UNION ALL ".join(f"SELECT {n} AS n" for n in range(_LOOKS))
    columns = "sequence, at, actor, action, subject_index, details, previous, digest"
    none = "'{}'" if connection.dialect.name == "sqlite" else "CAST('{}' AS json)"
    chosen = f"{number}, :now, 'citizen:' || person.id, 'kcb.years', code_index, {none}, :empty, :empty"
    query = f"INSERT INTO audit ({columns}) SELECT {chosen} FROM ({looks}) AS look CROSS JOIN person ORDER BY look.n, person.id"
    connection.execute(text(query), {"now": _now(connection), "empty": bytes(32)})


def _now(connection: Connection) -> datetime:
    """As the column takes it past the ORM."""
    return utcnow().replace(tzinfo=None) if connection.dialect.name == "sqlite" else utcnow()


def _visits() -> Iterator[tuple[int, dict[str, Any]]]:
    for person in stream(10 * VISITS):
        for visit in person.visits:
            yield visit.year, json.loads(visit.details())


def _participation(number: int) -> tuple[str, dict[str, object]]:
    year = 2000 + number % 20
    ends = f"{year + 4}-06" if number % 2 else None
    details = {"from_month": f"{year}-03", "to_month": ends, "employer": f"Công ty {number}", "job": "Thợ may", "place": "Quận 5",
               "salary": 9_000_000, "insured_salary": 8_000_000, "arrears_months": number % 3}  # fmt: skip
    return KINDS[number % len(KINDS)], details


def _benefit(number: int) -> tuple[str, dict[str, object]]:
    day = f"20{10 + number % 15}-04-02"
    details = {"decision": f"{number}/QĐ-BHXH", "decided_on": day, "scheme": "Ốm đau", "from_date": day, "to_date": day,
               "employer": None, "amount": 3_106_250, "status": "Đã chi trả"}  # fmt: skip
    return "odts", details
