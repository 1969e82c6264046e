"""Going on elsewhere: by dossier number, or by a draft's resume code, with an OTP to the phone that was declared.

Nobody learns whether a number exists: a request is answered before it is looked up, each in the same words; what was typed is looked up
and the OTP sent afterwards, in a thread of ours; and a code is asked of the gateway even where none was sent.
"""

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from backend.database import Database, blind_index
from backend.declined import Declined
from backend.registration import dossiers, drafts, links
from backend.registration.links import Purpose
from backend.registration.models import Resumption, ResumptionTry
from backend.registration.number import EXAMPLE, parse_number
from backend.registration.service import ACCESS
from bhxh.dates import utcnow
from bhxh.messages import text
from bhxh.problems import InvalidValue
from kit.logs import get_logger
from sms_gateway.client import GatewayError, SmsClient

LIFETIME: Final = timedelta(minutes=15)
RESEND_AFTER: Final = timedelta(seconds=60)

_WINDOW: Final = timedelta(hours=1)
_PER_WANTED: Final = 5
_PER_CLIENT: Final = 15
"""Requests per hour: more for an address, because a school may sit behind one."""

_CONFIRMS: Final = "kcb"
"""What the SMS says its code is for, as for the same in the chat: to see what BHXH holds of a person, and to change nothing."""

_DOSSIER, _DRAFT = "dossier", "draft"

Later = Callable[[Callable[[], None]], object]
"""Runs something after the answer."""

log = get_logger()


@dataclass(frozen=True)
class Resumed:
    """What the OTP has opened: a dossier's own page (``token`` of `links.Purpose.ACCESS`), or a draft, now owned by the new owner."""

    token: str | None


class Resumptions:
    """Safe to share between threads; one per process. ``browser``: a secret of the asking browser's."""

    def __init__(
        self,
        database: Database,
        sms: SmsClient,
        *,
        limit_addresses: bool,
        clock: Callable[[], datetime] = utcnow,
        later: Later | None = None,
    ) -> None:
        self._database = database
        self._sms = sms
        self._limit_addresses = limit_addresses
        self._clock = clock
        self._later = later or ThreadPoolExecutor(2, thread_name_prefix="resume").submit

    def start(self, browser: str, written: str, client: str) -> None:
        """Asks for an OTP. Raises InvalidValue for what can be no number and no code, Declined("too_many")."""
        self._begin(browser, _wanted(written), client)

    def resend(self, browser: str, client: str) -> None:
        """Asks again. Raises Declined: none, resend_wait, too_many."""
        pending = self._pending(browser)
        if pending is None:
            raise Declined("none", text("registration.resume.none"))
        if self._clock() < pending.resend_at:
            raise Declined("resend_wait", text("registration.resume.wait"))
        self._begin(browser, pending.wanted, client)

    def waits(self, browser: str) -> bool:
        """Whether this browser has asked and may enter a code."""
        return self._pending(browser) is not None

    def check(self, browser: str, code: str, new_owner: str) -> Resumed:
        """Opens what was asked for if the code is right. Raises Declined("wrong") in one and the same way for every reason."""
        pending = self._pending(browser)
        digits = "".join(letter for letter in code if letter.isdigit())
        request_id = (pending.request_id if pending else None) or secrets.token_hex(16)
        try:
            verified = self._sms.otp_check(request_id, digits or "0").verified
        except GatewayError as error:
            log.error("otp_gateway_failed", error=str(error))
            raise Declined("sms_unavailable", text("identity.sms_down")) from None
        resumed = self._open(pending, new_owner) if verified and pending else None
        if resumed is None:
            raise Declined("wrong", text("registration.resume.wrong"))
        return resumed

    def _begin(self, browser: str, wanted: str, client: str) -> None:
        now = self._clock()
        with self._database.begin() as session:
            whom = blind_index(session, "registration_resumption.wanted", wanted)
            where = blind_index(session, "registration_resumption.client", client)
            if self._limit_addresses and _tries(session, ResumptionTry.client_index, where, now) >= _PER_CLIENT:
                raise Declined("too_many", text("registration.resume.too_many"))
            sends = _tries(session, ResumptionTry.wanted_index, whom, now) < _PER_WANTED
            session.add(ResumptionTry(wanted_index=whom, client_index=where, at=now))
            index = _browser_index(session, browser)
            session.merge(
                Resumption(
                    browser_index=index,
                    wanted=wanted,
                    request_id=None,
                    resend_at=now + RESEND_AFTER,
                    expires_at=now + LIFETIME,
                )
            )
        if sends:
            self._later(lambda: self._send(index, wanted, client))

    def _send(self, index: bytes, wanted: str, client: str) -> None:
        """Looks up and sends; runs after the answer, so its time tells nothing."""
        try:
            phone = self._phone_of(wanted)
            sent = self._sms.otp_send(phone, _CONFIRMS, ip=client or None) if phone else None
        except GatewayError as error:
            log.error("otp_gateway_failed", error=str(error))
            return
        if sent is None or not sent.sent:
            return
        with self._database.begin() as session:
            row = session.get(Resumption, index, with_for_update=True)
            if row is not None and row.wanted == wanted:
                row.request_id = sent.id

    def _phone_of(self, wanted: str) -> str | None:
        kind, _, name = wanted.partition(":")
        with self._database.reading() as session:
            if kind == _DRAFT:
                draft = drafts.by_resume_code(session, name, self._clock())
                return draft.declaration.get("phone") if draft else None
            dossier = dossiers.find(session, name)
            return dossier.declaration["phone"] if dossier else None

    def _open(self, pending: Resumption, new_owner: str) -> Resumed | None:
        kind, _, name = pending.wanted.partition(":")
        now = self._clock()
        with self._database.begin() as session:
            session.execute(delete(Resumption).where(Resumption.browser_index == pending.browser_index))
            if kind == _DRAFT:
                draft = drafts.by_resume_code(session, name, now)
                if draft is None:
                    return None
                drafts.give_to(session, draft, new_owner)
                return Resumed(None)
            dossier = dossiers.find(session, name)
            if dossier is None:
                return None
            dossiers.record(session, dossier, "registration.resumed", "otp")
            return Resumed(links.issue(session, dossier, Purpose.ACCESS, now + ACCESS))

    def _pending(self, browser: str) -> Resumption | None:
        with self._database.reading() as session:
            row = session.get(Resumption, _browser_index(session, browser))
            return row if row is not None and row.expires_at > self._clock() else None


def delete_expired(session: Session, now: datetime) -> None:
    """Deletes requests past their time, and tries that count no longer."""
    session.execute(delete(Resumption).where(Resumption.expires_at <= now))
    session.execute(delete(ResumptionTry).where(ResumptionTry.at <= now - _WINDOW))


def _wanted(written: str) -> str:
    """What was typed, in normal form, with its kind ahead. Its check letter is computed; nothing is looked up."""
    code = drafts.normal_code(written)
    if code is not None:
        return f"{_DRAFT}:{code}"
    try:
        return f"{_DOSSIER}:{parse_number(written)}"
    except InvalidValue:
        raise InvalidValue("registration.resume.format", text("registration.resume.format"), EXAMPLE) from None


def _tries(session: Session, column: InstrumentedAttribute[bytes], value: bytes, now: datetime) -> int:
    query = select(func.count()).select_from(ResumptionTry).where(column == value, ResumptionTry.at > now - _WINDOW)
    return session.scalar(query) or 0


def _browser_index(session: Session, browser: str) -> bytes:
    return blind_index(session, "registration_resumption.browser", browser)
