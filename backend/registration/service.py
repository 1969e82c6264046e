"""The registration as the rest of the backend sees it: drafts become dossiers, and dossiers are asked about."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.config import BackendConfig
from backend.database import Database
from backend.registration import dossiers, drafts, fields, guardians, links, schools, submission
from backend.registration.addresses import split_place
from backend.registration.agencies import agencies
from backend.registration.commune import NEAR
from backend.registration.dossiers import Status
from backend.registration.drafts import HandIn, Stored
from backend.registration.kinds import Kind
from backend.registration.links import Purpose
from backend.registration.models import Dossier
from backend.registration.number import parse_number
from backend.registration.schools import SchoolRecord
from backend.registration.store import PhotoStore
from backend.registration.submission import Guardian
from bhxh.dates import utcnow
from bhxh.problems import InvalidValue

PHOTO_PATH: Final = "/ho-so/anh/"
DECLARATION_PATH: Final = "/ho-so/to-khai/"

ACCESS: Final = timedelta(hours=2)
"""How long a browser may look at a dossier after submitting it or passing its OTP."""


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


@dataclass(frozen=True)
class Opened:
    """A dossier on its own page. ``takes_photos``: pictures are still missing or may be replaced. ``chooses_way``: the form is not handed
    in yet, and how it will be can be changed."""

    status: Status
    kind: Kind
    takes_photos: bool
    chooses_way: bool


@dataclass(frozen=True)
class ChildDossier:
    """A child's dossier in its guardian's list."""

    number: str
    full_name: str
    sentence: str


class Registration:
    """Drafts and dossiers. Safe to share between threads; one per process is enough.

    ``owner`` is the key that a draft belongs to and must be a secret of its session. Methods open their own transactions.
    """

    def __init__(self, database: Database, config: BackendConfig, clock: Callable[[], datetime] = utcnow) -> None:
        self._database = database
        self._public_url = config.public_url
        self._limited = config.rate_limits
        self._clock = clock
        self._store = PhotoStore(config.data_dir, database.keyring)

    def put_field(self, owner: str, name: str, written: str | None) -> Stored:
        """Checks and stores one field; ``written`` None leaves an optional one out.

        ``Stored.dropped`` names fields that no longer held (another province takes its district with it) and must be asked
        again. Raises InvalidValue, and then stores nothing but that a commune was asked about: the same name again is taken.
        """
        try:
            return self._twice(lambda session: drafts.put(session, owner, name, written, self._clock()))
        except InvalidValue as wrong:
            if wrong.code == NEAR:
                self._twice(lambda session: drafts.ask_about_commune(session, owner, written or "", self._clock()))
            raise

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
        """Deletes the draft with its pictures; no error when there is none."""
        with self._database.begin() as session:
            files = drafts.discard(session, owner)
        self._store.delete(files)

    def values(self, owner: str) -> dict[str, str]:
        """What the draft holds, in normal form: fields by name, and `drafts.WAY`."""
        return self._values(owner)

    def put_way(self, owner: str, chosen: HandIn) -> None:
        """Stores how the form will be handed in. Raises Declined, and then stores nothing."""
        self._twice(lambda session: drafts.put_way(session, owner, chosen, self._clock()))

    def schools(self, owner: str) -> list[SchoolRecord]:
        """The schools through which the draft's form can be handed in: those of its agency."""
        with self._database.reading() as session:
            agency = drafts.values(session, owner, self._clock()).get("agency")
            return schools.schools_of(session, agency) if agency else []

    def way_text(self, owner: str) -> str | None:
        """The way chosen, as people read it."""
        with self._database.reading() as session:
            values = drafts.values(session, owner, self._clock())
            if "way" not in values:
                return None
            return dossiers.describe_way(session, values["way"], values.get("school_code"), values.get("class_name"))

    def resume_code(self, owner: str) -> str | None:
        """The code with which the draft can be gone on with on another device; None without a draft."""
        with self._database.begin() as session:
            return drafts.resume_code(session, owner, self._clock())

    def submit(self, owner: str, key: str, guardian: Guardian | None = None) -> Submission:
        """Turns the draft into a dossier and sends the confirmation. The same owner and key again: the same dossier.

        With a guardian it is a child's dossier. Each call answers with links of its own, all of them valid, as tokens are kept
        only as hashes. Raises Declined.
        """
        return self._twice(lambda session: self._submit(session, owner, key, guardian))

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

    def open_access(self, number: str) -> str:
        """A token for the dossier's own page, for who has submitted it or passed its OTP. Raises InvalidValue or Declined."""
        with self._database.begin() as session:
            dossier = dossiers.by_number(session, parse_number(number))
            return links.issue(session, dossier, Purpose.ACCESS, self._clock() + ACCESS)

    def opened(self, token: str) -> Opened | None:
        """What the page of a token's dossier shows; None for a token that does not hold."""
        with self._database.reading() as session:
            dossier = links.dossier_of(session, token, Purpose.ACCESS, self._clock())
            if dossier is None:
                return None
            status = dossiers.status(session, dossier)
            return Opened(status, Kind(dossier.kind), dossiers.takes_photos(dossier), dossiers.way_open(dossier))

    def put_child_place(self, owner: str, written: str) -> str:
        """Stores province and agency of a child's form from "Quận 5, TP. Hồ Chí Minh", or from a district alone once the province is
        known; returns the agency as "[07915] BHXH Quận 5". Raises InvalidValue; a province that was named is kept all the same."""
        province, place = split_place(written)
        if province is not None:
            self.put_field(owner, "province", province)
        return self.put_field(owner, "agency", place or None).shown

    def child_summary(self, owner: str) -> tuple[list[tuple[str, str]], list[str]]:
        """Label and value of every field of a child's form, and the fields still missing."""
        values = self._values(owner)
        return fields.summary(values, Kind.CHILD), fields.missing(values, Kind.CHILD)

    def guardian(self, person_id: int) -> Guardian:
        """The guardian that a logged-in person is. Raises Declined: registration.child.no_account, .guardian_minor."""
        with self._database.reading() as session:
            return guardians.of_person(session, person_id)

    def children_of(self, guardian_index: bytes, actor: str) -> list[ChildDossier]:
        """The children's dossiers that a guardian has sent, the newest first; the look is audited."""
        with self._database.begin() as session:
            found = dossiers.of_guardian(session, guardian_index)
            for dossier in found:
                dossiers.record(session, dossier, "registration.read", actor)
            return [
                ChildDossier(each.number, each.declaration["full_name"], dossiers.status(session, each).sentence)
                for each in found
            ]

    def open_child(self, number: str, guardian_index: bytes) -> str | None:
        """A token for the page of a dossier that this guardian has sent; None for any other."""
        with self._database.begin() as session:
            dossier = dossiers.find(session, number)
            if dossier is None or dossier.guardian_index != guardian_index:
                return None
            return links.issue(session, dossier, Purpose.ACCESS, self._clock() + ACCESS)

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

    def _submit(self, session: Session, owner: str, key: str, guardian: Guardian | None) -> Submission:
        now = self._clock()
        dossier = submission.submit(session, owner, key, now, limited=self._limited, guardian=guardian)
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
