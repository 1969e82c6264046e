"""How the hotline is doing at this moment: who waits, who has what, how long it takes, how satisfied citizens are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from backend import audit
from backend.charts import Columns, stacked
from backend.conversations import desk as conversations
from backend.conversations import handoff, store
from backend.conversations.desk import Summary
from backend.conversations.handoff import Status
from backend.declined import Declined
from backend.hotline import presence, skills
from backend.measures import counts
from backend.ratings import service as ratings
from backend.staff import accounts
from backend.staff.roles import MAY, Permission, Role
from backend.supervision import call_backs
from bhxh.dates import VIETNAM
from bhxh.messages import text

WAITS: Final = ((1, "1"), (5, "5"), (15, "15"), (None, "more"))
"""Bounds in minutes of the groups in which waiting citizens are counted, each with the end of its text's key."""
_WIDE: Final = 420
"""Of a chart: half a desk's page, and still read on a phone."""
_RATED: Final = timedelta(days=1)


@dataclass(frozen=True)
class Agent:
    """One agent. ``available`` None: their console is not open. ``waiting``: citizens who wait for their answer."""

    username: str
    available: bool | None
    open: int
    waiting: int
    snoozed: int
    longest: datetime | None


@dataclass(frozen=True)
class Now:
    """The whole picture. ``longest``: since when the first in the queue has waited; ``first_reply``: seconds, today's mean."""

    queue: Sequence[Summary]
    held: Sequence[Summary]
    agents: Sequence[Agent]
    longest: datetime | None
    refused: int
    call_backs: int
    first_reply: int | None
    ratings: ratings.Scores
    waits: Columns
    loads: Columns


def look(session: Session, now: datetime) -> Now:
    """The picture as of ``now``."""
    every = conversations.attended(session)
    queue = [found for found in every if found.status == Status.OPEN and found.assignee is None]
    held = [found for found in every if found.assignee is not None]
    replied, seconds = counts.replies(session, now.astimezone(VIETNAM).date())
    agents = _agents(held, presence.there(session, now))
    return Now(
        queue=queue,
        held=held,
        agents=agents,
        longest=min((found.waiting_since for found in queue if found.waiting_since), default=None),
        refused=sum(found.priority >= handoff.FIRST for found in every),
        call_backs=call_backs.count_waiting(session),
        first_reply=seconds // replied if replied else None,
        ratings=ratings.rating_summary(session, now - _RATED, now).total,
        waits=_waits(queue, now),
        loads=stacked(
            [
                (
                    agent.username,
                    {"failed": agent.waiting, "delivered": agent.open - agent.waiting, "other": agent.snoozed},
                )
                for agent in agents
            ],
            width=_WIDE,
            left=40,
        ),
    )


def takers(session: Session) -> list[str]:
    """The agents to whom a conversation may be given."""
    return [
        account.username
        for account in accounts.listing(session)
        if account.closed_at is None and Permission.CONVERSATIONS in MAY[Role(account.role)]
    ]


def give(session: Session, number: int, to: str, *, actor: str, now: datetime) -> None:
    """Passes a conversation to an agent, or ("") into the queue. Raises Declined("over" | "nobody" | "too_many")."""
    conversation = store.locked(session, number)
    if conversation is None:
        raise Declined("over", text("hotline.over"))
    if to and to not in takers(session):
        raise Declined("nobody", text("supervision.live.nobody"))
    if to and conversation.assignee != to:
        skills.require_room(session, to)
    handoff.reassign(conversation, to or None, now)
    audit.record(
        session, actor=actor, action="hotline.reassigned", details={"conversation": number, "to": to or "queue"}
    )


def _agents(held: Sequence[Summary], there: dict[str, bool]) -> list[Agent]:
    names = sorted({*there, *(found.assignee for found in held if found.assignee)})
    return [_agent(name, [found for found in held if found.assignee == name], there.get(name)) for name in names]


def _agent(name: str, own: Sequence[Summary], available: bool | None) -> Agent:
    put_aside = sum(found.status == Status.SNOOZED for found in own)
    waiting = [found.waiting_since for found in own if found.status == Status.OPEN and found.waiting_since]
    return Agent(name, available, len(own) - put_aside, len(waiting), put_aside, min(waiting, default=None))


def _waits(queue: Sequence[Summary], now: datetime) -> Columns:
    counts = dict.fromkeys((key for _, key in WAITS), 0)
    for found in queue:
        minutes = (now - (found.waiting_since or now)).total_seconds() / 60
        counts[next(key for bound, key in WAITS if bound is None or minutes < bound)] += 1
    return stacked(
        [(text(f"supervision.live.wait.{key}"), {"sent": count}) for key, count in counts.items()], width=_WIDE, left=40
    )
