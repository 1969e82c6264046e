"""`bhxh import participation`: stretches of paying in. One is known by person, kind, first month and employer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from backend.importing.bulk import OwnedTable
from backend.importing.cells import Row, compact
from backend.importing.kinds import Outcome, Sealed
from backend.importing.problems import RowProblem
from backend.participants.keys import participation_key
from backend.participants.records import ParticipationPeriod
from bhxh.identifiers import parse_bhxh_code
from kit.crypto import Keyring

if TYPE_CHECKING:
    from sqlalchemy import Connection

_TABLE: Final = OwnedTable("participation", "entry_index", ("kind", "details"))
_KINDS: Final = {
    "bhxh": "bhxh",
    "bhtn": "bhtn",
    "tnld": "tnld",
    "bhtnld-bnn": "tnld",
    "bhyt": "bhyt",
}
_MOST_ARREARS: Final = 600


class ParticipationRows:
    """A row replaces what was known of its stretch: an end, a new salary, arrears paid."""

    name = "participation"
    required = ("ma_so_bhxh", "loai", "tu_thang", "don_vi")
    columns = (
        *required,
        "den_thang",
        "nghe_nghiep_chuc_vu",
        "noi_lam_viec",
        "muc_luong",
        "tien_luong_dong_bhxh",
        "so_thang_cham_dong",
    )

    def seal(self, keyring: Keyring, number: int, values: dict[str, str]) -> Sealed:
        """See `Kind`."""
        row = Row(number, values)
        code, period = row.required("ma_so_bhxh", parse_bhxh_code), _period(row)
        details = {name: value for name, value in vars(period).items() if name != "kind"}
        stored = compact(details)
        return Sealed(
            number=number,
            key=participation_key(keyring, code, period),
            person=keyring.blind_index("person.bhxh_code", code),
            digest=keyring.blind_index("import.row", f"{code}\x1f{period.kind}\x1f{stored}"),
            values=(period.kind, keyring.encrypt_text("participation.details", stored)),
        )

    def write(self, connection: Connection, keyring: Keyring, rows: Sequence[Sealed]) -> list[Outcome | RowProblem]:
        """See `Kind`."""
        return _TABLE.write(connection, rows)


PARTICIPATION: Final = ParticipationRows()


def _period(row: Row) -> ParticipationPeriod:
    first, last = row.month("tu_thang"), row.month("den_thang")
    if first is None:
        raise row.problem("tu_thang", "required")
    if last is not None and last < first:
        raise row.problem("den_thang", "ends_before")
    arrears = row.money("so_thang_cham_dong")
    if arrears > _MOST_ARREARS:
        raise row.problem("so_thang_cham_dong", "months_count")
    return ParticipationPeriod(
        kind=row.choice("loai", _KINDS, "participation_kind"),
        from_month=first,
        to_month=last,
        employer=row.text("don_vi"),
        job=row.text("nghe_nghiep_chuc_vu"),
        place=row.text("noi_lam_viec"),
        salary=row.money("muc_luong"),
        insured_salary=row.money("tien_luong_dong_bhxh"),
        arrears_months=arrears,
    )
