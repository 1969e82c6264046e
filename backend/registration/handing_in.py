"""How a dossier's form is handed in, for who has it open: by the chat nobody is asked, and plans change."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from backend.database import Database
from backend.registration import dossiers, drafts, links, schools
from backend.registration.drafts import HandIn
from backend.registration.kinds import Way
from backend.registration.links import Purpose
from backend.registration.models import Dossier
from backend.registration.schools import SchoolRecord
from bhxh.dates import utcnow

OPENED: Final = "dossier"
"""Who has submitted the dossier or passed its OTP, in the audit."""


@dataclass(frozen=True)
class Choice:
    """What was chosen, and the schools through which this dossier's form can be handed in: those of its agency."""

    chosen: HandIn
    schools: list[SchoolRecord]


class HandingIn:
    """The way of the dossiers that are not handed in yet. Safe to share between threads. ``token`` opens the dossier's own page."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = utcnow) -> None:
        self._database = database
        self._clock = clock

    def choice(self, token: str) -> Choice | None:
        """What can be chosen; None where nothing can: a token that does not hold, a form handed in, a child's."""
        with self._database.reading() as session:
            dossier = self._open(session, token)
            if dossier is None:
                return None
            chosen = HandIn(dossier.way, dossier.school_code or "", dossier.class_name or "")
            return Choice(chosen, schools.schools_of(session, dossier.agency_code))

    def choose(self, token: str, chosen: HandIn) -> bool:
        """Sets the way; False where nothing can be chosen (`choice`). Raises Declined as `drafts.put_way`, and then changes nothing."""
        with self._database.begin() as session:
            dossier = self._open(session, token, lock=True)
            if dossier is None:
                return False
            way = drafts.known_way(chosen.way)
            school: tuple[str | None, str | None] = (None, None)
            if way is Way.SCHOOL:
                drafts.require_class(session, dossier.agency_code, chosen.school_code, chosen.class_name)
                school = (chosen.school_code, chosen.class_name)
            if (dossier.way, dossier.school_code, dossier.class_name) != (way, *school):
                dossier.way, (dossier.school_code, dossier.class_name) = way, school
                dossiers.record(session, dossier, "registration.way_chosen", OPENED)
            return True

    def _open(self, session: Session, token: str, *, lock: bool = False) -> Dossier | None:
        dossier = links.dossier_of(session, token, Purpose.ACCESS, self._clock(), lock=lock)
        return dossier if dossier is not None and dossiers.way_open(dossier) else None
