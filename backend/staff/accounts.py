"""Accounts of staff: made, changed and closed. Every act is audited in its own transaction."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend import audit
from backend.credentials import passwords
from backend.credentials.tries import Tries
from backend.declined import Declined
from backend.feedback.subjects import Monitor
from backend.staff import second
from backend.staff.models import StaffAccount, StaffSession
from backend.staff.roles import Role
from bhxh.dates import utcnow
from bhxh.messages import text
from bhxh.text import clean

USERNAME: Final = re.compile(r"[a-z][a-z0-9]*(\.[a-z0-9]+)*")
tries: Final = Tries("staff")
_AGENCY: Final = re.compile(r"[0-9]{3,7}")


def find(session: Session, username: str) -> StaffAccount | None:
    """The account of this name, closed or not."""
    return session.scalar(select(StaffAccount).where(StaffAccount.username == username.strip().lower()))


def position_of(session: Session, actor: str) -> tuple[Role, str | None] | None:
    """The role and agency of whom the audit names ``actor``; None: no member of staff. Never their name."""
    kind, _, username = actor.partition(":")
    account = find(session, username) if kind == "staff" and username else None
    return None if account is None else (Role(account.role), account.agency)


def listing(session: Session) -> Sequence[StaffAccount]:
    """All accounts by name."""
    return session.scalars(select(StaffAccount).order_by(StaffAccount.username)).all()


def create(
    session: Session,
    *,
    username: str,
    name: str,
    role: Role,
    agency: str | None,
    actor: str,
    unit: str | None = None,
    password: str | None = None,
    demo: bool = False,
) -> str:
    """A new account; returns its first password, which must be changed (the demo's need not be).

    Raises Declined("username" | "name" | "agency" | "unit" | "username_taken").
    """
    if len(username) > 64 or USERNAME.fullmatch(username) is None:
        raise Declined("username", text("staff.username_form"), ("username",))
    name = clean(name)
    if not 1 <= len(name) <= 100:
        raise Declined("name", text("staff.name_form"), ("name",))
    if agency is not None and _AGENCY.fullmatch(agency) is None:
        raise Declined("agency", text("staff.agency_form"), ("agency",))
    if unit is not None and unit not in set(Monitor):
        raise Declined("unit", text("staff.unit_form"), ("unit",))
    if find(session, username) is not None:
        raise Declined("username_taken", text("staff.username_taken"), ("username",))
    first = password or passwords.made_up()
    account = StaffAccount(
        username=username,
        name=name,
        role=role.value,
        agency=agency,
        unit=unit,
        password_hash=passwords.hashed(first),
        must_change=not demo,
        demo=demo,
        created_at=utcnow(),
    )
    session.add(account)
    session.flush()
    _note(session, actor, "staff.create", account, role=role.value)
    return first


def set_password(session: Session, account: StaffAccount, password_hash: str, actor: str) -> None:
    """The person's own choice, checked and hashed by the caller outside of the transaction; every session of theirs ends."""
    account.password_hash = password_hash
    account.must_change = False
    end_sessions(session, account)
    _note(session, actor, "staff.password_changed", account)


def reset(session: Session, account: StaffAccount, actor: str) -> str:
    """A fresh first password for somebody who lost theirs or their phone: sessions end, the second factor is set up anew.

    Raises Declined("self").
    """
    _not_oneself(account, actor)
    first = passwords.made_up()
    account.password_hash = passwords.hashed(first)
    account.must_change, account.demo = True, False
    account.totp_secret = account.totp_confirmed_at = account.totp_used = None
    second.forget_recovery_codes(session, account)
    end_sessions(session, account)
    tries.forget(session, account.username)
    _note(session, actor, "staff.reset", account)
    return first


def give_role(session: Session, account: StaffAccount, role: Role, actor: str) -> None:
    """Another kind of work; open sessions have its permissions with their next request. Raises Declined("self")."""
    _not_oneself(account, actor)
    account.role = role.value
    _note(session, actor, "staff.role", account, role=role.value)


def close(session: Session, account: StaffAccount, actor: str) -> None:
    """The person is locked out at once. Raises Declined("self"): the last administrator must not shut the door behind them."""
    _not_oneself(account, actor)
    account.closed_at = account.closed_at or utcnow()
    end_sessions(session, account)
    _note(session, actor, "staff.close", account)


def reopen(session: Session, account: StaffAccount, actor: str) -> str:
    """The person may log in again, with a fresh first password, which is returned."""
    account.closed_at = None
    return reset(session, account, actor)


def confirm_totp(session: Session, account: StaffAccount, now: datetime) -> list[str]:
    """The authenticator app has shown a right code: from now on it is asked for. Returns the recovery codes."""
    account.totp_confirmed_at = now
    _note(session, f"staff:{account.username}", "staff.second_factor", account)
    return second.new_recovery_codes(session, account)


def end_sessions(session: Session, account: StaffAccount) -> None:
    """Every browser of this person is logged out."""
    session.execute(delete(StaffSession).where(StaffSession.account_id == account.id))


def _not_oneself(account: StaffAccount, actor: str) -> None:
    """Raises Declined("self") when somebody would act on their own account."""
    if actor == f"staff:{account.username}":
        raise Declined("self", text("staff.not_oneself"))


def _note(session: Session, actor: str, action: str, account: StaffAccount, **details: str) -> None:
    audit.record(session, actor=actor, action=action, details={"account": account.username, **details})
