"""What a command_status means for a message (SMPP 3.4, section 5.1.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sms_gateway.providers import Outcome

_BY_OUTCOME: Final = {
    Outcome.RETRY: (
        0x08,  # ESME_RSYSERR
        0x14,  # ESME_RMSGQFUL
        0x45,  # ESME_RSUBMITFAIL: says nothing about why
        0x58,  # ESME_RTHROTTLED
        0x64,  # ESME_RX_T_APPN: temporary
        0xFF,  # ESME_RUNKNOWNERR
    ),
    Outcome.STOP: (
        0x04,  # ESME_RINVBNDSTS
        0x05,  # ESME_RALYBND
        0x0A,  # ESME_RINVSRCADR: the brandname is not ours there
        0x0D,  # ESME_RBINDFAIL
        0x0E,  # ESME_RINVPASWD
        0x0F,  # ESME_RINVSYSID
        0x15,  # ESME_RINVSERTYP
        0x48,  # ESME_RINVSRCTON
        0x49,  # ESME_RINVSRCNPI
        0x53,  # ESME_RINVSYSTYP
    ),
    Outcome.BAD_NUMBER: (
        0x0B,  # ESME_RINVDSTADR
        0x33,  # ESME_RINVNUMDESTS
        0x40,  # ESME_RINVDESTFLAG
        0x50,  # ESME_RINVDSTTON
        0x51,  # ESME_RINVDSTNPI
    ),
    Outcome.BAD_CONTENT: (
        0x01,  # ESME_RINVMSGLEN
        0x02,  # ESME_RINVCMDLEN
        0x03,  # ESME_RINVCMDID
        0x06,  # ESME_RINVPRTFLG
        0x07,  # ESME_RINVREGDLVFLG
        0x43,  # ESME_RINVESMCLASS
        0x61,  # ESME_RINVSCHED
        0x62,  # ESME_RINVEXPIRY
        0x65,  # ESME_RX_P_APPN: permanent
        0x66,  # ESME_RX_R_APPN: rejected
        0xC0,  # ESME_RINVOPTPARSTREAM
        0xC1,  # ESME_ROPTPARNOTALLWD
        0xC2,  # ESME_RINVPARLEN
        0xC3,  # ESME_RMISSINGOPTPARAM
        0xC4,  # ESME_RINVOPTPARAMVAL
    ),
}
_OUTCOMES: Final = {status: outcome for outcome, statuses in _BY_OUTCOME.items() for status in statuses}


def outcome_of(status: int, own: Mapping[int, Outcome]) -> tuple[Outcome, str]:
    """(outcome, error) of a refusal. ``own``: what this SMSC means by some. A status nobody knows is worth a few more tries."""
    return own.get(status) or _OUTCOMES.get(status, Outcome.RETRY), f"smpp_{status:#06x}"
