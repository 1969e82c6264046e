"""Putting the demo people into the register, and the demo's staff into theirs."""

from sqlalchemy.orm import Session

from backend.config import BackendConfig
from backend.database import Database
from backend.demo.citizens import seed_citizens
from backend.demo.directory import seed_directory
from backend.demo.dossiers import seed_dossiers
from backend.demo.duty import seed_duty
from backend.demo.feedback import seed_feedback, seed_headcounts
from backend.demo.news import seed_news
from backend.demo.people import DemoPerson, demo_people
from backend.demo.schools import seed_coordinator, seed_schools
from backend.demo.staff import seed_staff
from backend.kcb.service import record_visit
from backend.participants.register import find_by_code
from backend.participants.writing import add_benefits, add_participation, save_card, save_person
from bhxh.dates import utcnow


class NotInProduction(RuntimeError):
    """Made-up people with phone numbers that may be somebody's must never meet a real provider."""

    def __init__(self) -> None:
        super().__init__("demo data is for BHXH_ENV=demo only")


def seed(config: BackendConfig) -> int:
    """Add the demo people that are not there yet, each with their whole history; returns how many. Raises `NotInProduction`.

    Who is there already is left alone: the demo's users may have changed them.
    """
    require_demo(config)
    database = Database.open(config)
    try:
        with database.begin() as session:
            missing = [person for person in demo_people() if find_by_code(session, person.data.bhxh_code) is None]
            for person in missing:
                _add(session, person)
            seed_schools(session)
            seed_directory(session)
            seed_news(session)
            if config.demo_password is not None:
                seed_staff(session, config.demo_password)
                seed_duty(session, utcnow())
                seed_coordinator(session)
                seed_citizens(session, config.demo_password)
        seed_dossiers(database, config)
        if config.demo_password is not None:
            with database.begin() as session:
                seed_feedback(session)
                seed_headcounts(session)
        return len(missing)
    finally:
        database.close()


def require_demo(config: BackendConfig) -> None:
    """Raise `NotInProduction` unless this is a demo."""
    if config.env != "demo":
        raise NotInProduction


def _add(session: Session, person: DemoPerson) -> None:
    person_id, _ = save_person(session, person.data)
    for card in person.cards:
        save_card(session, person_id, card)
    add_participation(session, person_id, person.participation)
    add_benefits(session, person_id, person.benefits)
    for visit in sorted(person.visits, key=lambda visit: visit.admitted):
        record_visit(session, person_id, visit)
