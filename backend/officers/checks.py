"""What an officer must have done before "Đã tiếp nhận" (Công văn 3717/BHXH-CNTT, Phụ lục 01; 330/UBND-VX for the copy)."""

from collections.abc import Mapping
from typing import Final

from backend.declined import Declined
from backend.officers.desk import desk, officer
from backend.registration import casework
from backend.registration.kinds import Kind
from bhxh.messages import text

_CHECKS: Final = {Kind.ACCOUNT: ("signed", "compared", "copied"), Kind.CHILD: ("birth_certificate",)}


def checks_of(kind: Kind) -> tuple[str, ...]:
    """The checks, in the order in which they are made. A child's dossier has no form to sign and nobody who comes."""
    return _CHECKS[kind]


def receive(number: int, form: Mapping[str, str], version: int) -> None:
    """`Đã tiếp nhận` by whoever is logged in, when each check was ticked. Raises Declined, also when it was not."""
    with desk().database.reading() as session:
        case = casework.open_case(session, officer().scope, number)
    if not all(f"check_{name}" in form for name in checks_of(case.kind)):
        raise Declined("dossier.checks_missing", text("dossier.checks_missing"), ("receive",))
    desk().decisions.receive(officer(), number, version)
