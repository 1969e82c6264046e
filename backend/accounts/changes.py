"""Changes of an account as dossiers: phone, e-mail, name, identity number (Công văn 3717/BHXH-CNTT, PL02 mục 2).

Asked for by the owner (`ask_change`, who has proven to be the owner by OTP) or by an officer in front of whom they stand, who has lost
the old phone. Whoever asks, the owner is warned on the phone on record in the same transaction. Officers then take
`note` (Ghi nhận: the caller has asked the household register, outside of the transaction, for `Change.code` and `Change.name_to_check`),
`confirm` (Xác nhận) or `reject`. Each step is one conditional update, so two officers cannot take it twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend import audit, notify
from backend.accounts import service
from backend.accounts.models import Account, AccountChange, ChangeField, ChangeState
from backend.declined import Declined
from backend.participants import register, writing
from backend.participants.records import PersonRecord
from backend.registration.fields import parse_field, show_field
from backend.registration.scope import Scope
from bhxh.messages import catalogue, text
from bhxh.text import clean

OPEN: Final = (ChangeState.MOI, ChangeState.GHI_NHAN)
GOOD: Final = frozenset({"found", "near"})
"""Verdicts of the household register (`backend.households.register.Verdict`) with which a change can be made."""
LONGEST_REASON: Final = 200
_PAGE: Final = 50


@dataclass(frozen=True)
class Row:
    """A change in a list. Holds no personal data."""

    id: int
    account_id: int
    agency_code: str | None
    field: ChangeField
    state: ChangeState
    household: str | None
    asked_at: datetime
    decided_at: datetime | None

    @property
    def number(self) -> str:
        """As the citizen and the officer name it: TD-000012."""
        return f"TD-{self.id:06d}"


@dataclass(frozen=True)
class Change:
    """A change with what it is about. ``old`` and ``new`` as people read them, ``old`` empty where there is none."""

    row: Row
    code: str
    full_name: str
    old: str
    new: str
    reason: str | None

    @property
    def name_to_check(self) -> str:
        """The name that the household register must have for the code: the new one, where the name is what changes."""
        return self.new if self.row.field is ChangeField.NAME else self.full_name


def ask_change(
    session: Session,
    account_id: int,
    field: ChangeField,
    value: str,
    *,
    actor: str,
    now: datetime,
    counter: Scope | None = None,
) -> Row:
    """A new dossier; the owner is warned on the old phone. ``value`` as somebody has typed it; ``counter``: an officer of this scope has
    compared the person at the counter with an original identity paper, which stands in the audit.

    Raises InvalidValue; Declined("change.same" | "change.pending"); LookupError for an account that is gone, or not in the scope.
    """
    account, person = _of(session, account_id, lock=True)
    if counter is not None and not counter.covers(person.agency_code or ""):
        # Before the value is compared: the answer would tell another agency whether it is the right one.
        raise LookupError(account_id)
    new = parse_field(field.value, value, {})
    if new == _present(account, person, field):
        raise Declined("change.same", text("accounts.change.same"), ("value",))
    waiting = select(AccountChange.id).where(
        AccountChange.account_id == account_id, AccountChange.field == field, AccountChange.state.in_(OPEN)
    )
    if session.scalar(waiting) is not None:
        raise Declined("change.pending", text("accounts.change.pending"))
    change = AccountChange(
        account_id=account_id,
        agency_code=person.agency_code,
        field=field,
        new_value=new,
        state=ChangeState.MOI,
        asked_at=now,
    )
    session.add(change)
    session.flush()
    row = _row(change)
    _tell(session, account.phone, "canh_bao_thay_doi", row, noi_dung=_words(field))
    _note(
        session,
        account,
        change,
        actor,
        "account.change_asked",
        **({"identity": "checked"} if counter is not None else {}),
    )
    return row


def listing(
    session: Session, scope: Scope, states: Sequence[ChangeState] = OPEN, *, after: int = 0, limit: int = _PAGE
) -> list[Row]:
    """Changes of the people of an agency in these states, the oldest first; ``after``: the id the page before ended with."""
    query = select(AccountChange).where(AccountChange.state.in_(states), AccountChange.id > after)
    if scope.province is not None:
        query = query.where(AccountChange.agency_code.startswith(scope.province, autoescape=True))
    elif scope.agency is not None:
        query = query.where(AccountChange.agency_code == scope.agency)
    return [_row(change) for change in session.scalars(query.order_by(AccountChange.id).limit(limit))]


def of_account(session: Session, account_id: int) -> list[Row]:
    """What the owner has asked for so far, the latest first."""
    query = select(AccountChange).where(AccountChange.account_id == account_id).order_by(AccountChange.id.desc())
    return [_row(change) for change in session.scalars(query.limit(_PAGE))]


def open_change(session: Session, scope: Scope, change_id: int, *, actor: str) -> Change | None:
    """One change with the person's data, which is audited; None: there is none, or not in this scope."""
    change = _in_scope(session, scope, change_id)
    if change is None:
        return None
    account, person = _of(session, change.account_id)
    field = ChangeField(change.field)
    present = _present(account, person, field)
    _note(session, account, change, actor, "account.change_read")
    return Change(
        _row(change),
        person.bhxh_code,
        person.full_name,
        show_field(field.value, present) if present else "",
        show_field(field.value, change.new_value),
        change.reason,
    )


def note(session: Session, scope: Scope, change_id: int, verdict: str, *, actor: str) -> None:
    """Ghi nhận, with what the household register said (`Verdict`). Raises Declined("change.decided") where somebody was first, or it is
    not in this scope."""
    change = _move(session, scope, change_id, (ChangeState.MOI,), state=ChangeState.GHI_NHAN, household=verdict)
    account, _ = _of(session, change.account_id)
    _note(session, account, change, actor, "account.change_noted")


def confirm(session: Session, scope: Scope, change_id: int, *, actor: str, now: datetime) -> None:
    """Xác nhận: the change is made and told, on the old phone and on the new one.

    Raises Declined("change.decided"); Declined("change.household") where the register does not know code and name.
    """
    noted = _in_scope(session, scope, change_id)
    if noted is not None and noted.state == ChangeState.GHI_NHAN and noted.household not in GOOD:
        raise Declined("change.household", text("accounts.change.household"))
    decided = {"state": ChangeState.XAC_NHAN, "decided_at": now, "decided_by": actor}
    change = _move(session, scope, change_id, (ChangeState.GHI_NHAN,), **decided)
    account, person = _of(session, change.account_id, lock=True)
    phones = {account.phone}
    _make(session, change, account, person, actor)
    for phone in phones | {account.phone}:
        _tell(session, phone, "thay_doi_xong", _row(change), noi_dung=_words(ChangeField(change.field)))
    _note(session, account, change, actor, "account.change_made")


def reject(session: Session, scope: Scope, change_id: int, reason: str, *, actor: str, now: datetime) -> None:
    """Từ chối: the owner is told the reason. Raises Declined("change.decided" | "change.reason")."""
    reason = clean(reason).replace("\n", " ").strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise Declined("change.reason", text("accounts.change.reason", most=LONGEST_REASON), ("reason",))
    decided = {"state": ChangeState.TU_CHOI, "decided_at": now, "decided_by": actor, "reason": reason}
    change = _move(session, scope, change_id, OPEN, **decided)
    account, _ = _of(session, change.account_id)
    _tell(session, account.phone, "tu_choi", _row(change), ly_do=reason)
    _note(session, account, change, actor, "account.change_rejected")


def withdraw(session: Session, account_id: int, change_id: int, *, now: datetime) -> None:
    """The owner does not want it any more. Raises Declined("change.decided"); LookupError for what this account has not asked for."""
    asked = session.get(AccountChange, change_id)
    if asked is None or asked.account_id != account_id:
        raise LookupError(change_id)
    actor = service.actor_of(account_id)
    done = {"state": ChangeState.RUT, "decided_at": now, "decided_by": actor}
    change = _move(session, Scope(None), change_id, OPEN, **done)
    account, _ = _of(session, account_id)
    _note(session, account, change, actor, "account.change_withdrawn")


def _move(
    session: Session, scope: Scope, change_id: int, states: Sequence[ChangeState], **values: object
) -> AccountChange:
    if _in_scope(session, scope, change_id) is not None:
        waiting = (AccountChange.id == change_id, AccountChange.state.in_(states))
        moved = session.execute(update(AccountChange).where(*waiting).values(**values))
        if moved.rowcount:  # type: ignore[attr-defined]
            return session.get_one(AccountChange, change_id, populate_existing=True)
    raise Declined("change.decided", text("accounts.change.decided"))


def _in_scope(session: Session, scope: Scope, change_id: int) -> AccountChange | None:
    change = session.get(AccountChange, change_id)
    return change if change is not None and scope.covers(change.agency_code or "") else None


def _make(session: Session, change: AccountChange, account: Account, person: PersonRecord, actor: str) -> None:
    value = change.new_value
    match ChangeField(change.field):
        case ChangeField.PHONE:
            service.change_phone(session, account.id, value, actor)
            if person.phone is not None:  # a child's codes go to its guardian, and it still has no phone of its own
                writing.correct(session, person.id, phone=value)
        case ChangeField.EMAIL:
            account.email = value
        case ChangeField.NAME:
            writing.correct(session, person.id, full_name=value)
        case ChangeField.PERSONAL_ID:
            writing.correct(session, person.id, personal_id=value)


def _present(account: Account, person: PersonRecord, field: ChangeField) -> str:
    values = {
        ChangeField.PHONE: account.phone,
        ChangeField.EMAIL: account.email,
        ChangeField.NAME: person.full_name,
        ChangeField.PERSONAL_ID: person.personal_id,
    }
    return values[field] or ""


def _of(session: Session, account_id: int, *, lock: bool = False) -> tuple[Account, PersonRecord]:
    account = session.get(Account, account_id, with_for_update=lock)
    person = register.find_by_id(session, account.person_id) if account is not None else None
    if account is None or person is None:
        raise LookupError(account_id)
    return account, person


def _row(change: AccountChange) -> Row:
    return Row(
        change.id,
        change.account_id,
        change.agency_code,
        ChangeField(change.field),
        ChangeState(change.state),
        change.household,
        change.asked_at,
        change.decided_at,
    )


def _words(field: ChangeField) -> str:
    """In Vietnamese, whatever the officer reads: it goes into an SMS."""
    return catalogue()[f"accounts.field.{field}"].lower()


def _tell(session: Session, phone: str, template: str, row: Row, **content: str) -> None:
    personalisation = {"so_ho_so": row.number, **content}
    notify.enqueue_sms(session, to=phone, template=template, personalisation=personalisation)


def _note(session: Session, account: Account, change: AccountChange, actor: str, action: str, **more: str) -> None:
    details: dict[str, str | int | None] = {"change": change.id, "field": change.field, **more}
    audit.record(session, actor=actor, action=action, subject_index=account.code_index, details=details)
