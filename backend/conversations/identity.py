"""Proving who is asking: an OTP to the phone on record, and what it proves for ten minutes in this conversation alone.

What was proven stands here and nowhere else; no slot of the engine ever means "authenticated". No transaction is open while
the gateway is called.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backend.conversations.models import OtpAttempt, PendingOtp, ProvenIdentity
from backend.conversations.timing import IDENTITY
from backend.credentials import otp
from backend.database import Database
from backend.declined import Declined
from bhxh.dates import utcnow
from bhxh.messages import text
from sms_gateway.client import OtpSent, Purpose, SmsClient

PhoneOf = Callable[[str], str | None]

_GATEWAY_PURPOSE: Final[dict[str, Purpose]] = {
    "kcb": "kcb",
    "password": "password",
    "phone": "phone",
    "registration_status": "kcb",
    "hotline": "hotline",
}
"""What the SMS says the code is for."""
_WINDOW: Final = timedelta(hours=1)
_PER_CONVERSATION: Final = 6
_PER_CLIENT: Final = 30
"""Starts per hour. An address gets more, because a firm may sit behind one; both count starts that found nobody, too."""


@dataclass(frozen=True)
class Asker:
    """Who asks: the conversation's row id, and the network address its running turn came from."""

    conversation_id: int
    client: str
    client_index: bytes


@dataclass(frozen=True)
class Sent:
    """A code on its way: the phone's last three digits, minutes of validity, seconds until another may be asked for."""

    phone_tail: str
    minutes: int
    resend_after: int


@dataclass(frozen=True)
class Proof:
    """What holds in a conversation: ``subject`` is the BHXH code or dossier number of ``purpose``."""

    purpose: str
    subject: str
    expires_at: datetime


class Identities:
    """OTPs and proofs of conversations. Safe to share between threads."""

    def __init__(
        self, database: Database, sms: SmsClient, *, limit_addresses: bool, clock: Callable[[], datetime] = utcnow
    ) -> None:
        """``limit_addresses`` False (rate limits off, demo) lets load tools ask from one address; tries and locks stay."""
        self._database = database
        self._sms = sms
        self._limit_addresses = limit_addresses
        self._clock = clock

    def start(self, asker: Asker, purpose: str, subject: str, phone_of: PhoneOf, unknown: str) -> Sent:
        """Sends an OTP for a subject to the phone that ``phone_of`` finds. ``unknown``: key of the text when there is none.

        An unknown subject and one without a phone are told in the same words. Raises Declined.
        """
        self._count(asker)
        phone = phone_of(subject)
        if phone is None:
            raise Declined("cannot_send", unknown)
        return self._send(asker, purpose, subject, phone)

    def resend(self, asker: Asker, phone_of: Callable[[str, str], str | None]) -> Sent:
        """Sends a new code for what is pending; ``phone_of`` gets purpose and subject. Raises Declined."""
        pending = self._pending(asker.conversation_id)
        now = self._clock()
        if now < pending.resend_at:
            seconds = ceil((pending.resend_at - now).total_seconds())
            raise Declined("resend_wait", text("identity.resend_wait", seconds=seconds))
        self._count(asker)
        phone = phone_of(pending.purpose, pending.subject)
        if phone is None:
            raise Declined("none", text("identity.none_pending"))
        return self._send(asker, pending.purpose, pending.subject, phone)

    def check(self, conversation_id: int, code: str) -> Proof:
        """Checks a code and, if it is right, stores the proof. Raises Declined: wrong, expired, locked, none."""
        pending = self._pending(conversation_id)
        otp.check(self._sms, pending.request_id, code)
        with self._database.begin() as session:
            session.execute(delete(PendingOtp).where(PendingOtp.conversation_id == conversation_id))
            return vouch(session, conversation_id, pending.purpose, pending.subject, self._clock())

    def waiting(self, conversation_id: int) -> Sent | None:
        """The code that this conversation still waits for, without the phone; None: there is none that holds."""
        with self._database.reading() as session:
            row, now = session.get(PendingOtp, conversation_id), self._clock()
            if row is None or row.expires_at <= now:
                return None
            minutes = max(1, round((row.expires_at - now).total_seconds() / 60))
            return Sent("", minutes, max(0, ceil((row.resend_at - now).total_seconds())))

    def proof(self, conversation_id: int) -> Proof | None:
        """What holds at this moment, if anything."""
        with self._database.reading() as session:
            row = session.get(ProvenIdentity, conversation_id)
            if row is None or row.expires_at <= self._clock():
                return None
            return Proof(row.purpose, row.subject, row.expires_at)

    def grant(self, conversation_id: int, purpose: str, subject: str) -> None:
        """Holds for ten minutes without an OTP: the caller knows who it is by other means. An OTP that was passed for the same subject is
        worth more, and stays."""
        held = self.proof(conversation_id)
        if held is not None and held.subject == subject and held.purpose != purpose:
            return
        with self._database.begin() as session:
            session.execute(delete(PendingOtp).where(PendingOtp.conversation_id == conversation_id))
            vouch(session, conversation_id, purpose, subject, self._clock())

    def require(self, conversation_id: int, *purposes: str) -> Proof:
        """The proof for one of the purposes. Raises Declined("identity_needed")."""
        proof = self.proof(conversation_id)
        if proof is None or proof.purpose not in purposes:
            raise Declined("identity_needed", text("identity.needed"))
        return proof

    def seconds_left(self, proof: Proof) -> int:
        """Whole seconds until a proof expires."""
        return max(0, int((proof.expires_at - self._clock()).total_seconds()))

    def _pending(self, conversation_id: int) -> PendingOtp:
        with self._database.reading() as session:
            pending = session.get(PendingOtp, conversation_id)
        if pending is None:
            raise Declined("none", text("identity.none_pending"))
        return pending

    def _count(self, asker: Asker) -> None:
        """Counts this start, whatever comes of it. Raises Declined when there were too many."""
        now = self._clock()
        with self._database.begin() as session:
            mine = _attempts(session, OtpAttempt.conversation_id == asker.conversation_id, now)
            theirs = _attempts(session, OtpAttempt.client_index == asker.client_index, now)
            if mine >= _PER_CONVERSATION or (self._limit_addresses and theirs >= _PER_CLIENT):
                minutes = int(_WINDOW.total_seconds() // 60)
                raise Declined("too_many", text("identity.too_many", minutes=minutes))
            session.add(OtpAttempt(conversation_id=asker.conversation_id, client_index=asker.client_index, at=now))

    def _send(self, asker: Asker, purpose: str, subject: str, phone: str) -> Sent:
        sent = otp.send(self._sms, phone, _GATEWAY_PURPOSE[purpose], asker.client)
        now = self._clock()
        self._remember(asker.conversation_id, purpose, subject, sent, now)
        minutes = otp.minutes_left(sent, now)
        return Sent(phone[-3:], minutes, sent.resend_after)

    def _remember(self, conversation_id: int, purpose: str, subject: str, sent: OtpSent, now: datetime) -> None:
        with self._database.begin() as session:
            session.execute(delete(PendingOtp).where(PendingOtp.conversation_id == conversation_id))
            session.add(
                PendingOtp(
                    conversation_id=conversation_id,
                    request_id=sent.id,
                    purpose=purpose,
                    subject=subject,
                    expires_at=sent.expires_at,
                    resend_at=now + timedelta(seconds=sent.resend_after),
                )
            )


def vouch(session: Session, conversation_id: int, purpose: str, subject: str, now: datetime) -> Proof:
    """Stores that this was proven, instead of what was proven before: by an OTP, or by somebody whose word is taken for one."""
    proof = Proof(purpose, subject, now + IDENTITY)
    session.execute(delete(ProvenIdentity).where(ProvenIdentity.conversation_id == conversation_id))
    session.add(
        ProvenIdentity(conversation_id=conversation_id, purpose=purpose, subject=subject, expires_at=proof.expires_at)
    )
    return proof


def _attempts(session: Session, whose: object, now: datetime) -> int:
    query = select(func.count()).select_from(OtpAttempt).where(whose, OtpAttempt.at > now - _WINDOW)  # type: ignore[arg-type]
    return session.scalar(query) or 0
