"""Deciding a dossier: "Hồ sơ hợp lệ" or "Hồ sơ không hợp lệ" with a reason, and what follows from it.

The household register is asked before the transaction begins (no transaction spans a call to another process). State, account
and notices then change in one transaction, under the version the officer has seen.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend import notify
from backend.accounts import service as accounts
from backend.database import Database
from backend.declined import Declined
from backend.households.register import Check, HouseholdRegister, Member, RegisterAway, Verdict, check
from backend.participants import register, writing
from backend.registration import casework, guardians
from backend.registration.agencies import agencies
from backend.registration.casework import Case
from backend.registration.kinds import Kind
from backend.registration.scope import Scope
from backend.registration.states import State
from bhxh.dates import utcnow
from bhxh.messages import catalogue, text
from bhxh.text import clean
from kit.logs import get_logger

REASONS: Final = (
    "photo_unclear",
    "photo_other",
    "id_differs",
    "name_differs",
    "code_differs",
    "has_account",
    "unsigned",
    "other",
)
"""Ready-made reasons for "không hợp lệ"; "other" needs words of its own."""
LONGEST_REASON: Final = 200
_BATCH: Final = 200

log = get_logger()


class Outcome(StrEnum):
    """What a decision led to. ``WAITING``: valid, and the household register is away; it is asked again by the worker."""

    ACCOUNT = "account"
    NO_CODE = "no_code"
    REJECTED = "rejected"
    WAITING = "waiting"


@dataclass(frozen=True)
class Officer:
    """Who decides. ``username`` as the audit names them."""

    username: str
    scope: Scope


class Decisions:
    """Decisions on dossiers. Safe to share between threads."""

    def __init__(
        self, database: Database, households: HouseholdRegister, clock: Callable[[], datetime] = utcnow
    ) -> None:
        self._database = database
        self._households = households
        self._clock = clock

    def receive(self, officer: Officer, dossier_id: int, version: int) -> None:
        """`Đã tiếp nhận`. Raises NotInScope or Declined("dossier.changed")."""
        with self._database.begin() as session:
            case = _seen(session, officer.scope, dossier_id, version)
            casework.receive(session, case, officer.username, self._clock())

    def reject(self, officer: Officer, dossier_id: int, version: int, reason_code: str, words: str) -> Outcome:
        """`Hồ sơ không hợp lệ`: the citizen is told the reason.

        Raises NotInScope or Declined("dossier.reason" | "dossier.reason_long" | "dossier.changed").
        """
        reason = full_reason(reason_code, words)
        with self._database.begin() as session:
            case = _seen(session, officer.scope, dossier_id, version)
            casework.lock(session, case)
            content = {"so_ho_so": case.number, "ly_do": reason}
            message = _tell(session, case, "tu_choi", content)
            casework.settle(
                session,
                case,
                State.TU_CHOI,
                officer.username,
                self._clock(),
                message=message,
                reason_code=reason_code,
                reason=reason,
            )
        return Outcome.REJECTED

    def accept(self, officer: Officer, dossier_id: int, version: int, *, name_confirmed: bool = False) -> Outcome:
        """`Hồ sơ hợp lệ`: the household register decides whether there is an account.

        Raises NotInScope or Declined("dossier.name_near" | "dossier.changed" | "account_exists").
        """
        with self._database.reading() as session:
            case = _seen(session, officer.scope, dossier_id, version)
        try:
            found = self.look_up(case)
        except RegisterAway as away:
            log.warning("household_register_away", reason=away.reason)
            with self._database.begin() as session:
                casework.hold_valid(session, case, officer.username, self._clock(), name_confirmed=name_confirmed)
            return Outcome.WAITING
        if found.verdict is Verdict.NEAR and not name_confirmed:
            raise Declined("dossier.name_near", text("dossier.name_near"))
        return self._conclude(case, found, officer.username)

    def look_up(self, case: Case) -> Check:
        """What the household register says to a dossier. Raises RegisterAway."""
        return self.compare(case.values["bhxh_code"], case.values["full_name"])

    def compare(self, bhxh_code: str, full_name: str) -> Check:
        """What the household register says to a code and a name. Raises RegisterAway."""
        return check(self._households, bhxh_code, full_name)

    def resume(self) -> int:
        """Goes on with dossiers found valid while the register was away; returns how many left that state. Safe to run twice."""
        with self._database.reading() as session:
            waiting = casework.held(session, _BATCH)
        done = 0
        for dossier_id in waiting:
            try:
                done += self._go_on(dossier_id)
            except RegisterAway as away:
                log.warning("household_register_away", reason=away.reason)
                break
        return done

    def _go_on(self, dossier_id: int) -> bool:
        with self._database.reading() as session:
            case = casework.open_case(session, Scope(None), dossier_id)
        found = self.look_up(case)
        try:
            if found.verdict is not Verdict.NEAR or case.name_confirmed:
                self._conclude(case, found, case.decided_by or "worker")
                return True
        except Declined as declined:
            if declined.code == "dossier.changed":  # another worker was first
                return False
            log.warning("dossier_given_back", reason=declined.code)
        with self._database.begin() as session:
            casework.give_back(session, case)
        return True

    def _conclude(self, case: Case, found: Check, officer: str) -> Outcome:
        try:
            return self._conclude_once(case, found, officer)
        except (
            IntegrityError
        ):  # another dossier of this person got its account in the same moment: now it is there to be seen
            return self._conclude_once(case, found, officer)

    def _conclude_once(self, case: Case, found: Check, officer: str) -> Outcome:
        now = self._clock()
        with self._database.begin() as session:
            casework.lock(session, case)
            if found.member is None or found.verdict is Verdict.NAME_DIFFERS:
                content = {"so_ho_so": case.number, "co_quan": agencies()[case.agency_code].name}
                message = _tell(session, case, "cap_ma_so", content)
                casework.settle(session, case, State.HGD_KHONG_TON_TAI, officer, now, message=message)
                return Outcome.NO_CODE
            person_id = _person(session, found.member)
            guardians.link(session, case.id, person_id)
            password = accounts.open_account(
                session,
                person_id=person_id,
                phone=case.values["phone"],
                email=case.values.get("email") or None,
                actor=f"staff:{officer}",
                now=now,
            )
            content = {"ma_so_bhxh": case.values["bhxh_code"], "mat_khau": password}
            message = _tell(session, case, "tai_khoan_con" if case.kind is Kind.CHILD else "tai_khoan", content)
            casework.settle(session, case, State.CAP_TK, officer, now, message=message)
        return Outcome.ACCOUNT


def _seen(session: Session, scope: Scope, dossier_id: int, version: int) -> Case:
    """The dossier, if it still is what the officer has seen. Raises NotInScope or Declined("dossier.changed")."""
    case = casework.open_case(session, scope, dossier_id)
    if case.version != version:
        raise Declined("dossier.changed", text("dossier.changed"))
    return case


def _person(session: Session, member: Member) -> int:
    """The id, in our register, of a person of the household register; one that we did not know is added."""
    known = register.find_by_code(session, member.bhxh_code)
    if known is not None:
        return known.id
    person_id, _ = writing.save_person(session, writing.PersonData(**asdict(member)))
    return person_id


def _tell(session: Session, case: Case, template: str, content: dict[str, str]) -> str:
    """Writes the notice of the result, by SMS and, if an address was declared, by e-mail; returns the SMS's outbox id.

    The e-mail says the same without the password, which goes to the phone alone.
    """
    email = case.values.get("email")
    if email:
        told = {name: value for name, value in content.items() if name != "mat_khau"}
        notify.enqueue_mail(session, to=email, template=template, personalisation={"so_ho_so": case.number, **told})
    return notify.enqueue_sms(session, to=case.values["phone"], template=template, personalisation=content)


def full_reason(code: str, words: str) -> str:
    """The reason as the citizen reads it, in Vietnamese, from a ready-made one and the officer's own words.

    Raises Declined("dossier.reason") for none, ("dossier.reason_long") for too many words.
    """
    words = clean(words).replace("\n", " ").strip(" .")
    if code not in REASONS or (code == "other" and not words):
        raise Declined("dossier.reason", text("dossier.reason"), ("reason",))
    if len(words) > LONGEST_REASON:
        raise Declined("dossier.reason_long", text("dossier.reason_long", most=LONGEST_REASON), ("words",))
    ready = "" if code == "other" else catalogue()[f"dossier.reason.{code}"]
    return "; ".join(part for part in (ready, words) if part)
