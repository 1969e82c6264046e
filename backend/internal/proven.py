"""Who a conversation has proven to be, and the span of time that its person named."""

from datetime import date
from typing import Annotated, Final

from pydantic import Field
from sqlalchemy.orm import Session

from backend.conversations.identity import Identities
from backend.declined import Declined
from backend.internal.calls import Call
from backend.participants.identity import Identity
from backend.participants.register import identify
from bhxh.dates import parse_date
from bhxh.messages import text
from bhxh.periods import Period

Day = Annotated[str, Field(pattern=r"^(?:\d{4}-\d\d-\d\d|\[NGAY_\d{1,9}\])$")]
"""A date, or the handle of one."""


NOT_PRIVATE: Final = frozenset({"sms"})
"""Channels on which no health data are told, whoever asks: texts lie readable on locked phones and with the networks. (Groups are not
answered on any channel.)"""
HELD: Final = "records"
"""What holding the phone on record is enough for, without an OTP: cards, participation. Never the KCB book."""


def identity_of(identities: Identities, session: Session, call: Call, *also: str) -> Identity:
    """The identity for a person's own records (purpose ``kcb``, or one of ``also``). Raises Declined("identity_needed")."""
    proof = identities.require(call.conversation_id, "kcb", *also)
    actor = f"conversation:{call.conversation_id}"
    identity = identify(session, proof.subject, actor=actor, expires_at=proof.expires_at)
    if identity is None:
        raise Declined("identity_needed", text("identity.needed"))
    return identity


def period_of(call: Call, since: Day | None, until: Day | None) -> Period | None:
    """The span between two named days, None when neither was named. Raises InvalidValue for a day that is none."""
    first, last = _day(call, since), _day(call, until)
    return None if first is None and last is None else Period(first, last)


def _day(call: Call, named: str | None) -> date | None:
    if named is None:
        return None
    return parse_date(call.resolve(named)[1].written if named.startswith("[") else named)
