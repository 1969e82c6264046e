"""A person's BHYT cards as they stand today: still valid or not, and what they pay.

Which level holds follows the law of the day, not the print: cards CN3 and LH4 are paid by level 2 since 01/01/2026
(Nghị quyết 261/2025/QH15). Five years without a gap (Luật BHYT 2008 as amended by Luật 46/2014/QH13, Điều 22 khoản 1 điểm c): all
is paid from then on in a year in which the person's own part has passed six base wages.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import audit
from backend.participants.identity import Identity
from backend.participants.models import Card
from backend.participants.naming import with_names
from backend.participants.records import CardRecord
from bhxh.card import Group, Level, groups, level_changes, level_on, parse_card
from bhxh.dates import now

ENDING_DAYS: Final = 30
"""A card that ends within so many days is said to end soon."""


class CardStatus(StrEnum):
    """Whether a card holds on a day. `UNKNOWN`: no day of it is on record."""

    VALID = "valid"
    ENDING = "ending"
    ENDED = "ended"
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class CardToday:
    """A card on a day.

    `days_left` counts that day and the last one, None where the end is open or past; `level` is what the law pays by today, `printed_level`
    the digit on the card, `level_source` the document when they differ; `five_years` whether that date has come, None where it is not known.
    """

    card: CardRecord
    status: CardStatus
    days_left: int | None
    group: Group
    level: Level
    printed_level: int
    level_source: str | None
    five_years: bool | None


def of(session: Session, identity: Identity, today: date | None = None) -> list[CardToday]:
    """The person's cards as of `today` (in Viet Nam), facilities by name: those that hold first, then the newest. Audited.

    Raises `IdentityExpired`.
    """
    identity.require()
    day = today or now().date()
    found = [on_day(record, day) for record in with_names(session, records_of(session, identity.person_id))]
    audit.record(session, actor=identity.actor, action="card.read", subject_index=identity.subject_index)
    holding = {CardStatus.VALID, CardStatus.ENDING}
    return sorted(found, key=lambda one: (one.status in holding, one.card.valid_from or date.min), reverse=True)


def records_of(session: Session, person_id: int) -> list[CardRecord]:
    """The cards as they are stored, for this package: the caller has an `Identity` and leaves the trace."""
    rows = session.scalars(select(Card).where(Card.person_id == person_id).order_by(Card.id))
    return [CardRecord(row.number, row.valid_from, row.valid_to, row.facility, row.five_years_from) for row in rows]


def on_day(record: CardRecord, day: date) -> CardToday:
    """What a card is worth on a day."""
    card = parse_card(record.number)
    level = level_on(card, day)
    left = (record.valid_to - day).days + 1 if record.valid_to is not None else None
    source = next((one.source for one in level_changes() if (one.group, one.level) == (card.group, card.level)), None)
    return CardToday(
        card=record,
        status=_status(record, day),
        days_left=left if left is not None and left > 0 else None,
        group=groups()[card.group],
        level=level,
        printed_level=card.level,
        level_source=source if level.level != card.level else None,
        five_years=None if record.five_years_from is None else record.five_years_from <= day,
    )


def _status(record: CardRecord, day: date) -> CardStatus:
    if record.valid_from is None and record.valid_to is None:
        return CardStatus.UNKNOWN
    if record.valid_to is not None and record.valid_to < day:
        return CardStatus.ENDED
    if record.valid_from is not None and record.valid_from > day:
        return CardStatus.NOT_YET
    if record.valid_to is not None and (record.valid_to - day).days < ENDING_DAYS:
        return CardStatus.ENDING
    return CardStatus.VALID
