"""`bhxh import cards`: BHYT cards with their validity. Whose they are stands in their last ten digits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from backend.importing.bulk import OwnedTable
from backend.importing.cells import Row
from backend.importing.kinds import Outcome, Sealed
from backend.importing.problems import RowProblem
from bhxh.card import parse_card
from kit.crypto import Keyring

if TYPE_CHECKING:
    from sqlalchemy import Connection

_TABLE: Final = OwnedTable("card", "number_index", ("number", "valid_from", "valid_to", "facility", "five_years_from"))


class Cards:
    """A row replaces what was known of its card."""

    name = "cards"
    required = ("so_the_bhyt", "tu_ngay")
    columns = (*required, "den_ngay", "noi_dang_ky_kcb", "du_5_nam_tu")

    def seal(self, keyring: Keyring, number: int, values: dict[str, str]) -> Sealed:
        """See `Kind`."""
        row = Row(number, values)
        card = row.required("so_the_bhyt", parse_card)
        since, until, five_years = row.day("tu_ngay"), row.day("den_ngay"), row.day("du_5_nam_tu")
        if since is not None and until is not None and until < since:
            raise row.problem("den_ngay", "ends_before")
        facility = row.text("noi_dang_ky_kcb") or None
        said = (card.number, since, until, facility, five_years)
        return Sealed(
            number=number,
            key=keyring.blind_index("card.number", card.number),
            person=keyring.blind_index("person.bhxh_code", card.bhxh_code),
            digest=keyring.blind_index("import.row", "\x1f".join(str(part or "") for part in said)),
            values=(
                keyring.encrypt_text("card.number", card.number),
                since and since.isoformat(),
                until and until.isoformat(),
                facility and keyring.encrypt_text("card.facility", facility),
                five_years and five_years.isoformat(),
            ),
        )

    def write(self, connection: Connection, keyring: Keyring, rows: Sequence[Sealed]) -> list[Outcome | RowProblem]:
        """See `Kind`."""
        return _TABLE.write(connection, rows)


CARDS: Final = Cards()
