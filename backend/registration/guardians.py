"""Who may register a child: a grown-up with an account of their own (Công văn 222/CV-BHXH, second part)."""

from sqlalchemy.orm import Session

from backend.accounts import service as accounts
from backend.declined import Declined
from backend.participants import register
from backend.participants.writing import give_guardian
from backend.registration.models import Dossier
from backend.registration.submission import Guardian
from bhxh.messages import text


def of_person(session: Session, person_id: int) -> Guardian:
    """The guardian that a person of the register is. Raises Declined: registration.child.no_account, .guardian_minor."""
    person = register.find_by_id(session, person_id)
    account = accounts.find_by_person(session, person_id)
    if person is None or account is None:
        raise Declined("registration.child.no_account", text("registration.child.no_account"))
    if register.is_minor(person.date_of_birth):
        raise Declined("registration.child.guardian_minor", text("registration.child.guardian_minor"))
    return Guardian(account.subject_index, account.phone)


def link(session: Session, dossier_id: int, person_id: int) -> None:
    """With its account, a child gets the guardian who declared it, who sees it from then on. Nothing for a dossier of form 01."""
    dossier = session.get_one(Dossier, dossier_id)
    if dossier.guardian_index is not None:
        give_guardian(session, person_id, dossier.guardian_index)


def named(session: Session, dossier: Dossier) -> str | None:
    """Who declared a child, by name and BHXH code, for the officer who compares them with the birth certificate; None for form 01."""
    person = register.find_by_index(session, dossier.guardian_index) if dossier.guardian_index is not None else None
    return f"{person.full_name}, {person.bhxh_code}" if person is not None else None
