"""Logging in, step by step: code and password; a new password where the old one is the first or too old; and, while another device
is logged in, an OTP that signs that one out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import audit
from backend.accounts import changes, passwords, service, sessions
from backend.accounts.changes import Row
from backend.accounts.codes import Codes, For
from backend.accounts.models import Account, ChangeField, SessionEnd
from backend.accounts.service import actor_of
from backend.accounts.sessions import Citizen, Open
from backend.credentials.passwords import hashed, matches
from backend.credentials.tries import Tries
from backend.database import Database
from backend.declined import Declined
from backend.participants import register
from backend.registration.fields import parse_field
from bhxh.dates import utcnow
from bhxh.messages import text
from bhxh.problems import InvalidValue
from sms_gateway.client import SmsClient

tries: Final = Tries("account")
_LONGEST_TYPED: Final = 200


@dataclass(frozen=True)
class Standing:
    """An account as its owner is shown it. ``phone_tail``: last three digits."""

    phone_tail: str
    email: str | None
    must_change: bool
    password_at: datetime
    created_at: datetime


class Login:
    """Each method that succeeds returns the value of a fresh session cookie."""

    def __init__(self, database: Database, sms: SmsClient, clock: Callable[[], datetime] = utcnow) -> None:
        self._database = database
        self.clock = clock
        self.codes = Codes(database, sms, clock)

    def who(self, token: str | None, *, touch: bool) -> Citizen | None:
        """Who this cookie is; None: nobody any more."""
        return None if not token else sessions.find(self._database, token, self.clock(), touch=touch)

    def ended(self, token: str) -> SessionEnd | None:
        """Why the session of this cookie was ended by something else than its own log-out."""
        return sessions.ended(self._database, token) if token else None

    def account(self, who: Citizen) -> Standing:
        """What the owner is told of the account. Raises Declined when it is gone."""
        with self._database.reading() as session:
            account = self._existing(session.get(Account, who.account_id))
            return Standing(
                account.phone[-3:], account.email, account.must_change, account.password_at, account.created_at
            )

    def open_sessions(self, who: Citizen, token: str) -> list[Open]:
        """All browsers that are logged in or try to be, this one first."""
        with self._database.reading() as session:
            return sessions.listing(session, who.account_id, token, self.clock())

    def password(self, typed_code: str, password: str, *, device: str, before: str | None) -> str:
        """The first step. ``before``: the browser's cookie so far; the session it names, if any, is no other device.

        ``typed_code``: the BHXH code, or the personal ID that serves as one. Raises InvalidValue for what is neither; Declined("wrong"), which says the same for a wrong password and for a code
        without an account, and takes as long; Declined("closed") when there were too many, whoever's code it is.
        """
        with self._database.reading() as session:
            code = register.code_of_number(session, typed_code[:_LONGEST_TYPED])
        now = self.clock()
        if not tries.take(self._database, code, now):
            self._note_failure(code, "closed")
            raise Declined("closed", text("accounts.tries_over"))
        with self._database.reading() as session:
            account = self._by_code(session, code)
        if not matches(account.password_hash if account else None, password[:_LONGEST_TYPED]) or account is None:
            self._note_failure(code, "password")
            raise Declined("wrong", text("accounts.wrong"))
        with self._database.begin() as session:
            account = self._locked(session, account.id)
            tries.forget(session, code)
            alone = not sessions.others(session, account, now, but=before)
            if before is not None:
                sessions.end(session, before)
            token = sessions.begin(session, account, now, confirmed=alone, device=device)
            self._note(session, account, "account.login", second_device=int(not alone))
        return token

    def take_over(self, who: Citizen, token: str, typed: str) -> str:
        """The second device: with the code that the account's phone was sent, every other browser is out. Raises Declined."""
        self.codes.check(who, token, For.DEVICE, typed)
        with self._database.begin() as session:
            account = self._locked(session, who.account_id)
            fresh = self._alone(session, account, token, SessionEnd.OTHER_DEVICE)
            self._note(session, account, "account.device_changed")
        return fresh

    def choose_password(self, who: Citizen, token: str, old: str, new: str, again: str, *, client: str) -> None:
        """A new password, checked and waiting for the code that is sent now. Raises InvalidValue or Declined."""
        if new != again:
            raise InvalidValue("password.again", text("accounts.password_again"))
        account = self._right_password(who, old)
        with self._database.reading() as session:
            own = personal(session, account)
        passwords.check_new(new, own, account.password_hash)
        self.codes.send(who, token, For.PASSWORD, client, new_hash=hashed(new))

    def change_password(self, who: Citizen, token: str, typed: str) -> str:
        """The code is right: the chosen password holds, and every other browser is out. Raises Declined."""
        new_hash = self.codes.check(who, token, For.PASSWORD, typed)
        if new_hash is None:
            raise Declined("none", text("identity.none_pending"))
        with self._database.begin() as session:
            account = self._locked(session, who.account_id)
            set_password(account, new_hash, self.clock())
            fresh = self._alone(session, account, token, SessionEnd.PASSWORD)
            self._note(session, account, "account.password_changed")
        return fresh

    def ask_removal(self, who: Citizen, token: str, password: str, client: str) -> None:
        """The account is to be deleted: with the right password a code goes out. Raises InvalidValue or Declined."""
        self._right_password(who, password)
        self.codes.send(who, token, For.REMOVAL, client)

    def remove(self, who: Citizen, token: str, typed: str) -> None:
        """With the right code the account is gone. Raises Declined."""
        self.codes.check(who, token, For.REMOVAL, typed)
        with self._database.begin() as session:
            service.remove(session, who.account_id, who.actor)

    def ask_change(self, who: Citizen, token: str, field: ChangeField, value: str, typed: str) -> Row:
        """With the right code, a dossier to change something of the account. Raises InvalidValue or Declined; what is wrong with the
        value is said before the code is used up."""
        parse_field(field.value, value, {})
        self.codes.check(who, token, For.CHANGE, typed)
        with self._database.begin() as session:
            return changes.ask_change(session, who.account_id, field, value, actor=who.actor, now=self.clock())

    def changes(self, who: Citizen) -> list[Row]:
        """What the owner has asked to change, the latest first."""
        with self._database.reading() as session:
            return changes.of_account(session, who.account_id)

    def withdraw(self, who: Citizen, change_id: int) -> None:
        """The owner does not want that change any more. Raises as `changes.withdraw` does."""
        with self._database.begin() as session:
            changes.withdraw(session, who.account_id, change_id, now=self.clock())

    def sign_out_others(self, who: Citizen, token: str) -> int:
        """Only this browser stays; returns how many others were logged in or about to."""
        with self._database.begin() as session:
            account = self._locked(session, who.account_id)
            count = sessions.end_others(session, account.id, SessionEnd.SIGNED_OUT, but=token)
            self._note(session, account, "account.others_signed_out", count=count)
        return count

    def out(self, token: str) -> None:
        """Log out."""
        with self._database.begin() as session:
            sessions.end(session, token)

    def _right_password(self, who: Citizen, typed: str) -> Account:
        """The account, if this is its password: a browser left open gives whoever finds it five guesses and no more."""
        name = f"old:{who.account_id}"
        if not tries.take(self._database, name, self.clock()):
            raise Declined("closed", text("accounts.tries_over"))
        with self._database.reading() as session:
            account = self._existing(session.get(Account, who.account_id))
        if not matches(account.password_hash, typed[:_LONGEST_TYPED]):
            raise InvalidValue("password.old", text("accounts.password_old"))
        with self._database.begin() as session:
            tries.forget(session, name)
        return account

    def _alone(self, session: Session, account: Account, token: str, why: SessionEnd) -> str:
        """A fresh session for this browser, and none for any other."""
        row = sessions.table.row(session, token, self.clock())
        if row is None or row.ended is not None:
            raise Declined("none", text("identity.none_pending"))
        device = row.device
        sessions.end(session, token)
        sessions.end_others(session, account.id, why, but=None)
        return sessions.begin(session, account, self.clock(), confirmed=True, device=device)

    @staticmethod
    def _by_code(session: Session, code: str) -> Account | None:
        return session.scalar(select(Account).where(Account.code_index == register.code_index(session, code)))

    @classmethod
    def _locked(cls, session: Session, account_id: int) -> Account:
        """The account, in line: of two devices that log in at once the second finds the first."""
        return cls._existing(session.get(Account, account_id, with_for_update=True))

    @staticmethod
    def _existing(account: Account | None) -> Account:
        if account is None:
            raise Declined("wrong", text("accounts.wrong"))
        return account

    @staticmethod
    def _note(session: Session, account: Account, action: str, **details: int) -> None:
        actor = actor_of(account.id)
        audit.record(session, actor=actor, action=action, subject_index=account.code_index, details=details)

    def _note_failure(self, code: str, why: str) -> None:
        with self._database.begin() as session:
            index = register.code_index(session, code)
            audit.record(session, actor="visitor", action="account.failed", subject_index=index, details={"why": why})


def set_password(account: Account, new_hash: str, now: datetime) -> None:
    """The owner's own choice, checked and hashed by the caller outside of the transaction."""
    account.password_hash = new_hash
    account.must_change = account.demo = False
    account.password_at = now
    account.reminded = 0


def personal(session: Session, account: Account) -> list[str]:
    """What a password of this person must not contain: code, name, papers, phone, date of birth."""
    person = register.find_by_id(session, account.person_id)
    if person is None:
        return []
    dates = [person.date_of_birth.strftime(form) for form in ("%d%m%Y", "%Y%m%d", "%d%m%y")]
    return [person.bhxh_code, person.full_name, person.personal_id or "", account.phone[2:], *dates]
