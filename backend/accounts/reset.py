"""A lost password: BHXH code, a code by SMS to the phone on record, a new password.

Nobody learns here whether a code has an account. The SMS goes out behind the answer, which therefore takes as long where there is
nobody to send it to; and a code for nobody's account is compared by the gateway like any other, and is never the right one.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from backend import audit
from backend.accounts import login, passwords, sessions
from backend.accounts.models import Account, AccountReset, SessionEnd
from backend.accounts.service import actor_of
from backend.credentials import otp
from backend.credentials.passwords import hashed
from backend.credentials.sessions import new_token
from backend.credentials.tries import Tries
from backend.database import Database, blind_index
from backend.declined import Declined
from backend.participants import register
from bhxh.dates import utcnow
from bhxh.identifiers import mask_code
from bhxh.messages import text
from bhxh.problems import InvalidValue
from kit.logs import get_logger
from sms_gateway.client import SmsClient

HOLDS: Final = timedelta(minutes=15)
"""From the first step to the right code, and from there to the new password."""
LINK_PATH: Final = "/tai-khoan/dat-lai/"
_AGAIN: Final = timedelta(seconds=30)
_WINDOW: Final = timedelta(hours=1)
_PER_CLIENT: Final = 30
_DIGITS: Final = 6
_NOBODYS: Final = "0" * 32
_LONGEST_TYPED: Final = 64

tries: Final = Tries("account_reset")
log = get_logger()


class Resets:
    """Lost passwords. A reset is known by its token, a secret of one browser. Safe to share between threads."""

    def __init__(
        self, database: Database, sms: SmsClient, *, limit_addresses: bool, clock: Callable[[], datetime] = utcnow
    ) -> None:
        """``limit_addresses`` False (rate limits off, demo) lets load tools ask from one address; tries and locks stay."""
        self._database = database
        self._sms = sms
        self._limit_addresses = limit_addresses
        self.clock = clock
        self._behind = ThreadPoolExecutor(2, "account-reset")

    def close(self) -> None:
        """Wait for what is on its way to the gateway."""
        self._behind.shutdown()

    def start(self, typed_code: str, client: str) -> str:
        """The first step; returns the token. Raises InvalidValue for what is no BHXH code and no personal ID, Declined("too_many") for an address that has
        asked too often."""
        now, token = self.clock(), new_token()
        with self._database.begin() as session:
            code = register.code_of_number(session, typed_code[:_LONGEST_TYPED])
            client_index = blind_index(session, "account_reset.client", client)
            self._count(session, client_index, now)
            code_index = register.code_index(session, code)
            account = session.scalar(select(Account).where(Account.code_index == code_index))
            row = AccountReset(
                token_index=_index(session, token),
                code_index=code_index,
                client_index=client_index,
                account_id=account.id if account else None,
                created_at=now,
                resend_at=now + _AGAIN,
            )
            session.add(row)
        self._send(row.token_index, account, client)
        return token

    def send_again(self, token: str, client: str) -> None:
        """Another code. Raises Declined("none" | "resend_wait")."""
        now = self.clock()
        with self._database.begin() as session:
            row = self._open(session, token, now)
            if now < row.resend_at:
                seconds = ceil((row.resend_at - now).total_seconds())
                raise Declined("resend_wait", text("identity.resend_wait", seconds=seconds))
            row.resend_at = now + _AGAIN
            account = session.get(Account, row.account_id) if row.account_id is not None else None
        self._send(row.token_index, account, client)

    def waits(self, token: str) -> bool:
        """Whether this reset waits for its code."""
        with self._database.reading() as session:
            try:
                self._open(session, token, self.clock())
            except Declined:
                return False
        return True

    def check(self, token: str, typed: str) -> None:
        """Use the code up. Raises Declined: none, wrong (whatever is wrong with it), closed, sms_unavailable."""
        code = "".join(letter for letter in typed if letter.isdigit())
        with self._database.reading() as session:
            row = self._open(session, token, self.clock())
        if len(code) != _DIGITS:
            raise Declined("wrong", text("identity.not_a_code"))
        name = row.code_index.hex()
        if not tries.take(self._database, name, self.clock()):
            raise Declined("closed", text("identity.closed"))
        try:
            otp.check(self._sms, row.request_id or _NOBODYS, code)
        except Declined as declined:
            if declined.code == "sms_unavailable":
                raise
            raise Declined("wrong", text("accounts.reset.wrong")) from None
        with self._database.begin() as session:
            tries.forget(session, name)
            self._open(session, token, self.clock()).proven_at = self.clock()

    def code_of(self, token: str) -> str:
        """Whose new password is asked for, masked (``79******89``): somebody may have sent the reader a link of their own account.
        Raises Declined("none")."""
        with self._database.reading() as session:
            account = self._account(session, self._open(session, token, self.clock(), proven=True))
            person = register.find_by_id(session, account.person_id)
            return mask_code(person.bhxh_code) if person else ""

    def finish(self, token: str, new: str, again: str) -> None:
        """The new password; every browser is out. Raises InvalidValue, Declined("none")."""
        if new != again:
            raise InvalidValue("password.again", text("accounts.password_again"))
        with self._database.reading() as session:
            account = self._account(session, self._open(session, token, self.clock(), proven=True))
            personal = login.personal(session, account)
        passwords.check_new(new, personal, account.password_hash)
        chosen = hashed(new)
        with self._database.begin() as session:
            row = self._open(session, token, self.clock(), proven=True, lock=True)
            account = self._account(session, row)
            login.set_password(account, chosen, self.clock())
            sessions.end_others(session, account.id, SessionEnd.PASSWORD, but=None)
            # Other resets of this account, too: whoever began one has not chosen this password.
            session.execute(delete(AccountReset).where(AccountReset.account_id == account.id))
            actor = actor_of(account.id)
            audit.record(session, actor=actor, action="account.password_reset", subject_index=account.code_index)

    def _send(self, token_index: bytes, account: Account | None, client: str) -> None:
        if account is not None:
            self._behind.submit(self._hand_over, token_index, account.phone, client)

    def _hand_over(self, token_index: bytes, phone: str, client: str) -> None:
        try:
            sent = otp.send(self._sms, phone, "password", client)
        except Declined as declined:  # nobody may be told why there is no code: it would tell that there is an account
            log.warning("reset_code_not_sent", code=declined.code)
            return
        with self._database.begin() as session:
            row = session.get(AccountReset, token_index)
            if row is not None:
                row.request_id = sent.id

    def _count(self, session: Session, client_index: bytes, now: datetime) -> None:
        """Raises Declined when this address has begun too many, whoever's they were."""
        lately = (AccountReset.client_index == client_index, AccountReset.created_at > now - _WINDOW)
        count = session.scalar(select(func.count()).select_from(AccountReset).where(*lately)) or 0
        if self._limit_addresses and count >= _PER_CLIENT:
            raise Declined("too_many", text("identity.too_many", minutes=int(_WINDOW.total_seconds() // 60)))

    @staticmethod
    def _open(session: Session, token: str, now: datetime, *, proven: bool = False, lock: bool = False) -> AccountReset:
        row = session.get(AccountReset, _index(session, token), with_for_update=lock)
        since = None if row is None else (row.proven_at if proven else row.created_at)
        if row is None or since is None or (row.proven_at is not None) != proven or since <= now - HOLDS:
            raise Declined("none", text("accounts.reset.gone"))
        return row

    @staticmethod
    def _account(session: Session, row: AccountReset) -> Account:
        account = session.get(Account, row.account_id) if row.account_id is not None else None
        if account is None:
            raise Declined("none", text("accounts.reset.gone"))
        return account


def allow(session: Session, account_id: int, now: datetime) -> str:
    """A reset whose owner has just proven to be the account's by other means (the chat's OTP); returns its token, which opens
    `LINK_PATH` + token until the new password is chosen."""
    account, token = session.get_one(Account, account_id), new_token()
    row = AccountReset(
        token_index=_index(session, token),
        code_index=account.code_index,
        client_index=blind_index(session, "account_reset.client", ""),
        account_id=account_id,
        created_at=now,
        resend_at=now,
        proven_at=now,
    )
    session.add(row)
    actor = actor_of(account_id)
    audit.record(session, actor=actor, action="account.reset_allowed", subject_index=account.code_index)
    return token


def forget_old(session: Session, now: datetime) -> None:
    """Drop what was begun so long ago that it does not even count any more."""
    session.execute(delete(AccountReset).where(AccountReset.created_at <= now - _WINDOW))


def _index(session: Session, token: str) -> bytes:
    return blind_index(session, "account_reset.token", token)
