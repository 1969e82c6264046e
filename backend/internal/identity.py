"""Calls about who is asking: OTP out, OTP checked, and what has been proven."""

from typing import Final, Literal

from backend.accounts.service import phone_of
from backend.channels import linking
from backend.conversations.identity import Identities, Sent
from backend.conversations.masking import Kind
from backend.conversations.masking.numbers import digits_of
from backend.conversations.timing import IDENTITY
from backend.conversations.values import Value
from backend.database import Database
from backend.declined import Declined
from backend.embed import naming
from backend.internal.bodies import Body, HandleBody
from backend.internal.calls import Call
from backend.internal.proven import HELD, NOT_PRIVATE
from backend.participants import register
from backend.registration.number import EXAMPLE, parse_number
from backend.registration.service import Registration
from bhxh.card import parse_card
from bhxh.dates import utcnow
from bhxh.identifiers import parse_bhxh_code
from bhxh.messages import text
from bhxh.problems import InvalidValue

_HELD_WILL_DO: Final = frozenset({HELD, "registration_status"})


class StartBody(HandleBody):
    """``handle``: the dossier number for ``registration_status``, else the BHXH code (a card, a 12-digit personal ID). ``records``: what less than an OTP will
    do for, too."""

    purpose: Literal["kcb", "records", "password", "phone", "registration_status"]


class IdentityCalls:
    """An OTP goes to the phone on record, whoever asks; all that is told about it is its last three digits."""

    def __init__(self, database: Database, identities: Identities, registration: Registration) -> None:
        self._database = database
        self._identities = identities
        self._registration = registration

    def start(self, call: Call, body: StartBody) -> dict[str, object]:
        """POST /otp/start."""
        kind, value = call.resolve(body.handle)
        if body.purpose != "registration_status":
            subject, unknown = self._code_of(kind, value), text("identity.cannot_send")
        else:
            subject, unknown = parse_number(value.written), text("identity.cannot_send_dossier", example=EXAMPLE)
        if body.purpose in _HELD_WILL_DO and self._holds(call, body.purpose, subject):
            self._identities.grant(call.conversation_id, body.purpose, subject)
            return {"proven": True, "phone_tail": None, "minutes": 0, "resend_after": 0}
        purpose = "kcb" if body.purpose == HELD else body.purpose  # an OTP opens all records
        sent = self._identities.start(
            call.asker, purpose, subject, lambda wanted: self._phone_of(purpose, wanted), unknown
        )
        return _told(call, sent)

    def resend(self, call: Call, _: Body) -> dict[str, object]:
        """POST /otp/resend."""
        return _told(call, self._identities.resend(call.asker, self._phone_of))

    def check(self, call: Call, body: HandleBody) -> dict[str, object]:
        """POST /otp/check."""
        kind, value = call.resolve(body.handle)
        # The number of a dossier or feedback has digits, too, and must not use up one of the few tries.
        code = "" if kind is Kind.HO_SO else digits_of(value.written)
        proof = self._identities.check(call.conversation_id, code)
        return {"purpose": proof.purpose, "minutes": int(IDENTITY.total_seconds() // 60)}

    def identity(self, call: Call, _: Body) -> dict[str, object]:
        """POST /identity."""
        proof, private = self._identities.proof(call.conversation_id), call.channel not in NOT_PRIVATE
        if proof is None:
            return {"purpose": None, "seconds_left": 0, "named": self._named(call), "private": private}
        left = self._identities.seconds_left(proof)
        return {"purpose": proof.purpose, "seconds_left": left, "named": None, "private": private}

    def _code_of(self, kind: Kind, value: Value) -> str:
        if _is_card(kind, value):
            return parse_card(value.written).bhxh_code
        with self._database.reading() as session:
            return register.code_of_number(session, value.written)

    def _holds(self, call: Call, purpose: str, subject: str) -> bool:
        """Whether who writes holds the phone on record: texts come from it, or the platform or a one-time code has shown it."""
        on_record = self._phone_of(purpose, subject)
        if on_record is None:
            return False
        with self._database.begin() as session:
            return linking.phone_held(session, call.conversation_id, utcnow()) == on_record

    def _named(self, call: Call) -> str | None:
        """The code of who asks, where the site or app around the chat has said it. It proves nothing."""
        with self._database.reading() as session:
            code = naming.code_of(session, call.conversation_id, utcnow())
        return None if code is None else call.mint((Kind.MA_SO, Value.minted(code)))[0]

    def _phone_of(self, purpose: str, subject: str) -> str | None:
        if purpose != "registration_status":
            with self._database.reading() as session:
                return phone_of(session, subject)
        try:
            return self._registration.phone_of(subject)
        except (Declined, InvalidValue):
            return None


def bhxh_code_of(kind: Kind, value: Value) -> str:
    """The BHXH code in what a person wrote: the code itself, or a card. Raises InvalidValue."""
    if _is_card(kind, value):
        return parse_card(value.written).bhxh_code
    return parse_bhxh_code(value.written)


def _is_card(kind: Kind, value: Value) -> bool:
    return kind is Kind.THE and any(letter.isalpha() for letter in value.written[:3])


def _told(call: Call, sent: Sent) -> dict[str, object]:
    [tail] = call.mint((Kind.NHAN, Value.minted(sent.phone_tail)))
    return {"proven": False, "phone_tail": tail, "minutes": sent.minutes, "resend_after": sent.resend_after}
