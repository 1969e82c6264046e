"""The BHXH code of a person who is described: shown masked, or in full by SMS to the phone on record (Công văn 3717/BHXH-CNTT, phần II)."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend import audit, notify
from backend.accounts.service import phone_of
from backend.database import Database
from backend.declined import Declined
from backend.lookup import limits
from backend.lookup.models import CodeRequest
from backend.participants.matching import Known, find_matching
from backend.participants.records import PersonRecord
from backend.participants.register import code_index, phone_on_record
from bhxh.dates import utcnow
from bhxh.identifiers import mask_code
from bhxh.messages import text
from bhxh.problems import InvalidValue
from kit.logs import get_logger

TEMPLATE: Final = "tra_ma_so"
_BATCH: Final = 200

log = get_logger()


class PersonLookup:
    """``limit_addresses``: off only for load and evaluation tools; what is counted per person stays."""

    def __init__(self, database: Database, *, limit_addresses: bool) -> None:
        self._database = database
        self._limit_addresses = limit_addresses

    def masked(self, known: Known, *, client: str, asked: bool = False) -> str | None:
        """The code as ``79******78``, None when not exactly one person fits. ``asked``: a question was answered instead of work done.

        Raises Declined("too_many"). Every person found stands in the audit log.
        """
        self._count(known, client, asked=asked)
        with self._database.begin() as session:
            person = find_matching(session, known)
            if person is None:
                return None
            _note(session, person.bhxh_code, "screen")
            return mask_code(person.bhxh_code)

    def send(self, known: Known, *, client: str, asked: bool = False) -> None:
        """Have the code sent to the phone on record if somebody fits. Says nothing of whether that is so, and takes the same time.

        Raises Declined("too_many").
        """
        self._count(known, client, asked=asked)
        with self._database.begin() as session:
            session.add(CodeRequest(at=utcnow(), details=_written(known)))

    def _count(self, known: Known, client: str, *, asked: bool) -> None:
        buckets = limits.of_person(known)
        if self._limit_addresses:
            buckets += [*limits.of_address(client), *limits.of_everybody()]
            buckets += limits.of_question(client) if asked else []
        if not limits.take(self._database, buckets, utcnow()):
            raise Declined("too_many", text("lookup.too_many"))


def send_code(database: Database, person: PersonRecord, actor: str) -> str:
    """Have somebody's code sent to their phone on record, at an agent's wish; returns the phone's last three digits.

    Raises Declined("no_phone" | "too_many").
    """
    with database.reading() as session:
        phone = phone_of(session, person.bhxh_code)
    if phone is None:
        raise Declined("no_phone", text("lookup.no_phone"))
    if not limits.take(database, limits.told(person.id), utcnow()):
        raise Declined("too_many", text("lookup.told_often"))
    with database.begin() as session:
        personalisation = {"ho_ten": person.full_name, "ma_so_bhxh": person.bhxh_code}
        notify.enqueue_sms(session, to=phone, template=TEMPLATE, personalisation=personalisation)
        index = code_index(session, person.bhxh_code)
        audit.record(session, actor=actor, action="lookup.person", subject_index=index, details={"way": "sms"})
    return phone[-3:]


def answer_requests(database: Database) -> int:
    """The worker's part: each request once, in the transaction that writes the SMS to the outbox. Returns how many were sent one."""
    with database.reading() as session:
        ids = session.scalars(select(CodeRequest.id).order_by(CodeRequest.id).limit(_BATCH)).all()
    sent = 0
    for number in ids:
        try:
            with database.begin() as session:
                sent += _answer(session, number, utcnow())
        except IntegrityError:
            log.info("lookup_request_again")  # two requests for one person in the same moment: the next round takes it
    return sent


def _answer(session: Session, number: int, now: datetime) -> bool:
    row = session.scalar(select(CodeRequest).where(CodeRequest.id == number).with_for_update(skip_locked=True))
    if row is None:
        return False
    session.execute(delete(CodeRequest).where(CodeRequest.id == number))
    person = find_matching(session, _read(row.details))
    phone = phone_on_record(session, person.bhxh_code) if person else None
    if person is None or phone is None or not all(limits.count(session, each, now) for each in limits.told(person.id)):
        return False
    personalisation = {"ho_ten": person.full_name, "ma_so_bhxh": person.bhxh_code}
    try:
        notify.enqueue_sms(session, to=phone, template=TEMPLATE, personalisation=personalisation)
    except InvalidValue:  # a phone of before its number was changed
        return False
    _note(session, person.bhxh_code, "sms")
    return True


def _note(session: Session, bhxh_code: str, way: str) -> None:
    index = code_index(session, bhxh_code)
    audit.record(session, actor="public", action="lookup.person", subject_index=index, details={"way": way})


def _written(known: Known) -> dict[str, str | None]:
    born = known.date_of_birth
    return {**asdict(known), "date_of_birth": born.isoformat() if born else None}


def _read(details: dict[str, str]) -> Known:
    born = details["date_of_birth"]
    return Known(**{**details, "date_of_birth": date.fromisoformat(born) if born else None})  # type: ignore[arg-type]
