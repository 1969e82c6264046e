"""What a citizen has sent here for a dossier, and is still to be done with it: kept until it is done.

An item is noted in the transaction that takes its update in, and worked on afterwards by whoever claims the conversation. A process that
dies leaves a claim that runs out; what it had begun is then done again. It is settled beforehand which picture is which, so that a second
time each goes where the first would have put it.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.channels.telegram.models import PhotoTalk
from backend.conversations.models import Conversation
from backend.conversations.store import new_id

LEASE: Final = timedelta(seconds=90)
"""How long a claim holds without news of its holder: longer than it takes to fetch, scan and store one picture."""
ALBUM: Final = timedelta(seconds=1.5)
"""Pictures that were sent at once come one by one; so long after one the next is waited for."""
AGAIN: Final = tuple(timedelta(seconds=seconds) for seconds in (1, 3, 10, 30))
"""When Telegram is asked again for a picture that it could not give."""
_MOST: Final = 20


class Act(StrEnum):
    """What is to be done: store a picture, ask for one anew, make the last one another kind, end it all."""

    TAKE = "take"
    RETAKE = "retake"
    RELABEL = "relabel"
    COMPLETE = "complete"


@dataclass(frozen=True)
class Item:
    """``kind``: which picture it is; None: not settled yet. Of `TAKE`: ``file`` is its id at Telegram, ``size`` in bytes (0: not told),
    ``place`` the order in which pictures were sent."""

    act: Act
    kind: str | None = None
    file: str = ""
    size: int = 0
    place: int = 0


@dataclass(frozen=True)
class Task:
    """A claimed conversation and what is to be done. ``wanted``: the kind asked for beside those that are missing; ``last``: the kind of
    the picture stored last; ``attempts``: how often this was begun, from 1."""

    row_id: int
    address: str
    claim: str
    token: str
    wanted: str | None
    last: str | None
    items: tuple[Item, ...]
    attempts: int


def add(
    session: Session,
    conversation: Conversation,
    item: Item,
    now: datetime,
    *,
    token: str | None = None,
    more_follow: bool = False,
) -> None:
    """Note something to be done, in a locked conversation. ``token``: of the dossier's photo link, the known one by default."""
    row = session.get(PhotoTalk, conversation.id, with_for_update=True)
    if row is None:
        row = PhotoTalk(conversation_id=conversation.id, state={}, due_at=None, claim=None, attempts=0)
        session.add(row)
    state: dict[str, Any] = {"token": token, "wanted": None, "last": None, "waiting": [], **row.state}
    if token is not None and token != state["token"]:
        state |= {"token": token, "wanted": None, "last": None}
    row.state = {**state, "waiting": [*state["waiting"], asdict(item)]}
    if row.claim is None:
        row.due_at = max(row.due_at or now, now + ALBUM if more_follow else now)


def known(session: Session, conversation: Conversation) -> bool:
    """Whether a picture for a dossier was ever sent in this conversation."""
    return session.get(PhotoTalk, conversation.id) is not None


def due(session: Session, now: datetime) -> Sequence[int]:
    """Conversations (row ids) in which something is to be done and nobody does it."""
    query = select(PhotoTalk.conversation_id).where(PhotoTalk.due_at <= now).order_by(PhotoTalk.due_at)
    return session.scalars(query.limit(_MOST)).all()


def claim(session: Session, row_id: int, now: datetime) -> Task | None:
    """Take what is to be done over; None when somebody else was quicker."""
    mine = update(PhotoTalk).where(PhotoTalk.conversation_id == row_id, PhotoTalk.due_at <= now)
    values = {"claim": new_id(), "due_at": now + LEASE, "attempts": PhotoTalk.attempts + 1}
    if not session.execute(mine.values(**values)).rowcount:  # type: ignore[attr-defined]
        return None
    row = session.get_one(PhotoTalk, row_id, populate_existing=True)
    address = session.scalar(select(Conversation.address).where(Conversation.id == row_id))
    state = row.state
    return Task(
        row_id=row_id,
        address=address or "",
        claim=row.claim or "",
        token=state["token"],
        wanted=state["wanted"],
        last=state["last"],
        items=_in_order([Item(**{**item, "act": Act(item["act"])}) for item in state["waiting"]]),
        attempts=row.attempts,
    )


def settle_kinds(session: Session, task: Task, items: Sequence[Item], now: datetime) -> Task | None:
    """Write down which picture is which, before any of them is fetched. None: the claim has run out meanwhile."""
    row = _held(session, task)
    if row is None:
        return None
    later = row.state["waiting"][len(task.items) :]
    row.state = {**row.state, "waiting": [*(asdict(item) for item in items), *later]}
    row.due_at = now + LEASE
    return replace(task, items=tuple(items))


def go_on(session: Session, task: Task, now: datetime) -> bool:
    """Hold the claim for as long again; whether it was still held."""
    row = _held(session, task)
    if row is not None:
        row.due_at = now + LEASE
    return row is not None


def put_off(session: Session, task: Task, now: datetime) -> None:
    """Telegram cannot give a picture now: all of it again, later each time."""
    row = _held(session, task)
    if row is not None:
        row.claim, row.due_at = None, now + AGAIN[min(task.attempts, len(AGAIN)) - 1]


def done(session: Session, task: Task, now: datetime, *, wanted: str | None, last: str | None) -> bool:
    """Everything of this task has been done; whether the claim was still held. What came meanwhile is next."""
    row = _held(session, task)
    if row is None:
        return False
    later = row.state["waiting"][len(task.items) :]
    row.state = {**row.state, "wanted": wanted, "last": last, "waiting": later}
    row.claim, row.attempts = None, 0
    row.due_at = now + ALBUM if later else None
    return True


def _held(session: Session, task: Task) -> PhotoTalk | None:
    row = session.get(PhotoTalk, task.row_id, with_for_update=True, populate_existing=True)
    return row if row is not None and row.claim == task.claim else None


def _in_order(items: Sequence[Item]) -> tuple[Item, ...]:
    """Pictures as they were sent, whatever the order in which their updates came; what else was done between them stays there."""
    found: list[Item] = []
    for pictures, run in groupby(items, lambda item: item.act is Act.TAKE):
        found += sorted(run, key=lambda item: item.place if pictures else 0)
    return tuple(found)


def planned(items: Sequence[Item], kinds: Sequence[str], present: frozenset[str], wanted: str | None) -> list[Item]:
    """Which picture is which: what was settled or named by its sender, else what was asked for, else the next that is missing.

    A picture too many stays without a kind.
    """
    missing = [kind for kind in kinds if kind not in present]
    found = []
    for item in items:
        if item.act is Act.RETAKE:
            wanted = item.kind
        if item.act is not Act.TAKE:
            found.append(item)
            continue
        kind = item.kind or wanted or next(iter(missing), None)
        wanted = None if kind == wanted else wanted
        missing = [other for other in missing if other != kind]
        found.append(replace(item, kind=kind))
    return found
