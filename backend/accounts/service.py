"""Accounts as the rest of the backend sees them: opened, found, given another phone, removed. Every act is audited."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend import audit
from backend.accounts.models import Account, AccountSession
from backend.credentials import passwords
from backend.database import keyring_of
from backend.declined import Declined
from backend.participants import register
from backend.participants.keys import phone_index
from bhxh.messages import text
from bhxh.phone import parse_mobile

_FIRST_PASSWORD: Final = 10
"""Letters and digits: 58 bits, and short enough to be typed from an SMS."""
_IN_ONE_QUERY: Final = 500


@dataclass(frozen=True)
class AccountRecord:
    """An account as a plain value. ``phone``: `84…`. ``subject_index``: how the audit names the person."""

    id: int
    person_id: int
    subject_index: bytes
    phone: str
    email: str | None
    demo: bool
    created_at: datetime
    first_login_at: datetime | None

    @property
    def actor(self) -> str:
        """As the audit names who is logged in here."""
        return actor_of(self.id)


def actor_of(account_id: int) -> str:
    """As the audit names who is logged in with an account."""
    return f"citizen:{account_id}"


def open_account(
    session: Session,
    *,
    person_id: int,
    phone: str,
    email: str | None,
    actor: str,
    now: datetime,
    password: str | None = None,
    demo: bool = False,
) -> str:
    """A new account; returns its first password, which must be changed (the demo's need not be).

    The caller writes it to the outbox in the same transaction (template `tai_khoan`). ``phone`` in any spelling; a child's is its
    guardian's. Raises Declined("account_exists"), InvalidValue for the phone, LookupError for a person who is not in the register.
    """
    person = register.find_by_id(session, person_id)
    if person is None:
        raise LookupError(person_id)
    if find_by_person(session, person_id) is not None:
        raise Declined("account_exists", text("accounts.exists"))
    msisdn = parse_mobile(phone)
    first = password or passwords.made_up(_FIRST_PASSWORD)
    account = Account(
        person_id=person_id,
        code_index=register.code_index(session, person.bhxh_code),
        phone=msisdn,
        phone_index=phone_index(keyring_of(session), msisdn),
        email=email,
        password_hash=passwords.hashed(first),
        must_change=not demo,
        password_at=now,
        demo=demo,
        created_at=now,
    )
    session.add(account)
    session.flush()
    _note(session, account, actor, "account.open")
    return first


def find_by_person(session: Session, person_id: int) -> AccountRecord | None:
    """The account of a person of the register, or None."""
    return _record(session.scalar(select(Account).where(Account.person_id == person_id)))


def find_by_code(session: Session, bhxh_code: str) -> AccountRecord | None:
    """The account whose user name this BHXH code (10 digits) is, or None."""
    return _record(session.scalar(select(Account).where(Account.code_index == register.code_index(session, bhxh_code))))


def in_use(session: Session, code_indexes: Sequence[bytes]) -> frozenset[bytes]:
    """Those of these people (blind indexes of BHXH codes) who have logged in at least once."""
    found: set[bytes] = set()
    for start in range(0, len(code_indexes), _IN_ONE_QUERY):
        some = code_indexes[start : start + _IN_ONE_QUERY]
        query = select(Account.code_index).where(Account.code_index.in_(some), Account.first_login_at.is_not(None))
        found.update(session.scalars(query))
    return frozenset(found)


def phone_of(session: Session, bhxh_code: str) -> str | None:
    """Where an OTP for this person goes: the account's phone, or that of the register where there is no account; None: nowhere."""
    account = find_by_code(session, bhxh_code)
    return account.phone if account else register.phone_on_record(session, bhxh_code)


def phone_of_account(session: Session, account_id: int) -> str:
    """The phone (`84…`) of an account. Raises LookupError."""
    return _existing(session, account_id).phone


def change_phone(session: Session, account_id: int, phone: str, actor: str) -> None:
    """OTPs go to this phone from now on. Who may ask for it: `backend.accounts.changes`. Raises InvalidValue, LookupError."""
    account = _existing(session, account_id)
    account.phone = parse_mobile(phone)
    account.phone_index = phone_index(keyring_of(session), account.phone)
    _note(session, account, actor, "account.phone_changed")


def give_demo_password(session: Session, bhxh_code: str, password: str) -> None:
    """The demo's password may have been set anew: its accounts that their owners have not changed get it, and are logged out."""
    account = session.scalar(select(Account).where(Account.code_index == register.code_index(session, bhxh_code)))
    if account is None or not account.demo or passwords.matches(account.password_hash, password):
        return
    account.password_hash = passwords.hashed(password)
    session.execute(delete(AccountSession).where(AccountSession.account_id == account.id))


def wards_of(session: Session, person_id: int) -> list[int]:
    """The children (under 18) whose guardian this person is, the eldest first: ids of the register."""
    return [minor.id for minor in register.minors_of(session, person_id)]


def remove(session: Session, account_id: int, actor: str) -> None:
    """The account is gone, and whoever is logged in with it is out. The register and the audit keep what they have."""
    account = _existing(session, account_id)
    _note(session, account, actor, "account.removed")
    session.execute(delete(AccountSession).where(AccountSession.account_id == account.id))
    session.delete(account)
    session.flush()


def _existing(session: Session, account_id: int) -> Account:
    account = session.get(Account, account_id)
    if account is None:
        raise LookupError(account_id)
    return account


def _record(account: Account | None) -> AccountRecord | None:
    if account is None:
        return None
    return AccountRecord(
        account.id,
        account.person_id,
        account.code_index,
        account.phone,
        account.email,
        account.demo,
        account.created_at,
        account.first_login_at,
    )


def _note(session: Session, account: Account, actor: str, action: str) -> None:
    details = {"account": account.id}
    audit.record(session, actor=actor, action=action, subject_index=account.code_index, details=details)
