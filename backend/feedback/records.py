"""Plain values that go in and out of the feedback service."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.participants.identity import Identity


@dataclass(frozen=True)
class Contact:
    """Who gave a feedback: ``phone`` a mobile in any spelling (where the answer is announced); name and e-mail may be missing."""

    phone: str
    name: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class AboutVisit:
    """A visit of the KCB book that the person says is not theirs; read with their ``identity`` when the feedback is submitted."""

    identity: Identity
    visit_id: int


@dataclass(frozen=True)
class Step:
    """One event of a feedback's course, as its pages show it. ``note`` is None on the citizen's page."""

    at: datetime
    act: str
    actor: str
    agency: str | None
    note: str | None
    details: dict[str, Any]


@dataclass(frozen=True)
class CitizenView:
    """What the citizen sees of their own feedback."""

    number: str
    state: str
    subject: str
    province: str
    text: str
    visit: dict[str, Any] | None
    pictures: int
    submitted_at: datetime
    answer_by: datetime
    answered_at: datetime | None
    answer: str | None
    rating: int | None
    takes_pictures: bool
    may_rate: bool
    may_reopen: bool
    version: int
    steps: tuple[Step, ...]
