"""Deadlines and bounds of feedback, each with where it comes from.

Công văn 3717/BHXH-CNTT asks for feedback to be settled "kịp thời" (mục 5) and for a refused card "ngay" (mục 4), and names no number of
days. All numbers here are therefore rules of this product, to be confirmed by the agency that runs it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from backend.feedback import workdays
from backend.feedback.subjects import URGENT, Subject


@dataclass(frozen=True)
class Deadline:
    """How long one subject may take, in working days: until somebody takes it, until the answer, until another agency replies."""

    take: int
    answer: int
    reply: int


STANDARD: Final = Deadline(take=1, answer=5, reply=2)
DEADLINES: Final[dict[Subject, Deadline]] = {
    Subject.KCB: Deadline(take=1, answer=7, reply=3),  # the facility has to be asked
    Subject.HUONG: Deadline(take=1, answer=7, reply=3),
    Subject.UNG_DUNG: Deadline(take=1, answer=3, reply=1),
}
"""What differs from the standard."""

URGENT_TAKE: Final = timedelta(minutes=30)
"""Somebody stands at a facility's desk: counted by the clock, also at night and on holidays."""
URGENT_ANSWER: Final = timedelta(hours=4)
URGENT_REPLY: Final = timedelta(hours=1)

SECOND_ESCALATION: Final = 2
"""Working days overdue after which the unit that follows up is told, not the owner's head alone."""

CLOSE_AFTER: Final = 5
"""Working days after an answer, in which the citizen may say that it settles nothing; then the ticket is closed by itself."""

REOPEN_DAYS: Final = 30
MOST_REOPENED: Final = 3
MOST_OPEN_REQUESTS: Final = 10
PER_PHONE_AND_DAY: Final = 5
"""Each is confirmed by an SMS to the number given: more would be a way to pester somebody."""

PER_CLIENT_AND_HOUR: Final = 10
"""From one network address through the page: many people may share one."""

TEXT_LEAST: Final = 10
TEXT_MOST: Final = 4000
ATTACHMENTS_MOST: Final = 3

LOOKUP_TRIES: Final = 5
LOOKUP_WINDOW: Final = timedelta(minutes=15)
LOOKUP_PER_CLIENT: Final = 20


def is_urgent(subject: Subject) -> bool:
    """Whether a duty officer is alarmed."""
    return subject in URGENT


def take_by(subject: Subject, now: datetime) -> datetime:
    """Until when somebody must work on a new feedback."""
    return now + URGENT_TAKE if is_urgent(subject) else workdays.after(now, _of(subject).take)


def answer_by(subject: Subject, now: datetime) -> datetime:
    """Until when the citizen must be answered."""
    return now + URGENT_ANSWER if is_urgent(subject) else workdays.after(now, _of(subject).answer)


def reply_by(subject: Subject, now: datetime) -> datetime:
    """Until when another agency must answer the owner."""
    return now + URGENT_REPLY if is_urgent(subject) else workdays.after(now, _of(subject).reply)


def _of(subject: Subject) -> Deadline:
    return DEADLINES.get(subject, STANDARD)
