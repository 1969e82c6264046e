"""The demo's accounts of citizens, all with the demo's password: those of the people who have one by their notes."""

from typing import Final

from sqlalchemy.orm import Session

from backend.accounts import service
from backend.participants.register import find_by_code
from bhxh.dates import utcnow

WITH_ACCOUNT: Final = ("7912345678", "7920456789", "4801789012", "0112890123")
"""Phạm Văn Tuấn is yet to register, and Lê Trần Gia Hân is a child whose guardian sees her data."""


def seed_citizens(session: Session, password: str) -> None:
    """Add those that are not there, and give those of the demo this password: the setting may have changed."""
    for code in WITH_ACCOUNT:
        person = find_by_code(session, code)
        if person is None or person.phone is None:
            continue
        if service.find_by_code(session, code) is not None:
            service.give_demo_password(session, code, password)
            continue
        service.open_account(
            session,
            person_id=person.id,
            phone=person.phone,
            email=None,
            actor="demo",
            now=utcnow(),
            password=password,
            demo=True,
        )
