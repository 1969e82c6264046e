"""Conversations as they come about, on SQLite; what must count once on PostgreSQL too stands in `test_once`."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from sqlalchemy.orm import Session

from backend.conversations import handoff, store
from backend.conversations.models import Author, Conversation
from bhxh.dates import VIETNAM, utcnow
from tests.backend.hotline.conftest import PASSWORD, _cheap_hashes, agent, app, engine, gateway, waiting

__all__ = ["PASSWORD", "_cheap_hashes", "agent", "app", "engine", "gateway", "waiting"]

NOON = datetime.combine(utcnow().astimezone(VIETNAM).date(), time(12), VIETNAM)
DAY = NOON.date()


@pytest.fixture
def now() -> datetime:
    return NOON


def said(session: Session, found: Conversation, now: datetime, *answers: str | None) -> None:
    """A question for each answer: the FAQ or task that the bot answers with, None: not understood."""
    for name in answers:
        turn = store.new_id()
        store.append(session, found, Author.CITIZEN, {"text": "câu hỏi"}, turn, at=now)
        meta = {"intent": "fallback" if name is None else "faq", "faq": name, "fallback": name is None}
        for _ in range(2):  # an answer of two messages is one answer
            store.append(session, found, Author.BOT, {"text": "trả lời", "buttons": [], "meta": meta}, turn, at=now)
    found.active_at = now


def begun(session: Session, now: datetime, *answers: str | None, channel: str = "web") -> Conversation:
    found = store.create(session, store.new_id(), now, channel=channel)
    said(session, found, now, *answers)
    return found


def helped(session: Session, found: Conversation, now: datetime, seconds: int, topic: str | None = None) -> None:
    """A person is asked for, answers after ``seconds``, and closes it."""
    handoff.ask_for_person(session, found, now)
    handoff.claim(found, "tongdai1", now)
    handoff.say(session, found, "tongdai1", "Chào Ông/Bà", now + timedelta(seconds=seconds))
    handoff.say(session, found, "tongdai1", "Còn gì nữa không ạ", now + timedelta(seconds=seconds + 300))
    handoff.resolve(session, found, "tongdai1", topic, now + timedelta(seconds=seconds + 600))
