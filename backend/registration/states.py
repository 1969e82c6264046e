"""The life of a dossier.

`MOI_KHAI` declared, photos still missing → `CHO_XAC_MINH` photos complete. From both the citizen hands the signed form in, which
ends the 10 days (`DA_TIEP_NHAN`); whoever has not come by the deadline is deleted (Công văn 3717/BHXH-CNTT, Phụ lục 01). The officer's
decision then leads to `HOP_LE` and `CAP_TK` (account given), `HGD_KHONG_TON_TAI` (code not in the household register) or `TU_CHOI`.

A child's dossier (`Kind.CHILD`) is complete with its picture and has no deadline from then on: no form is signed and nobody comes.
"""

from enum import StrEnum
from typing import Final

from backend.registration.kinds import Kind
from bhxh.messages import text


class State(StrEnum):
    """A dossier's state as stored. Text for people: `describe`."""

    MOI_KHAI = "MOI_KHAI"
    CHO_XAC_MINH = "CHO_XAC_MINH"
    DA_TIEP_NHAN = "DA_TIEP_NHAN"
    HOP_LE = "HOP_LE"
    CAP_TK = "CAP_TK"
    HGD_KHONG_TON_TAI = "HGD_KHONG_TON_TAI"
    TU_CHOI = "TU_CHOI"


NOT_HANDED_IN: Final = (State.MOI_KHAI, State.CHO_XAC_MINH)
"""The states in which the 10 days run."""


def describe(state: str, *, deadline: str, agency: str, kind: str = Kind.ACCOUNT) -> str:
    """What a state means for the citizen and what to do next, as one or two sentences.

    For a child nobody has to come: with the picture of the birth certificate there, it waits for the officer alone.
    """
    state = State(state)
    child = Kind(kind) is Kind.CHILD and state in NOT_HANDED_IN
    return text(f"registration.state.{'child.' if child else ''}{state}", deadline=deadline, agency=agency)
