"""Pictures for a registration, sent in the chat: which is which, what is refused, what happens twice, what is kept."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from backend.audit.models import AuditEntry
from backend.channels.telegram import photo_talk
from backend.channels.telegram.models import PhotoTalk
from backend.config import BackendConfig
from backend.conversations import handoff
from backend.conversations.models import Conversation, Message
from backend.database import Database
from backend.registration.models import Dossier, Photo
from backend.registration.pictures import MOST_BYTES
from backend.registration.states import State
from backend.registration.store import PhotoStore
from bhxh.dates import utcnow
from bhxh.messages import text
from tests.backend.channels.telegram.conftest import Bot
from tests.backend.channels.test_core import eventually
from tests.backend.conversations.conftest import FakeEngine
from tests.backend.registration.conftest import image_bytes
from tests.support import telegram_updates as updates

KINDS = ["portrait", "id_front", "id_back"]

pytestmark = pytest.mark.usefixtures("no_declaration")


def sending(bot: Bot, *names: str, content: bytes | None = None, album: str | None = None, **rest: Any) -> list[Any]:
    """Updates with one photo each; each has a size of its own, by which it is known again."""
    made = []
    for name in names:
        width = 800 + 10 * len(bot.telegram.files)
        bot.telegram.files[name] = image_bytes(size=(width, 600)) if content is None else content
        size = {"file_id": name, "file_unique_id": name, "width": width, "height": 600, "file_size": 1000}
        more = rest if album is None else {**rest, "media_group_id": album}
        made.append(updates.message(None, photo=[size], **more))
    return made


def photos(database: Database) -> dict[str, int]:
    """The width of each stored picture by kind."""
    with database.reading() as session:
        return {row.kind: row.width for row in session.scalars(select(Photo))}


def press_button(bot: Bot, title: str) -> None:
    """The newest button with this title."""
    for number in range(-1, -1 - len(bot.telegram.calls("sendMessage")), -1):
        for button in bot.telegram.buttons(number):
            if button["text"] == title:
                bot.hear(updates.pressed(button["callback_data"]))
                return
    raise AssertionError(title)


def last(bot: Bot) -> str:
    return bot.telegram.texts()[-1]


def titles(bot: Bot) -> list[str]:
    return [button["text"] for button in bot.telegram.buttons()]


def test_pictures_one_by_one_fill_a_dossier(registered: Bot, database: Database, config: BackendConfig) -> None:
    bot = registered
    assert text("telegram.photo.here") in last(bot)
    for done, (name, kind) in enumerate(zip("abc", KINDS, strict=True), start=1):
        (sent,) = sending(bot, name)
        bot.hear(sent, sent)
        assert bot.said(f": {text(f'telegram.photo.kind.{kind}')}.")
        assert sorted(photos(database)) == sorted(KINDS[:done])
    assert bot.telegram.fetched == ["a", "b", "c"], "a repeated update is one picture"
    assert "đã đủ ảnh" in last(bot)
    press_button(bot, "Hoàn tất gửi ảnh")
    assert bot.said("in tờ khai, ký")
    with database.reading() as session:
        assert session.scalars(select(Dossier)).one().state == State.CHO_XAC_MINH
        row_id = session.scalars(select(Conversation.id)).one()
        acts = session.execute(select(AuditEntry.action, AuditEntry.actor).order_by(AuditEntry.sequence)).all()
        assert [act for act, actor in acts if actor == f"conversation:{row_id}"][-4:] == [
            *["registration.photo_given"] * 3,
            "registration.photos_completed",
        ]
        kept = PhotoStore(config.data_dir, database.keyring).read(session.scalars(select(Photo.file)).first() or "")
    assert kept.startswith(b"\xff\xd8\xff") and kept != bot.telegram.files["a"]
    bot.hear(*sending(bot, "d"))
    assert bot.said(text("telegram.picture"))
    assert "d" not in bot.telegram.fetched


def test_what_a_phone_writes_into_a_picture_is_gone(registered: Bot, database: Database, config: BackendConfig) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SecretPhoneMaker"
    sent = image_bytes("JPEG", exif=exif, comment=b"SecretComment") + b"SecretTail"
    registered.hear(*sending(registered, "a", content=sent))
    assert registered.said("ảnh chân dung.")
    with database.reading() as session:
        file = session.scalars(select(Photo.file)).one()
    assert b"Secret" not in PhotoStore(config.data_dir, database.keyring).read(file)
    on_disk = b"".join(path.read_bytes() for path in config.data_dir.rglob("*") if path.is_file())
    assert b"SecretTail" not in on_disk and b"\xff\xd8\xff\xe0" not in on_disk


def test_an_album_is_taken_in_the_order_in_which_it_was_sent(registered: Bot, database: Database) -> None:
    first, second, third = sending(registered, "a", "b", "c", album="g1")
    before = len(registered.telegram.texts())
    registered.hear(third, first, second, first)
    assert registered.said("đã đủ ảnh")
    assert len(registered.telegram.texts()) == before + 1, "one answer for all of them"
    assert photos(database) == dict(zip(KINDS, (800, 810, 820), strict=True))
    assert titles(registered)[0] == "Hoàn tất gửi ảnh" and len(titles(registered)) == 4


def test_a_side_can_be_named_changed_and_taken_anew(registered: Bot, database: Database) -> None:
    bot = registered
    bot.hear(*sending(bot, "a", caption="Mặt sau CCCD"))
    assert bot.said(": mặt sau giấy tờ.")
    back = photos(database)["id_back"]
    press_button(bot, "Đây là mặt trước giấy tờ")
    assert bot.said("là mặt trước giấy tờ")
    assert photos(database) == {"id_front": back}
    bot.hear(*sending(bot, "b"))
    assert bot.said(": ảnh chân dung.")
    face = photos(database)["portrait"]
    press_button(bot, "Đây là mặt trước giấy tờ")
    assert eventually(lambda: photos(database) == {"id_front": face, "portrait": back})
    assert bot.said("Tiếp theo, Ông/Bà gửi mặt sau giấy tờ")
    bot.hear(updates.message("chup lai anh chan dung"))
    assert bot.said("Ông/Bà gửi lại ảnh chân dung")
    bot.hear(*sending(bot, "c"))
    assert eventually(lambda: photos(database).get("portrait") not in (back, face, None))
    assert photos(database)["id_front"] == face


def test_what_is_too_much_is_not_even_fetched(registered: Bot, database: Database) -> None:
    bot = registered
    bot.hear(*sending(bot, "a", "b", "c", "d", "e", album="g"))
    assert bot.said("đủ ảnh nên 2 ảnh")
    assert bot.telegram.fetched == ["a", "b", "c"] and sorted(photos(database)) == sorted(KINDS)
    press_button(bot, "Chụp lại mặt sau giấy tờ")
    assert bot.said("gửi lại mặt sau giấy tờ")
    before = photos(database)
    bot.hear(*sending(bot, "f"))
    assert eventually(lambda: photos(database)["id_back"] != before["id_back"])


GARBAGE = bytes(range(256)) * 40
POLYGLOT = b"\xff\xd8\xff\xe0<script>alert(1)</script>PK\x03\x04" + GARBAGE


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (GARBAGE, "photo.type"),
        (b"%PDF-1.7\n" + GARBAGE, "photo.type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "photo.type"),
        (b"\x00\x00\x00\x18ftypheic" + GARBAGE, "photo.heic"),
        (POLYGLOT, "photo.damaged"),
        (image_bytes()[:900], "photo.damaged"),
        (image_bytes(size=(100, 100)), "photo.too_small"),
    ],
)
def test_what_is_no_usable_picture_is_answered_with_what_to_do(
    registered: Bot, database: Database, sent: bytes, said: str
) -> None:
    registered.hear(*sending(registered, "a", content=sent))
    assert registered.said(text(said, pixels=300, megabytes=12))
    assert "Tiếp theo, Ông/Bà gửi ảnh chân dung" in last(registered) and "/ho-so/anh/" in last(registered)
    assert photos(database) == {}


def test_a_picture_with_something_behind_it_is_its_pixels_alone(registered: Bot, database: Database) -> None:
    registered.hear(*sending(registered, "a", content=image_bytes("PNG") + b"PK\x03\x04 <?php evil() ?>"))
    assert eventually(lambda: "portrait" in photos(database))


@pytest.mark.parametrize("how", ["said", "told", "lied"])
def test_a_file_that_is_too_large_is_not_read(registered: Bot, database: Database, how: str) -> None:
    bot = registered
    (sent,) = sending(bot, "a", content=b"\xff\xd8\xff" + b"0" * (MOST_BYTES + 1 if how == "lied" else 10))
    if how == "said":
        sent["message"]["photo"][0]["file_size"] = MOST_BYTES + 1
    bot.telegram.told = {"file_size": MOST_BYTES + 1} if how == "told" else {"file_size": 10}
    bot.hear(sent)
    assert bot.said(text("photo.too_big", megabytes=12))
    assert bot.telegram.fetched == (["a"] if how == "lied" else []) and photos(database) == {}


def test_nothing_of_this_machine_is_read_whatever_the_path(registered: Bot, database: Database, tmp_path: Any) -> None:
    here = tmp_path / "portrait.jpg"
    here.write_bytes(image_bytes())
    registered.telegram.told = {"file_path": str(here)}
    registered.hear(*sending(registered, "a"))
    assert registered.said(text("telegram.photo.unreachable"))
    assert photos(database) == {}


def test_a_file_that_is_no_picture_is_told_so(registered: Bot) -> None:
    scan = {"file_id": "d", "file_unique_id": "d", "mime_type": "application/pdf"}
    registered.hear(updates.message(None, document=scan))
    assert registered.said(text("photo.type"))
    assert registered.telegram.fetched == []


def test_telegram_that_cannot_give_it_is_asked_again(registered: Bot, database: Database) -> None:
    answers = iter([(500, {}), (429, {"parameters": {"retry_after": 1}})])
    registered.telegram.trouble = lambda asked: next(answers, None) if asked.method == "getFile" else None
    registered.hear(*sending(registered, "a"))
    assert eventually(lambda: "portrait" in photos(database), 60)


def test_a_file_that_telegram_no_longer_has_is_asked_for_anew(registered: Bot) -> None:
    registered.telegram.trouble = lambda asked: (400, {}) if asked.method == "getFile" else None
    registered.hear(*sending(registered, "a"))
    assert registered.said(text("telegram.photo.unreachable"))


def test_while_an_agent_answers_nothing_is_kept(registered: Bot, database: Database) -> None:
    with database.begin() as session:
        handoff.claim(session.scalars(select(Conversation)).one(), "tongdai1", utcnow())
    registered.hear(*sending(registered, "a"))
    assert registered.said(text("attached.person.picture"))
    with database.reading() as session:
        assert session.scalars(select(PhotoTalk)).all() == []
        seen = [message.body["text"] for message in session.scalars(select(Message).order_by(Message.number))]
    assert text("attached.picture") in seen
    assert registered.telegram.fetched == [] and photos(database) == {}


def test_somebody_else_and_a_group_do_not_reach_the_dossier(registered: Bot, database: Database) -> None:
    bot = registered
    (other,) = sending(bot, "a", chat=updates.private(8), **{"from": updates.person(8)})
    (group,) = sending(bot, "b", chat={"id": -100200, "type": "supergroup", "title": "Khu phố"})
    bot.hear(other, group)
    assert eventually(lambda: bot.telegram.texts(8) == [text("telegram.picture")])
    assert eventually(lambda: bot.telegram.texts(-100200) == [text("telegram.group")])
    assert bot.telegram.fetched == [] and photos(database) == {}


def test_words_of_our_buttons_are_the_assistants_where_no_picture_was_sent(bot: Bot, engine: FakeEngine) -> None:
    bot.hear(updates.message("Hoàn tất gửi ảnh"))
    assert bot.said("Đã nghe")
    assert engine.heard == ["Hoàn tất gửi ảnh"]


def test_which_picture_is_which() -> None:
    take, kinds = photo_talk.Item(photo_talk.Act.TAKE), tuple(KINDS)

    def planned(*items: photo_talk.Item, present: frozenset[str] = frozenset(), wanted: str | None = None) -> list[Any]:
        return [item.kind for item in photo_talk.planned(items, kinds, present, wanted)]

    named = photo_talk.Item(photo_talk.Act.TAKE, "id_front")
    retake = photo_talk.Item(photo_talk.Act.RETAKE, "portrait")
    assert planned(take, take, take, take) == [*KINDS, None]
    assert planned(take, named, take) == ["portrait", "id_front", "id_back"]
    assert planned(named, take, take) == ["id_front", "portrait", "id_back"]
    assert planned(take, take, wanted="id_back", present=frozenset({"portrait", "id_back"})) == ["id_back", "id_front"]
    assert planned(retake, take, take, present=frozenset(KINDS)) == ["portrait", "portrait", None]
