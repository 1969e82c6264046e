"""Pictures for a registration on both databases: taken by two processes at once, and left behind by one that died."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from backend.channels.telegram import photo_talk
from backend.channels.telegram.models import PhotoTalk
from backend.conversations.models import Conversation, Message
from backend.database import Database
from bhxh.dates import utcnow
from tests.backend.channels.telegram.conftest import Bot
from tests.backend.channels.telegram.test_photos import photos, sending
from tests.backend.channels.test_core import eventually
from tests.backend.registration.conftest import image_bytes
from tests.support.databases import database_url

__all__ = ["database_url"]

pytestmark = pytest.mark.usefixtures("no_declaration")


def test_two_processes_and_repetitions_store_each_picture_once(
    registered: Bot, make_bot: Callable[..., Bot], database: Database
) -> None:
    other = make_bot()
    sent = sending(registered, "a", "b", "c", album="g")
    for update_ in [*sent, *sent]:
        registered.hear(update_)
        other.hear(update_)
    assert registered.said("đã đủ ảnh")
    assert sorted(registered.telegram.fetched) == ["a", "b", "c"]
    assert len([said for said in registered.telegram.texts() if "đã đủ ảnh" in said]) == 1


def test_what_a_process_that_died_had_begun_is_done_by_another(registered: Bot, database: Database) -> None:
    bot = registered
    bot.telegram.files["a"] = image_bytes()
    with database.begin() as session:  # as of a process that was killed while it fetched
        conversation = session.scalars(select(Conversation)).one()
        links = [message.body["text"] for message in session.scalars(select(Message))]
        token = next(said for said in links if "/ho-so/anh/" in said).rpartition("/ho-so/anh/")[2][:32]
        item = photo_talk.Item(photo_talk.Act.TAKE, "id_back", "a")
        later = utcnow().replace(year=utcnow().year + 1)
        photo_talk.add(session, conversation, item, later, token=token)
        row_id = conversation.id
        session.flush()
        session.execute(update(PhotoTalk).values(claim=None, due_at=utcnow()))
        task = photo_talk.claim(session, row_id, utcnow())
    assert task is not None and photos(database) == {}
    with database.begin() as session:
        session.execute(update(PhotoTalk).values(due_at=utcnow()))  # the claim of the dead has run out
    assert eventually(lambda: "id_back" in photos(database))
    assert bot.said(": mặt sau giấy tờ.")
    with database.begin() as session:  # it was not dead after all: what it says counts no more
        assert not photo_talk.done(session, task, utcnow(), wanted=None, last=None)
