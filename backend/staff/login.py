"""Logging in, step by step: password, then the second factor; at the first time a new password and an authenticator app."""

from collections.abc import Callable
from datetime import datetime

from backend import audit
from backend.credentials.passwords import hashed, matches
from backend.database import Database
from backend.declined import Declined
from backend.staff import accounts, second, sessions
from backend.staff.accounts import tries
from backend.staff.models import StaffAccount
from backend.staff.passwords import check_new
from backend.staff.sessions import Staff
from bhxh.dates import utcnow
from bhxh.messages import text
from bhxh.problems import InvalidValue

_LONGEST_TYPED = 200


class Login:
    """Each method that succeeds returns the value of a fresh session cookie."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = utcnow) -> None:
        self._database = database
        self.clock = clock

    def who(self, token: str | None, *, touch: bool) -> Staff | None:
        """Who this cookie is; None: nobody any more."""
        return None if not token else sessions.find(self._database, token, self.clock(), touch=touch)

    def password(self, username: str, password: str) -> str:
        """The first step. Raises Declined("wrong"), which says the same for a wrong password, an unknown name and a closed one,
        or Declined("closed") when there were too many, whoever's name it is."""
        username = username.strip().lower()[:_LONGEST_TYPED]
        now = self.clock()
        if not tries.take(self._database, username, now):
            self._note_failure(username, "closed")
            raise Declined("closed", text("staff.tries_over"))
        with self._database.reading() as session:
            account = accounts.find(session, username)
        good = account is not None and account.closed_at is None
        stored = account.password_hash if account is not None and good else None
        if not matches(stored, password[:_LONGEST_TYPED]) or account is None:
            self._note_failure(username, "password")
            raise Declined("wrong", text("staff.wrong"))
        with self._database.begin() as session:
            if account.totp_confirmed_at is None:
                tries.forget(session, username)
            token = sessions.begin(session, account, now, second_passed=False)
            audit.record(session, actor=f"staff:{username}", action="staff.login")
        return token

    def code(self, staff: Staff, token: str, typed: str) -> str:
        """The second step: the app's code or a recovery code. Raises Declined("code" | "closed")."""
        now = self.clock()
        if not tries.take(self._database, staff.username, now):
            raise Declined("closed", text("staff.tries_over"))
        with self._database.begin() as session:
            account = self._account(session.get(StaffAccount, staff.account_id))
            recovered = False
            right = second.accept(session, account, typed, now)
            if not right:
                right = recovered = second.accept_recovery(session, account, typed[:_LONGEST_TYPED])
            if right:
                tries.forget(session, staff.username)
                sessions.end(session, token)
                fresh = sessions.begin(session, account, now, second_passed=True)
                audit.record(
                    session, actor=staff.actor, action="staff.recovery_code" if recovered else "staff.second_passed"
                )
                return fresh
        self._note_failure(staff.username, "code")
        raise Declined("code", text("staff.wrong_code"))

    def change_password(self, staff: Staff, old: str, new: str, again: str) -> str:
        """A new password, which ends every other session of this person. Raises InvalidValue or Declined."""
        if new != again:
            raise InvalidValue("password.again", text("staff.password_again"))
        now = self.clock()
        if not tries.take(self._database, staff.username, now):
            raise Declined("closed", text("staff.tries_over"))
        with self._database.reading() as session:
            stored = self._account(session.get(StaffAccount, staff.account_id)).password_hash
        if not matches(stored, old[:_LONGEST_TYPED]):
            raise InvalidValue("password.old", text("staff.password_old"))
        check_new(new, staff.username, stored)
        chosen = hashed(new)
        with self._database.begin() as session:
            account = self._account(session.get(StaffAccount, staff.account_id))
            accounts.set_password(session, account, chosen, staff.actor)
            tries.forget(session, staff.username)
            return sessions.begin(session, account, now, second_passed=account.totp_confirmed_at is not None)

    def secret(self, staff: Staff) -> str:
        """The secret that this person's app is to hold; made at the first call, the same until it is confirmed."""
        with self._database.begin() as session:
            account = self._account(session.get(StaffAccount, staff.account_id))
            if account.totp_secret is None:
                account.totp_secret = second.new_secret()
            return account.totp_secret

    def enrol(self, staff: Staff, token: str, typed: str) -> tuple[str, list[str]]:
        """The app shows the right code: a fresh cookie and the recovery codes. Raises Declined("code")."""
        now = self.clock()
        with self._database.begin() as session:
            account = self._account(session.get(StaffAccount, staff.account_id))
            if account.totp_confirmed_at is not None or not second.accept(session, account, typed, now):
                raise Declined("code", text("staff.wrong_code"))
            codes = accounts.confirm_totp(session, account, now)
            sessions.end(session, token)
            return sessions.begin(session, account, now, second_passed=True), codes

    def out(self, token: str) -> None:
        """Log out."""
        with self._database.begin() as session:
            sessions.end(session, token)

    @staticmethod
    def _account(account: StaffAccount | None) -> StaffAccount:
        if account is None or account.closed_at is not None:
            raise Declined("wrong", text("staff.wrong"))
        return account

    def _note_failure(self, username: str, why: str) -> None:
        """Under the name's keyed hash: who types a password into the field for the name must not find it in the audit."""
        with self._database.begin() as session:
            index = tries.name_index(session, username)
            audit.record(session, actor="staff", action="staff.failed", subject_index=index, details={"why": why})
