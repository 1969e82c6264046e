"""`bhxh import participants`: people of the register, perhaps with their card."""

import re
from collections.abc import Sequence
from operator import itemgetter
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, text

from backend.importing import bulk
from backend.importing.cells import Row
from backend.importing.kinds import Outcome, Sealed
from backend.importing.problems import RowProblem
from backend.participants.matching import name_birth
from backend.participants.phones import phone_index
from bhxh.card import parse_card
from bhxh.identifiers import parse_bhxh_code, parse_personal_id
from bhxh.names import parse_full_name
from bhxh.phone import parse_mobile
from bhxh.places import Province, find_province, province_by_card_code
from kit.crypto import Keyring

_AGENCY: Final = re.compile(r"^\d{3}(\d{2})?$")
_PLAIN: Final = frozenset({"province_code", "agency_code"})
_GENDERS: Final = {"nam": "nam", "nu": "nữ"}
_INSERTED: Final = (
    "code_index bhxh_code full_name date_of_birth gender personal_id personal_id_index name_birth_index phone phone_index address province_code"
    " agency_code guardian_id source_digest"
).split()

_inserted = itemgetter(*_INSERTED[1:-1])


class _Beside(NamedTuple):
    """What a person's row brings besides the columns: the guardian's code, a card as (blind index, ciphertext), and the plain values."""

    guardian: bytes | None
    card: tuple[bytes, bytes] | None
    plain: dict[str, str | None]


class People:
    """Fields that a row leaves empty are kept as they are."""

    name = "participants"
    required = ("ma_so_bhxh", "ho_ten", "ngay_sinh", "gioi_tinh", "tinh")
    columns = (*required, "so_the_bhyt", "so_giay_to", "so_dien_thoai", "co_quan", "dia_chi", "ma_so_giam_ho")

    def seal(self, keyring: Keyring, number: int, values: dict[str, str]) -> Sealed:
        """See `Kind`."""
        row = Row(number, values)
        province = _province(row)
        born = row.past_day("ngay_sinh")
        code = row.required("ma_so_bhxh", parse_bhxh_code)
        card = row.optional("so_the_bhyt", parse_card)
        if card is not None and card.bhxh_code != code:
            raise row.problem("so_the_bhyt", "card_code")
        gender = row.choice("gioi_tinh", _GENDERS, "gender")
        papers = row.optional("so_giay_to", parse_personal_id)
        guardian = row.optional("ma_so_giam_ho", parse_bhxh_code)
        plain = {
            "bhxh_code": code,
            "full_name": row.required("ho_ten", parse_full_name),
            "date_of_birth": born.isoformat(),
            "gender": gender,
            "personal_id": papers.number if papers else None,
            "phone": row.optional("so_dien_thoai", parse_mobile),
            "address": row.text("dia_chi") or None,
        }
        agency = _agency(row, province)
        said = [*plain.values(), province.card_code, agency, card and card.number, guardian]
        index = keyring.blind_index("person.bhxh_code", code)
        sealed = {name: value and keyring.encrypt_text(f"person.{name}", value) for name, value in plain.items()}
        return Sealed(
            number=number,
            key=index,
            person=index,
            digest=keyring.blind_index("import.row", "\x1f".join(part or "" for part in said)),
            values={
                **sealed,
                "personal_id_index": keyring.blind_index("person.personal_id", papers.number) if papers else None,
                "name_birth_index": name_birth(keyring, str(plain["full_name"]), born),
                "phone_index": phone_index(keyring, plain["phone"]) if plain["phone"] else None,
                "province_code": province.card_code,
                "agency_code": agency,
            },
            extra=_Beside(
                keyring.blind_index("person.bhxh_code", guardian) if guardian else None,
                (keyring.blind_index("card.number", card.number), keyring.encrypt_text("card.number", card.number))
                if card
                else None,
                {**plain, "province_code": province.card_code, "agency_code": agency},
            ),
        )

    def write(self, connection: Connection, keyring: Keyring, rows: Sequence[Sealed]) -> list[Outcome | RowProblem]:
        """See `Kind`. A card that is another's, or an unknown guardian, leaves the whole row out."""
        known = _known(connection, rows)
        erased = {
            bytes(one[0])
            for one in bulk.having(connection, "erased_person", ("code_index",), [row.key for row in rows])
        }
        cards = _cards(connection, [row.extra.card[0] for row in rows if row.extra.card])
        ids = {key: found[0] for key, found in known.items()}
        ids |= bulk.ids_of(connection, {row.extra.guardian for row in rows if row.extra.guardian} - ids.keys())
        numbers = iter(_new_ids(connection, sum(row.key not in ids for row in rows)))
        outcomes: list[Outcome | RowProblem] = []
        new: list[tuple[Any, ...]] = []
        new_cards: list[tuple[Any, ...]] = []
        for row in rows:
            found = known.get(row.key)
            problem = (
                RowProblem.of(row.number, "ma_so_bhxh", "erased") if row.key in erased else _problem(row, ids, cards)
            )
            if problem is not None:
                outcomes.append(problem)
                continue
            if found is not None and found[1] == row.digest:
                outcomes.append(Outcome.UNCHANGED)
                continue
            guardian = ids[row.extra.guardian] if row.extra.guardian else None
            card = row.extra.card if row.extra.card and row.extra.card[0] not in cards else None
            if found is None:
                ids[row.key] = next(numbers)
                values = {**row.values, "guardian_id": guardian}
                new.append((ids[row.key], row.key, *_inserted(values), row.digest))
                outcomes.append(Outcome.ADDED)
            else:
                changed = _bring_up_to_date(connection, keyring, found[0], row, guardian)
                outcomes.append(Outcome.CHANGED if changed or card else Outcome.UNCHANGED)
            if card:
                new_cards.append((ids[row.key], *card))
        bulk.insert(connection, "person", ("id", *_INSERTED), new)
        bulk.insert(connection, "card", ("person_id", "number_index", "number"), new_cards)
        return outcomes


PEOPLE: Final = People()


def _bring_up_to_date(
    connection: Connection, keyring: Keyring, person_id: int, row: Sealed, guardian: int | None
) -> bool:
    """Write what the row says differently; whether anything was."""
    given = {name: value for name, value in row.extra.plain.items() if value is not None}
    columns = ", ".join([*given, "guardian_id"])
    query = text(f"SELECT {columns} FROM person WHERE id = :id")
    stored = connection.execute(query, {"id": person_id}).mappings().one()

    def same(name: str, value: str) -> bool:
        kept = stored[name]
        if name in _PLAIN or kept is None:
            return bool(kept == value)
        return keyring.decrypt_text(f"person.{name}", bytes(kept)) == value

    changed = {name: row.values[name] for name, value in given.items() if not same(name, value)}
    if "personal_id" in changed:
        changed["personal_id_index"] = row.values["personal_id_index"]
    if "phone" in changed:
        changed["phone_index"] = row.values["phone_index"]
    if changed.keys() & {"full_name", "date_of_birth"}:
        changed["name_birth_index"] = row.values["name_birth_index"]
    if guardian is not None and stored["guardian_id"] != guardian:
        changed["guardian_id"] = guardian
    written = {**changed, "source_digest": row.digest}
    bulk.update(connection, "person", list(written), [{**written, "id": person_id}])
    return bool(changed)


def _problem(row: Sealed, ids: dict[bytes, int], cards: dict[bytes, int]) -> RowProblem | None:
    beside: _Beside = row.extra
    if beside.guardian is not None and beside.guardian not in ids:
        return RowProblem.of(row.number, "ma_so_giam_ho", "guardian")
    if beside.card is not None and cards.get(beside.card[0], ids.get(row.key)) != ids.get(row.key):
        return RowProblem.of(row.number, "so_the_bhyt", "card_of_another")
    return None


def _known(connection: Connection, rows: Sequence[Sealed]) -> dict[bytes, tuple[int, bytes | None]]:
    found = bulk.having(connection, "person", ("code_index", "id", "source_digest"), [row.key for row in rows])
    return {bytes(one[0]): (one[1], one[2] and bytes(one[2])) for one in found}


def _cards(connection: Connection, numbers: Sequence[bytes]) -> dict[bytes, int]:
    return {bytes(one[0]): one[1] for one in bulk.having(connection, "card", ("number_index", "person_id"), numbers)}


def _new_ids(connection: Connection, count: int) -> list[int]:
    if connection.dialect.name == "postgresql":
        query = text("SELECT nextval(pg_get_serial_sequence('person', 'id')) FROM generate_series(1, :count)")
        return list(connection.execute(query, {"count": count}).scalars())
    first = (connection.scalar(text("SELECT max(id) FROM person")) or 0) + 1
    return list(range(first, first + count))


def _province(row: Row) -> Province:
    value = row.text("tinh")
    code = value.zfill(2) if value.isascii() and value.isdigit() else value  # a spreadsheet turns 01 into 1
    found = province_by_card_code(code) or find_province(value)
    if found is None:
        raise row.problem("tinh", "province")
    return found


def _agency(row: Row, province: Province) -> str | None:
    value = row.text("co_quan")
    if not value:
        return None
    if not (_AGENCY.match(value) and value.startswith(province.agency_code)):
        raise row.problem("co_quan", "agency")
    return value
