"""What each agent takes, and how much at once: topics (none named: all) and a limit, set by the supervisor.

The limit holds where a conversation is given to an agent: the agent's row is locked first, so two pages of one agent, or a colleague
and the queue in the same moment, cannot go beyond it together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from backend import audit
from backend.conversations import desk, handoff
from backend.conversations.desk import Summary
from backend.conversations.models import Conversation
from backend.conversations.topics import TOPICS
from backend.declined import Declined
from backend.hotline import presence
from backend.hotline.desk import LIMIT
from backend.hotline.models import AgentSkills
from bhxh.messages import text

MOST: Final = 20
"""A limit that a supervisor may set."""
ANYBODYS_AFTER: Final = timedelta(minutes=3)
"""Whoever has waited so long is taken by any agent: a subject that nobody on duty knows must not wait for ever."""


@dataclass(frozen=True)
class Skills:
    """``topics`` empty: all. ``most``: conversations open at once."""

    topics: frozenset[str]
    most: int


@dataclass(frozen=True)
class Taker:
    """A colleague to whom a conversation may be passed now."""

    username: str
    open: int
    most: int


def of(session: Session, agent: str) -> Skills:
    """An agent's; who has none set takes every topic and the usual number."""
    row = session.get(AgentSkills, agent)
    return Skills(frozenset(row.topics), row.most) if row else Skills(frozenset(), LIMIT)


def put(session: Session, agent: str, topics: Sequence[str], most: int, *, actor: str) -> None:
    """Set an agent's. Raises Declined("most")."""
    if not 1 <= most <= MOST:
        raise Declined("most", text("hotline.skills.most_form", most=MOST), ("most",))
    row = _locked(session, agent)
    row.topics, row.most = [topic for topic in TOPICS if topic in topics], most
    details: dict[str, str | int | None] = {"agent": agent, "topics": len(row.topics), "most": most}
    audit.record(session, actor=actor, action="hotline.skills", details=details)


def require_room(session: Session, agent: str) -> None:
    """Makes sure, until the transaction ends, that one more conversation keeps within the agent's limit. Raises Declined("too_many")."""
    most = _locked(session, agent).most
    if desk.count_open(session, agent) >= most:
        raise Declined("too_many", text("hotline.skills.too_many", who=agent, limit=most))


def fits(skills: Skills, found: Summary, now: datetime) -> bool:
    """Whether "next" gives this one to an agent with these skills."""
    if not skills.topics or found.asked_about is None or found.asked_about in skills.topics:
        return True
    return found.priority > handoff.NORMAL or (found.asked_at is not None and found.asked_at < now - ANYBODYS_AFTER)


def takers(session: Session, without: str, now: datetime) -> list[Taker]:
    """Colleagues who are there and have room, by name."""
    there = [name for name, available in presence.there(session, now).items() if available and name != without]
    held = desk.loads(session, there)
    most = {
        row.username: row.most for row in session.scalars(select(AgentSkills).where(AgentSkills.username.in_(there)))
    }
    found = [Taker(name, held.get(name, 0), most.get(name, LIMIT)) for name in sorted(there)]
    return [taker for taker in found if taker.open < taker.most]


def pass_on(session: Session, conversation: Conversation, agent: str, now: datetime, *, to: str, words: str) -> None:
    """Give a conversation to a colleague with a note that says why. Raises Declined: not_yours, note, not_there, too_many."""
    if not words:
        raise Declined("note", text("hotline.skills.note_needed"))
    if not presence.there(session, now).get(to) or to == agent:
        raise Declined("not_there", text("hotline.skills.not_there"))
    require_room(session, to)
    handoff.transfer(conversation, agent, to, now)
    desk.note(session, conversation, agent, text("hotline.skills.passed_note", to=to, words=words), now)


def _locked(session: Session, agent: str) -> AgentSkills:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    usual = insert(AgentSkills).values(username=agent, topics=[], most=LIMIT)
    session.execute(usual.on_conflict_do_nothing())
    return session.get_one(AgentSkills, agent, with_for_update=True)
