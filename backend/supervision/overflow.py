"""What a citizen is told who asks for a person when none will come soon: the truth, and what can be done meanwhile."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from backend.conversations import desk as conversations
from backend.hotline import presence
from backend.supervision import hours
from bhxh.dates import VIETNAM


@dataclass(frozen=True)
class Overflow:
    """``why`` no agent comes soon, None: one does; ``opens``: when the hotline opens again, for people."""

    why: Literal["closed", "nobody", "busy"] | None
    opens: str | None
    agents: int


def now_told(session: Session, now: datetime) -> Overflow:
    """How it stands at this moment, the queue with who has just joined it."""
    agents = presence.available(session, now)
    calendar = hours.calendar(session, now.astimezone(VIETNAM).date())
    if not calendar.is_open(now):
        return Overflow("closed", shown(calendar.opens_next(now)), agents)
    if not agents:
        return Overflow("nobody", None, agents)
    if calendar.queue_limit and len(conversations.queue(session)) > calendar.queue_limit:
        return Overflow("busy", None, agents)
    return Overflow(None, None, agents)


def shown(moment: datetime | None) -> str | None:
    """A moment as a message names it: ``07:30 ngày 23/11/2026``."""
    return moment.astimezone(VIETNAM).strftime("%H:%M ngày %d/%m/%Y") if moment else None
