"""What is no text, on the way to a person: the agent sees that it came, the citizen hears that nobody can see it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from backend.conversations import desk, handoff
from backend.conversations.attached import Attached
from backend.conversations.inbound import Heard, Inbox, Outcome
from backend.conversations.models import Conversation, Message
from backend.database import Database
from bhxh.dates import utcnow
from bhxh.messages import text
from tests.backend.conversations.conftest import FakeEngine

AGENT = "tongdai1"


def sent(what: Attached, event: str, caption: str = "", **rest: object) -> Heard:
    common = {"channel": "telegram", "address": "7", "answer": "Hãy gõ bằng chữ.", **rest}
    return Heard(event=event, text=caption, attached=what, **common)  # type: ignore[arg-type]


def said(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        found = session.scalars(select(Message).order_by(Message.number))
        return [(message.author, message.body["text"]) for message in found]


def with_agent(database: Database) -> None:
    with database.begin() as session:
        conversation = session.scalars(select(Conversation)).one()
        handoff.claim(conversation, AGENT, utcnow())


def test_the_assistant_answers_and_the_history_shows_what_came(
    inbox: Inbox, engine: FakeEngine, database: Database
) -> None:
    picture = sent(Attached.PICTURE, "1", "thẻ của tôi")
    assert [inbox.receive(picture) for _ in range(2)] == [Outcome.ANSWERED, Outcome.REPEATED]
    assert said(database) == [("citizen", f"{text('attached.picture')} thẻ của tôi"), ("bot", "Hãy gõ bằng chữ.")]
    assert not engine.calls


def test_pictures_sent_at_once_are_answered_once(inbox: Inbox, database: Database) -> None:
    for number in range(3):
        inbox.receive(sent(Attached.PICTURE, str(number), again=False))
    assert [author for author, _ in said(database)] == ["citizen", "bot", "citizen", "citizen"]


@pytest.mark.parametrize("what", [kind for kind in Attached if kind is not Attached.DOSSIER])
def test_an_agent_sees_that_it_came_and_the_citizen_hears_that_it_cannot_be_seen(
    inbox: Inbox, database: Database, what: Attached
) -> None:
    inbox.receive(sent(Attached.PICTURE, "1"))
    with_agent(database)
    inbox.receive(sent(what, "2", "xem giúp tôi"))
    marker, told = (("citizen", f"{text(f'attached.{what}')} xem giúp tôi"), ("bot", text(f"attached.person.{what}")))
    assert said(database)[2:] == [marker, told]
    with database.reading() as session:
        conversation = session.scalars(select(Conversation)).one()
        assert conversation.waiting_since is not None
        assert [line.wordless for line in desk.lines(session, conversation.id)] == [True, False, True, False]


def test_the_citizen_hears_it_once_until_the_agent_has_said_something(inbox: Inbox, database: Database) -> None:
    inbox.receive(sent(Attached.STICKER, "1"))
    with_agent(database)
    for number in range(2, 5):
        inbox.receive(sent(Attached.STICKER, str(number)))
    told = ("bot", text("attached.person.sticker"))
    assert said(database).count(told) == 1
    with database.begin() as session:
        handoff.say(session, session.scalars(select(Conversation)).one(), AGENT, "Vâng ạ.", utcnow())
    inbox.receive(sent(Attached.STICKER, "5"))
    assert said(database).count(told) == 2


def test_a_picture_for_a_registration_is_none_while_a_person_answers(inbox: Inbox, database: Database) -> None:
    inbox.receive(sent(Attached.DOSSIER, "1", answer=None))
    assert said(database) == [("citizen", text("attached.dossier"))]
    with_agent(database)
    inbox.receive(sent(Attached.DOSSIER, "2", answer=None))
    assert said(database)[1:] == [("citizen", text("attached.picture")), ("bot", text("attached.person.picture"))]


def test_what_comes_wakes_a_conversation_that_was_put_aside(inbox: Inbox, database: Database) -> None:
    inbox.receive(sent(Attached.PICTURE, "1"))
    with_agent(database)
    with database.begin() as session:
        now = utcnow()
        handoff.snooze(session.scalars(select(Conversation)).one(), AGENT, now.replace(year=now.year + 1), now)
    inbox.receive(sent(Attached.VOICE, "2"))
    with database.reading() as session:
        assert session.scalars(select(Conversation)).one().status == handoff.Status.OPEN
