"""`bhxh import participants`: people of the register, perhaps with their card."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from backend.importing.cells import Row
from backend.importing.kinds import Outcome, Sealed
from backend.importing.problems import RowProblem
from backend.participants.importing.storing import FIELDS, Storing
from backend.participants.keys import name_birth, phone_index
from bhxh.card import parse_card
from bhxh.identifiers import parse_bhxh_code, parse_personal_id
from bhxh.names import parse_full_name
from bhxh.phone import parse_mobile
from bhxh.places import Province, find_province, province_by_card_code
from kit.crypto import Keyring

if TYPE_CHECKING:
    from sqlalchemy import Connection

_AGENCY: Final = re.compile(r"^\d{3}(\d{2})?$")
_GENDERS: Final = {"nam": "nam", "nu": "nữ"}
_CONTEXTS: Final = tuple(f"person.{name}" for name in FIELDS)


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
        identity = row.optional("so_giay_to", parse_personal_id)
        papers = identity.number if identity else None
        guardian = row.optional("ma_so_giam_ho", parse_bhxh_code)
        name, phone = row.required("ho_ten", parse_full_name), row.optional("so_dien_thoai", parse_mobile)
        read = (
            code,
            name,
            born.isoformat(),
            gender,
            papers,
            phone,
            row.text("dia_chi") or None,
            province.card_code,
            _agency(row, province),
        )
        said = [*read, card and card.number, guardian]
        index, seal, found_by = keyring.blind_index("person.bhxh_code", code), keyring.encrypt_text, keyring.blind_index
        return Sealed(
            number=number,
            key=index,
            person=index,
            digest=found_by("import.row", "\x1f".join([part or "" for part in said])),
            values=(
                *[value and seal(context, value) for context, value in zip(_CONTEXTS, read, strict=False)],
                *read[len(FIELDS) :],
                papers and found_by("person.personal_id", papers),
                name_birth(keyring, name, born),
                phone and phone_index(keyring, phone),
            ),
            extra=(
                guardian and found_by("person.bhxh_code", guardian),
                card and (found_by("card.number", card.number), seal("card.number", card.number)),
                read,
            ),
        )

    def write(self, connection: Connection, keyring: Keyring, rows: Sequence[Sealed]) -> list[Outcome | RowProblem]:
        """See `Kind`. A card that is another's, or an unknown guardian, leaves the whole row out."""
        return Storing(connection, keyring, rows).store()


PEOPLE: Final = People()


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
