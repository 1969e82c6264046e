"""Public look-ups: the BHXH code in a BHYT card, and that of a person who is described."""

from dataclasses import replace
from typing import Any, Final

from pydantic import Field

from backend.conversations.masking import Kind
from backend.conversations.masking.numbers import digits_of
from backend.conversations.values import Value
from backend.declined import Declined
from backend.internal.bodies import Body, HandleBody
from backend.internal.calls import Call
from backend.internal.identity import bhxh_code_of
from backend.lookup.card import look_up
from backend.lookup.person import PersonLookup
from backend.participants.matching import Known
from backend.registration.agencies import NotOne, find_home_province
from bhxh.dates import parse_date
from bhxh.identifiers import mask_code, parse_personal_id
from bhxh.messages import text
from bhxh.names import MAX_LENGTH
from bhxh.problems import InvalidValue
from bhxh.text import clean

CODE_DIGITS: Final = 10


def card(call: Call, body: HandleBody) -> dict[str, object]:
    """POST /lookup/card."""
    _, value = call.resolve(body.handle)
    answer = look_up(value.written)
    code, parts = call.mint(
        (Kind.MA_SO, Value(answer.code, answer.code, mask_code(answer.code))),
        (Kind.BANG, Value.minted(answer.explanation)),
    )
    return {"code": code, "parts": parts}


class PersonBody(Body):
    """``province``: words or a handle; ``name``: a handle; ``proofs``: handles of an ID, a day of birth, a code or a card."""

    province: str = Field(max_length=160)
    name: str = Field(max_length=40)
    proofs: list[str] = Field(min_length=1, max_length=3)


class PersonCalls:
    """A code by who one is. No human check is possible here, so the answer goes by SMS to the phone on record, whoever asks."""

    def __init__(self, lookup: PersonLookup) -> None:
        self._lookup = lookup

    def ask(self, call: Call, body: PersonBody) -> dict[str, object]:
        """POST /lookup/person."""
        known = Known(_province(call, body.province), _name(call, body.name))
        for handle in body.proofs:
            known = replace(known, **_proof(*call.resolve(handle)))
        self._lookup.send(known, client=call.asker.client)
        return {}


def _province(call: Call, given: str) -> str:
    written = call.resolve(given)[1].written if given.startswith("[") else given
    try:
        return find_home_province(written).card_code
    except NotOne:
        raise Declined("province", text("lookup.chat.province")) from None


def _name(call: Call, handle: str) -> str:
    written = clean(call.resolve(handle)[1].written)
    if len(written.split()) < 2 or len(written) > MAX_LENGTH:
        raise Declined("name", text("lookup.error.name"))
    return written


def _proof(kind: Kind, value: Value) -> dict[str, Any]:
    """Raises Declined("proof") for what is none."""
    try:
        if kind is Kind.NGAY:
            return {"date_of_birth": parse_date(value.written)}
        if kind in {Kind.MA_SO, Kind.THE} or len(digits_of(value.written)) == CODE_DIGITS:
            return {"bhxh_code": bhxh_code_of(kind, value)}
        return {"personal_id": parse_personal_id(value.written).number}
    except InvalidValue as wrong:
        raise Declined("proof", wrong.detail) from None
