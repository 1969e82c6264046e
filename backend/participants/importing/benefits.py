"""`bhxh import benefits`: benefits decided. One is known by person, kind, number of the decision and first day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from backend.importing.bulk import OwnedTable
from backend.importing.cells import Row, compact
from backend.importing.kinds import Outcome, Sealed
from backend.importing.problems import RowProblem
from backend.participants.keys import benefit_details, benefit_key
from backend.participants.records import BenefitDecision
from bhxh.identifiers import parse_bhxh_code
from kit.crypto import Keyring

if TYPE_CHECKING:
    from sqlalchemy import Connection

_TABLE: Final = OwnedTable("benefit", "entry_index", ("kind", "details"))
_KINDS: Final = {
    "mot_lan": "mot_lan",
    "mot lan": "mot_lan",
    "odts": "odts",
    "hang_thang": "hang_thang",
    "hang thang": "hang_thang",
    "that_nghiep": "that_nghiep",
    "that nghiep": "that_nghiep",
}


class BenefitRows:
    """A row replaces what was known of its decision: a new amount, an end, another state."""

    name = "benefits"
    required = ("ma_so_bhxh", "nhom", "so_qd_huong", "ngay_qd_huong", "che_do", "tu_ngay", "so_tien", "trang_thai")
    columns = (*required, "den_ngay", "don_vi_dong_bh", "so_tai_khoan", "ngan_hang")

    def seal(self, keyring: Keyring, number: int, values: dict[str, str]) -> Sealed:
        """See `Kind`."""
        row = Row(number, values)
        code, decision = row.required("ma_so_bhxh", parse_bhxh_code), _decision(row)
        stored = compact(benefit_details(decision))
        return Sealed(
            number=number,
            key=benefit_key(keyring, code, decision),
            person=keyring.blind_index("person.bhxh_code", code),
            digest=keyring.blind_index("import.row", f"{code}\x1f{decision.kind}\x1f{stored}"),
            values=(decision.kind, keyring.encrypt_text("benefit.details", stored)),
        )

    def write(self, connection: Connection, keyring: Keyring, rows: Sequence[Sealed]) -> list[Outcome | RowProblem]:
        """See `Kind`."""
        return _TABLE.write(connection, rows)


BENEFITS: Final = BenefitRows()


def _decision(row: Row) -> BenefitDecision:
    since, until = row.day("tu_ngay"), row.day("den_ngay")
    if since is None:
        raise row.problem("tu_ngay", "required")
    if until is not None and until < since:
        raise row.problem("den_ngay", "ends_before")
    return BenefitDecision(
        kind=row.choice("nhom", _KINDS, "benefit_kind"),
        decision=row.text("so_qd_huong", 60),
        decided_on=row.past_day("ngay_qd_huong"),
        scheme=row.text("che_do"),
        from_date=since,
        to_date=until,
        employer=row.text("don_vi_dong_bh") or None,
        amount=row.money("so_tien"),
        status=row.text("trang_thai", 60),
        account=row.text("so_tai_khoan", 40).replace(" ", ""),
        bank=row.text("ngan_hang", 100),
    )
