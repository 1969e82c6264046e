"""People of an import into the register: added, brought up to date, or left out, thousands at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from backend.importing import bulk
from backend.importing.kinds import Outcome, Sealed
from backend.importing.problems import RowProblem
from kit.crypto import Keyring

if TYPE_CHECKING:
    from sqlalchemy import Connection

FIELDS: Final = ("bhxh_code", "full_name", "date_of_birth", "gender", "personal_id", "phone", "address")
"""Those that are encrypted."""
PLAIN: Final = ("province_code", "agency_code")
INDEXES: Final = ("personal_id_index", "name_birth_index", "phone_index")
COLUMNS: Final = (*FIELDS, *PLAIN, *INDEXES)
"""What a sealed person's `values` are. Its `extra`: the guardian's code or None, a card or None, both as blind indexes (the card's with
its ciphertext), and `FIELDS` and `PLAIN` as they were read, None where the row leaves them empty."""

_INDEX_OF: Final = {
    "personal_id": "personal_id_index",
    "full_name": "name_birth_index",
    "date_of_birth": "name_birth_index",
    "phone": "phone_index",
}


class Storing:
    """Some rows of different people, and what the register has of them."""

    def __init__(self, connection: Connection, keyring: Keyring, rows: Sequence[Sealed]) -> None:
        self._connection = connection
        self._keyring = keyring
        self._rows = rows
        keys = [row.key for row in rows]
        found = bulk.having(connection, "person", ("code_index", "id", "source_digest"), keys)
        self._known = {bytes(one[0]): (one[1], one[2] and bytes(one[2])) for one in found}
        self._erased = _erased(connection, keys)
        self._cards = _owners(connection, [row.extra[1][0] for row in rows if row.extra[1]])
        self._ids = {key: known[0] for key, known in self._known.items()}
        guardians = {row.extra[0] for row in rows if row.extra[0]} - self._ids.keys()
        self._ids |= bulk.ids_of(connection, guardians)

    def store(self) -> list[Outcome | RowProblem]:
        """What became of each row. A card that is another's, or an unknown guardian, leaves the whole row out."""
        numbers = iter(_new_ids(self._connection, len(self._rows) - len(self._known)))
        outcomes: list[Outcome | RowProblem] = []
        new: list[tuple[Any, ...]] = []
        cards: list[tuple[Any, ...]] = []
        others: list[tuple[int, Sealed]] = []
        for row in self._rows:
            guardian, card, _ = row.extra
            known = self._known.get(row.key)
            doubtful = guardian or self._erased or (card and card[0] in self._cards)
            if doubtful and (problem := self._problem(row)):
                outcomes.append(problem)
                continue
            if known is not None and known[1] == row.digest:
                outcomes.append(Outcome.UNCHANGED)
                continue
            if known is None:
                person = self._ids[row.key] = next(numbers)
                new.append((person, row.key, *row.values, guardian and self._ids[guardian], row.digest))
                outcomes.append(Outcome.ADDED)
            else:
                person = known[0]
                others.append((len(outcomes), row))
                outcomes.append(Outcome.UNCHANGED)
            if card and card[0] not in self._cards:
                cards.append((person, *card))
        bulk.insert(self._connection, "person", ("id", "code_index", *COLUMNS, "guardian_id", "source_digest"), new)
        changed = self._bring_up_to_date([row for _, row in others])
        given = {card[0] for card in cards}
        bulk.insert(self._connection, "card", ("person_id", "number_index", "number"), cards)
        for at, row in others:
            if row.number in changed or self._known[row.key][0] in given:
                outcomes[at] = Outcome.CHANGED
        return outcomes

    def _problem(self, row: Sealed) -> RowProblem | None:
        guardian, card, _ = row.extra
        if row.key in self._erased:
            return RowProblem.of(row.number, "ma_so_bhxh", "erased")
        if guardian is not None and guardian not in self._ids:
            return RowProblem.of(row.number, "ma_so_giam_ho", "guardian")
        if card is not None and self._cards.get(card[0]) not in (None, self._ids.get(row.key)):
            return RowProblem.of(row.number, "so_the_bhyt", "card_of_another")
        return None

    def _bring_up_to_date(self, rows: Sequence[Sealed]) -> set[int]:
        """Write what the rows say differently; the numbers of those that did."""
        columns = ("id", *FIELDS, *PLAIN, "guardian_id")
        found = bulk.having(self._connection, "person", columns, [self._known[row.key][0] for row in rows])
        stored = {one[0]: one[1:] for one in found}
        changed = set()
        alike: dict[tuple[str, ...], list[tuple[Any, ...]]] = defaultdict(list)
        for row in rows:
            person = self._known[row.key][0]
            said = self._differing(row, stored[person])
            if said:
                changed.add(row.number)
            alike[(*said, "source_digest")].append((*said.values(), row.digest, person))
        for names, values in alike.items():
            bulk.update(self._connection, "person", names, values)
        return changed

    def _differing(self, row: Sealed, stored: Sequence[Any]) -> dict[str, Any]:
        """The columns to be written, and their values."""
        guardian, _, read = row.extra
        values = dict(zip(COLUMNS, row.values, strict=True))
        said = {}
        for name, value, kept in zip((*FIELDS, *PLAIN), read, stored[:-1], strict=True):
            if value is not None and not self._same(name, value, kept):
                said[name] = values[name]
                if name in _INDEX_OF:
                    said[_INDEX_OF[name]] = values[_INDEX_OF[name]]
        if guardian is not None and stored[-1] != self._ids[guardian]:
            said["guardian_id"] = self._ids[guardian]
        return said

    def _same(self, name: str, value: str, kept: Any) -> bool:
        if name in PLAIN or kept is None:
            return bool(kept == value)
        return self._keyring.decrypt_text(f"person.{name}", bytes(kept)) == value


def _erased(connection: Connection, keys: Sequence[bytes]) -> set[bytes]:
    if connection.exec_driver_sql("SELECT 1 FROM erased_person LIMIT 1").first() is None:
        return set()
    return {bytes(one[0]) for one in bulk.having(connection, "erased_person", ("code_index",), keys)}


def _owners(connection: Connection, cards: Iterable[bytes]) -> dict[bytes, int]:
    return {bytes(one[0]): one[1] for one in bulk.having(connection, "card", ("number_index", "person_id"), cards)}


def _new_ids(connection: Connection, count: int) -> list[int]:
    if connection.dialect.name == "postgresql":
        query = "SELECT array_agg(nextval(pg_get_serial_sequence('person', 'id'))) FROM generate_series(1, %s)"
        return connection.exec_driver_sql(query, (count,)).scalar() or []
    first = (connection.exec_driver_sql("SELECT max(id) FROM person").scalar() or 0) + 1
    return list(range(first, first + count))
