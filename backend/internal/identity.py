"""Calls about who is asking: OTP out, OTP checked, and what has been proven."""

from typing import Literal

from backend.conversations.identity import Identities, Sent
from backend.conversations.masking import Kind
from backend.conversations.masking.numbers import digits_of
from backend.conversations.timing import IDENTITY
from backend.conversations.values import Value
from backend.database import Database
from backend.declined import Declined
from backend.internal.bodies import Body, HandleBody
from backend.internal.calls import Call
from backend.participants.register import phone_on_record
from backend.registration.number import EXAMPLE, parse_number
from backend.registration.service import Registration
from bhxh.card import parse_card
from bhxh.identifiers import parse_bhxh_code
from bhxh.messages import text
from bhxh.problems import InvalidValue


class StartBody(HandleBody):
    """``handle``: the BHXH code (or a card) for ``kcb``, the dossier number for ``registration_status``."""

    purpose: Literal["kcb", "registration_status"]


class IdentityCalls:
    """An OTP goes to the phone on record, whoever asks; all that is told about it is its last three digits."""

    def __init__(self, database: Database, identities: Identities, registration: Registration) -> None:
        self._database = database
        self._identities = identities
        self._registration = registration

    def start(self, call: Call, body: StartBody) -> dict[str, object]:
        """POST /otp/start."""
        kind, value = call.resolve(body.handle)
        if body.purpose == "kcb":
            subject, unknown = bhxh_code_of(kind, value), text("identity.cannot_send")
        else:
            subject, unknown = parse_number(value.written), text("identity.cannot_send_dossier", example=EXAMPLE)
        sent = self._identities.start(
            call.asker, body.purpose, subject, lambda wanted: self._phone_of(body.purpose, wanted), unknown
        )
        return _told(call, sent)

    def resend(self, call: Call, _: Body) -> dict[str, object]:
        """POST /otp/resend."""
        return _told(call, self._identities.resend(call.asker, self._phone_of))

    def check(self, call: Call, body: HandleBody) -> dict[str, object]:
        """POST /otp/check."""
        _, value = call.resolve(body.handle)
        proof = self._identities.check(call.conversation_id, digits_of(value.written))
        return {"purpose": proof.purpose, "minutes": int(IDENTITY.total_seconds() // 60)}

    def identity(self, call: Call, _: Body) -> dict[str, object]:
        """POST /identity."""
        proof = self._identities.proof(call.conversation_id)
        if proof is None:
            return {"purpose": None, "seconds_left": 0}
        return {"purpose": proof.purpose, "seconds_left": self._identities.seconds_left(proof)}

    def _phone_of(self, purpose: str, subject: str) -> str | None:
        if purpose == "kcb":
            with self._database.reading() as session:
                return phone_on_record(session, subject)
        try:
            return self._registration.phone_of(subject)
        except (Declined, InvalidValue):
            return None


def bhxh_code_of(kind: Kind, value: Value) -> str:
    """The BHXH code in what a person wrote: the code itself, or a card. Raises InvalidValue."""
    if kind is Kind.THE and any(letter.isalpha() for letter in value.written[:3]):
        return parse_card(value.written).bhxh_code
    return parse_bhxh_code(value.written)


def _told(call: Call, sent: Sent) -> dict[str, object]:
    [tail] = call.mint((Kind.NHAN, Value.minted(sent.phone_tail)))
    return {"phone_tail": tail, "minutes": sent.minutes, "resend_after": sent.resend_after}
