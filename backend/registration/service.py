"""The registration as the rest of the backend sees it: drafts become dossiers, and dossiers are asked about."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.config import BackendConfig
from backend.database import Database
from backend.registration import dossiers, drafts, fields, links
from backend.registration.agencies import agencies
from backend.registration.dossiers import Status
from backend.registration.drafts import Stored
from backend.registration.links import Purpose
from backend.registration.models import Dossier
from backend.registration.number import parse_number
from bhxh.dates import utcnow

PHOTO_PATH: Final = "/ho-so/anh/"
DECLARATION_PATH: Final = "/ho-so/to-khai/"


Result = TypeVar("Result")


@dataclass(frozen=True)
class Submission:
    """A dossier just submitted. ``agency`` as "[07915] BHXH Quận 5"; both links are whole addresses and secrets."""

    number: str
    agency: str
    deadline: date
    declared_at: datetime
    photo_link: str
    declaration_link: str


class Registration:
    """Drafts and dossiers. Safe to share between threads; one per process is enough.

    ``owner`` is the key that a draft belongs to and must be a secret of its session. Methods open their own transactions.
    """

    def __init__(self, database: Database, config: BackendConfig, clock: Callable[[], datetime] = utcnow) -> None:
        self._database = database
        self._public_url = config.public_url
        self._limited = config.rate_limits
        self._clock = clock

    def put_field(self, owner: str, name: str, written: str | None) -> Stored:
        """Checks and stores one field; ``written`` None leaves an optional one out.

        ``Stored.dropped`` names fields that no longer held (another province takes its district with it) and must be asked
        again. Raises InvalidValue, and then stores nothing.
        """
        return self._twice(lambda session: drafts.put(session, owner, name, written, self._clock()))

    def get_field(self, owner: str, name: str) -> str | None:
        """A field as people read it, None when not given."""
        value = self._values(owner).get(name)
        return None if value is None else fields.show_field(name, value)

    def remaining(self, owner: str) -> list[str]:
        """The fields not yet answered, in the order of the form, the optional e-mail included."""
        return fields.remaining(self._values(owner))

    def missing(self, owner: str) -> list[str]:
        """The required fields not yet given, in the order of the form: nothing can be submitted while there are any."""
        return fields.missing(self._values(owner))

    def summary(self, owner: str) -> list[tuple[str, str]]:
        """Label and value of every field, in the order of the form, for the citizen to check."""
        return fields.summary(self._values(owner))

    def suggested_agency(self, owner: str) -> str | None:
        """The agency of the draft's district as "[07915] BHXH Quận 5" (a text that `put_field` takes), None before that."""
        code = fields.suggested_agency(self._values(owner))
        return agencies()[code].title if code else None

    def discard(self, owner: str) -> None:
        """Deletes the draft; no error when there is none."""
        with self._database.begin() as session:
            drafts.discard(session, owner)

    def submit(self, owner: str, key: str) -> Submission:
        """Turns the draft into a dossier and sends the confirmation. The same owner and key again: the same dossier.

        Each call answers with links of its own, all of them valid, as tokens are kept only as hashes. Raises Declined.
        """
        return self._twice(lambda session: self._submit(session, owner, key))

    def status(self, number: str) -> Status:
        """Where a dossier stands. Only for who has proven to be its declarer. Raises InvalidValue or Declined."""
        with self._database.reading() as session:
            return dossiers.status(session, dossiers.by_number(session, parse_number(number)))

    def phone_of(self, number: str) -> str:
        """The phone (``84…``) declared in a dossier: where its OTP goes. Raises InvalidValue or Declined."""
        with self._database.reading() as session:
            return dossiers.by_number(session, parse_number(number)).declaration["phone"]

    def photo_link(self, number: str) -> str | None:
        """A fresh link to a dossier's photo page, None once the photos are complete or the form was handed in."""
        with self._database.begin() as session:
            dossier = dossiers.by_number(session, parse_number(number))
            if not dossiers.takes_photos(dossier):
                return None
            return self._photo_link(session, dossier)

    def declaration_link(self, number: str) -> str:
        """A fresh link to a dossier's declaration. Raises InvalidValue or Declined."""
        with self._database.begin() as session:
            return self._declaration_link(session, dossiers.by_number(session, parse_number(number)))

    def _values(self, owner: str) -> dict[str, str]:
        with self._database.reading() as session:
            return drafts.values(session, owner, self._clock())

    def _twice(self, work: Callable[[Session], Result]) -> Result:
        """Does work in a transaction, and once more when it met another's first row of the same key in the same moment.

        SQLite has one writer at a time; on PostgreSQL two may both find no row and both write it. The second attempt finds it.
        """
        try:
            with self._database.begin() as session:
                return work(session)
        except IntegrityError:
            with self._database.begin() as session:
                return work(session)

    def _submit(self, session: Session, owner: str, key: str) -> Submission:
        dossier = dossiers.submit(session, owner, key, self._clock(), limited=self._limited)
        return Submission(
            number=dossier.number,
            agency=agencies()[dossier.agency_code].title,
            deadline=dossier.deadline,
            declared_at=dossier.declared_at,
            photo_link=self._photo_link(session, dossier),
            declaration_link=self._declaration_link(session, dossier),
        )

    def _photo_link(self, session: Session, dossier: Dossier) -> str:
        return f"{self._public_url}{PHOTO_PATH}{links.issue(session, dossier, Purpose.PHOTOS)}"

    def _declaration_link(self, session: Session, dossier: Dossier) -> str:
        return f"{self._public_url}{DECLARATION_PATH}{links.issue(session, dossier, Purpose.DECLARATION)}.pdf"
