"""Members of staff as other capabilities need them: whose work something is, and where e-mails to them go."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import audit
from backend.declined import Declined
from backend.registration import fields
from backend.staff.models import StaffAccount
from backend.staff.roles import MAY, Permission, Role
from bhxh.problems import InvalidValue


@dataclass(frozen=True)
class Colleague:
    """``agency`` None: the whole country; ``unit``: the unit at headquarters that they work for, None: no particular one."""

    username: str
    agency: str | None
    unit: str | None


def who_may(session: Session, permission: Permission) -> list[Colleague]:
    """Everybody with an open account who has this permission, by name."""
    roles = [role.value for role in Role if permission in MAY[role]]
    query = select(StaffAccount).where(StaffAccount.role.in_(roles), StaffAccount.closed_at.is_(None))
    return [Colleague(each.username, each.agency, each.unit) for each in session.scalars(query.order_by("username"))]


def in_agencies(session: Session, permission: Permission, codes: Collection[str]) -> list[str]:
    """The user names of those of these agencies, not of what is below or above them."""
    return [each.username for each in who_may(session, permission) if each.agency in codes]


def addresses(session: Session, usernames: Iterable[str]) -> dict[str, str]:
    """The e-mail addresses of those who have given one and whose account is open."""
    query = select(StaffAccount).where(StaffAccount.username.in_([*usernames]), StaffAccount.closed_at.is_(None))
    return {each.username: each.email for each in session.scalars(query) if each.email}


def give_address(session: Session, username: str, written: str, actor: str) -> None:
    """Where e-mails to this person go; empty: none are sent. Raises Declined("email")."""
    try:
        email = fields.parse_field("email", written, {}) if written.strip() else None
    except InvalidValue as wrong:
        raise Declined("email", wrong.detail, ("email",)) from None
    account = session.scalars(select(StaffAccount).where(StaffAccount.username == username)).one()
    account.email = email
    details = {"account": username, "given": "yes" if email else "no"}
    audit.record(session, actor=actor, action="staff.email", details=details)
