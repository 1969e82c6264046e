"""A citizen and the assistant over the Zalo Bot Platform."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from time import sleep
from typing import Any

import pytest
from sqlalchemy import func, select

from backend.channels.deliverer import Deliverer
from backend.channels.journal.journal import Journal
from backend.channels.platform import Gone, Refused, TryLater
from backend.channels.webhooks import Webhooks
from backend.channels.zalo_bot import service, webhook
from backend.channels.zalo_bot.config import ZaloBotConfig
from backend.channels.zalo_bot.service import ZaloBot
from backend.conversations import desk, handoff
from backend.conversations.engine import EngineButton, EngineMessage, EngineReply
from backend.conversations.inbound import Inbox
from backend.conversations.models import Conversation, HeardEvent
from backend.database import Database
from bhxh.dates import utcnow
from bhxh.messages import text
from tests.backend.channels.conftest import TIMING
from tests.backend.channels.zalo.conftest import eventually
from tests.backend.channels.zalo.test_sending import outgoing
from tests.backend.conversations.conftest import FakeEngine
from tests.support import webhooks
from tests.support.serving import serving
from tests.support.zalo_bots import TOKEN, BotPlatform, bot_platform

SECRET = "s" * 32


@pytest.fixture
def database_url(tmp_path: Any) -> Iterator[str]:
    """What is kept in which database is the core's concern, and has tests on both."""
    yield f"sqlite:///{tmp_path / 'test.db'}"


@dataclass
class World:
    peer: BotPlatform
    bot: ZaloBot
    webhooks: Webhooks
    database: Database

    def hears(self, body: bytes, secret: str = SECRET) -> int:
        headers = {webhook.PROOF_HEADER: secret}
        return webhooks.post(self.webhooks, webhook.PATH, body, headers).status_code

    def count(self, table: Any) -> int:
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def peer() -> Iterator[BotPlatform]:
    with bot_platform() as running:
        yield running


@pytest.fixture
def world(peer: BotPlatform, inbox: Inbox, database: Database) -> Iterator[World]:
    """With the webhook over real sockets, which the platform was told at start."""
    served: list[Webhooks] = []

    async def front(scope: Any, receive: Any, send: Any) -> None:
        await served[0](scope, receive, send)

    with serving(front) as url:
        bot = service.connect(ZaloBotConfig(token=TOKEN, secret=SECRET, api_url=peer.url), inbox, url)
        assert bot.door is not None
        journal = Journal(database, {bot.door.channel: bot.door.work}, TIMING)
        journal.start()
        served.append(Webhooks(journal, [bot.door]))
        deliverer = Deliverer(database, [bot.platform], TIMING)
        deliverer.start()
        assert eventually(lambda: peer.webhook == url + webhook.PATH and peer.secret == SECRET)
        yield World(peer, bot, served[0], database)
        journal.close()
        deliverer.close()


def test_a_message_is_answered_once_however_often_it_comes(world: World, engine: FakeEngine) -> None:
    event = world.peer.said("7", "thẻ hết hạn")
    assert [world.peer.tell(event) for _ in range(3)] == [200] * 3
    assert eventually(lambda: world.peer.texts("7") == ["Đã nghe: thẻ hết hạn"])
    sleep(0.2)
    assert len(engine.calls) == len(world.peer.sent) == 1


def test_choices_are_numbers_and_long_answers_pieces(world: World, engine: FakeEngine) -> None:
    long = " ".join(f"Câu số {number} của câu trả lời dài." for number in range(100))
    message = EngineMessage(long, (EngineButton("Tra mã", "/lookup"),))
    engine.script = lambda session, text, turn: EngineReply((message,), intent="faq")
    world.peer.tell(world.peer.said("7", "giúp"))
    assert eventually(lambda: "1. Tra mã" in " ".join(world.peer.texts("7")))
    assert all(len(text) <= 2000 for text in world.peer.texts("7")) and len(world.peer.sent) == 2


def test_typing_is_shown_while_the_answer_is_made(world: World, engine: FakeEngine) -> None:
    script = engine.script

    def slow(*asked: str) -> EngineReply:
        sleep(0.8)
        return script(*asked)

    engine.script = slow
    world.peer.tell(world.peer.said("7", "giúp"))
    assert eventually(lambda: world.peer.typed == ["7"] and len(world.peer.sent) == 1)


def test_what_is_not_text_gets_an_answer_of_its_own(world: World, engine: FakeEngine) -> None:
    for what in ("image", "sticker", "voice", "unsupported"):
        world.peer.tell(world.peer.said("7", None, what))
    assert eventually(lambda: len(world.peer.sent) == 4)
    assert "số thẻ" in world.peer.texts("7")[0] and not engine.calls


def test_an_agent_is_told_of_what_is_not_text(world: World) -> None:
    world.peer.tell(world.peer.said("7", None, "sticker"))
    assert eventually(lambda: len(world.peer.sent) == 1)
    with world.database.begin() as session:
        conversation = session.scalars(select(Conversation)).one()
        handoff.claim(conversation, "tongdai1", utcnow())
    world.peer.tell(world.peer.said("7", None, "image"))
    assert eventually(lambda: world.peer.texts("7")[1:] == [text("attached.person.picture")])
    with world.database.reading() as session:
        assert desk.lines(session, conversation.id)[-2].text == text("attached.picture")


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "s", "ß" * 32])
def test_who_does_not_know_the_secret_is_refused_before_anything_is_read(world: World, secret: str) -> None:
    assert world.hears(b"x" * 10_000_000, secret.encode().decode("latin-1")) == 403
    assert world.count(HeardEvent) == 0


def test_bodies_of_no_use_are_answered_and_ignored(world: World) -> None:
    said = world.peer.said
    events: list[Any] = [
        None,
        [],
        {},
        said("7", "x") | {"event_name": "message.reaction.received"},
        said("7", "x") | {"event_name": ["message.text.received"]},
        said("7", "x") | {"message": "x"},
        said("7", "x", chat={"id": "7", "chat_type": "GROUP"}),
        said("7", "x", **{"from": {"id": "8", "is_bot": True}}),
        said("7", "x", chat=None),
        said("7", "x", message_id=None),
        said("7", "x", message_id="m" * 129),
        said("7", "x", date=said("7")["message"]["date"] - 365 * 86_400_000),
        said("7", "x", date=said("7")["message"]["date"] + 86_400_000),
        *(said("7", "x", date=wrong) for wrong in (None, "1", True, 10**30, -(10**18))),
    ]
    assert [world.peer.tell(event) for event in events] == [200] * len(events)
    for body in (b"", b"{", b"\xff", b"[" * 5000, b'{"result":7}'):
        assert world.hears(body) == 200
    assert world.hears(b"x" * (webhook.LIMIT + 1)) == 413
    assert world.count(HeardEvent) == 0


@pytest.mark.parametrize(
    ("fault", "kind", "code"),
    [
        (400, Refused, "zalo_bot_400"),
        (401, TryLater, "zalo_bot_401"),
        (403, Gone, "zalo_bot_403"),
        (408, TryLater, "zalo_bot_408"),
        (429, TryLater, "zalo_bot_429"),
        (500, TryLater, "zalo_bot_500"),
        (0.01, TryLater, "zalo_bot_remoteprotocolerror"),
    ],
)
def test_errors_are_told_apart(world: World, fault: float, kind: type[Exception], code: str) -> None:
    world.peer.faults = [fault]
    with pytest.raises(kind, match=f"^{code}$") as raised:
        world.bot.platform.send("7", outgoing("một"))
    if fault == 429:
        assert raised.value.wait is not None and raised.value.wait.total_seconds() == 1  # type: ignore[attr-defined]
    assert not world.peer.sent and TOKEN not in str(raised.value.__dict__)


def test_who_blocks_the_bot_is_forgotten(world: World) -> None:
    world.peer.blocked.add("7")
    world.peer.tell(world.peer.said("7", "một"))
    assert eventually(lambda: world.count(HeardEvent) == 1 and world.count(Conversation) == 0)


def test_events_are_fetched_one_by_one_where_no_webhook_is(
    peer: BotPlatform, inbox: Inbox, database: Database, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    peer.webhook = "https://bhxh.example/old"  # of another day: fetching is refused while it is set
    for number in range(5):
        peer.updates.append(peer.said("7", f"câu {number}"))
    receive, failures = inbox.receive, iter([OSError("the database is away")])

    def at_first_away(*heard: Any) -> Any:
        for failure in failures:
            raise failure
        return receive(*heard)

    monkeypatch.setattr(inbox, "receive", at_first_away)
    config = ZaloBotConfig(token=TOKEN, secret=SECRET, mode="polling", api_url=peer.url)
    bot = service.connect(config, inbox, "http://127.0.0.1:9")
    assert bot.door is None
    deliverer = Deliverer(database, [bot.platform], TIMING)
    deliverer.start()
    assert eventually(lambda: peer.texts("7") == [f"Đã nghe: câu {number}" for number in range(5)])
    deliverer.close()
