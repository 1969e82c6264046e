"""Events in, each once; messages out, in their order: whatever platforms, networks and processes do."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event
from time import monotonic, sleep

from sqlalchemy import select

from backend.channels.deliverer import Deliverer
from backend.channels.platform import Gone, Refused, TryLater
from backend.conversations import delivery, handoff, store
from backend.conversations.delivery import Outgoing
from backend.conversations.engine import EngineButton, EngineMessage, EngineReply
from backend.conversations.inbound import Heard, Inbox, Outcome
from backend.conversations.limits import Limits
from backend.conversations.models import Conversation, HeardEvent, Message
from backend.conversations.runner import Runner
from backend.database import Database
from bhxh.dates import utcnow
from kit.presence import Presence
from tests.backend.channels.conftest import CHANNEL, TIMING, FakePlatform
from tests.backend.conversations.conftest import FakeEngine, said

Deliver = Callable[[FakePlatform], Deliverer]


def heard(text: str = "thẻ hết hạn", event: str = "1", address: str = "7", **rest: object) -> Heard:
    return Heard(channel=CHANNEL, address=address, event=event, text=text, **rest)  # type: ignore[arg-type]


def eventually(holds: Callable[[], bool], seconds: float = 60) -> bool:
    end = monotonic() + seconds
    while not holds() and monotonic() < end:
        sleep(0.02)
    return holds()


def test_an_answer_reaches_the_citizen(inbox: Inbox, platform: FakePlatform, deliver: Deliver) -> None:
    deliver(platform)
    assert inbox.receive(heard()) is Outcome.HEARD
    assert eventually(lambda: platform.texts() == ["Đã nghe: thẻ hết hạn"])


def test_a_repeated_event_is_one_turn(
    inbox: Inbox, platform: FakePlatform, deliver: Deliver, engine: FakeEngine
) -> None:
    deliver(platform)
    with ThreadPoolExecutor(12) as pool:
        outcomes = list(pool.map(lambda _: inbox.receive(heard()), range(24)))
    assert sorted(outcomes) == [Outcome.HEARD] + [Outcome.REPEATED] * 23
    assert eventually(lambda: len(platform.sent) == 1)
    sleep(0.3)
    assert len(platform.sent) == 1 and len(engine.calls) == 1


def test_a_burst_is_answered_in_its_order(inbox: Inbox, platform: FakePlatform, deliver: Deliver) -> None:
    deliver(platform), deliver(platform)
    for number in range(20):
        inbox.receive(heard(f"câu {number}", event=str(number)))
    assert eventually(lambda: len(platform.sent) == 20)
    assert platform.texts() == [f"Đã nghe: câu {number}" for number in range(20)]


def test_two_addresses_are_two_conversations(inbox: Inbox, platform: FakePlatform, deliver: Deliver) -> None:
    deliver(platform)
    inbox.receive(heard("một", event="1", address="7"))
    inbox.receive(heard("hai", event="2", address="8"))
    assert eventually(lambda: len(platform.sent) == 2)
    assert (platform.texts("7"), platform.texts("8")) == (["Đã nghe: một"], ["Đã nghe: hai"])


def test_buttons_come_back_by_id_and_by_number(
    inbox: Inbox, platform: FakePlatform, deliver: Deliver, engine: FakeEngine
) -> None:
    buttons = (EngineButton("Tra mã", "/lookup"), EngineButton("Gặp nhân viên", "/agent"))
    engine.script = lambda session, text, turn: EngineReply((EngineMessage("Chọn:", buttons),), intent="faq")
    deliver(platform)
    inbox.receive(heard())
    assert eventually(lambda: len(platform.sent) == 1)
    choice = platform.sent[0][1].choices[1]
    assert choice.title == "Gặp nhân viên" and len(choice.payload.encode()) <= 64
    inbox.receive(heard("", event="2", payload=choice.payload))
    inbox.receive(heard("1", event="3"))
    assert eventually(lambda: len(platform.sent) == 3)
    assert engine.heard[1:] == ["/agent", "/lookup"]


def test_a_button_of_another_day_is_answered_in_words(inbox: Inbox, platform: FakePlatform, deliver: Deliver) -> None:
    deliver(platform)
    assert inbox.receive(heard("", payload="x" * 22)) is Outcome.ANSWERED
    assert eventually(lambda: "không còn dùng được" in "".join(platform.texts()))


def test_what_is_too_long_or_empty_is_answered_in_words(
    inbox: Inbox, platform: FakePlatform, deliver: Deliver, engine: FakeEngine
) -> None:
    deliver(platform)
    for event, text in enumerate(("", " \u200b ", "a" * 2001)):
        assert inbox.receive(heard(text, event=str(event))) is Outcome.ANSWERED
    assert eventually(lambda: len(platform.sent) == 3) and not engine.calls


def test_a_picture_gets_its_own_answer(inbox: Inbox, platform: FakePlatform, deliver: Deliver) -> None:
    deliver(platform)
    inbox.receive(heard("", answer="Ông/Bà vui lòng gõ số thẻ."))
    assert eventually(lambda: platform.texts() == ["Ông/Bà vui lòng gõ số thẻ."])


def test_a_platform_that_is_away_is_tried_again(inbox: Inbox, platform: FakePlatform, deliver: Deliver) -> None:
    failures = iter([TryLater("http_500", timedelta(seconds=0.1)), TryLater("flood", timedelta(seconds=0.1))])

    def trouble(_address: str, _outgoing: Outgoing) -> None:
        for failure in failures:
            raise failure

    platform.trouble = trouble
    deliver(platform)
    inbox.receive(heard("một", event="1"))
    inbox.receive(heard("hai", event="2"))
    assert eventually(lambda: platform.texts() == ["Đã nghe: một", "Đã nghe: hai"])


def test_a_refused_message_does_not_hold_up_the_next(
    inbox: Inbox, platform: FakePlatform, deliver: Deliver, database: Database
) -> None:
    def trouble(_address: str, outgoing: Outgoing) -> None:
        if "một" in outgoing.text:
            raise Refused("bad_text")

    platform.trouble = trouble
    deliver(platform)
    inbox.receive(heard("một", event="1"))
    inbox.receive(heard("hai", event="2"))
    assert eventually(lambda: platform.texts() == ["Đã nghe: hai"])
    with database.reading() as session:
        failed = session.scalars(select(Message).where(Message.delivery == "failed")).one()
        assert failed.delivery_error == "bad_text"


def test_who_has_blocked_us_is_not_tried_again(
    inbox: Inbox, platform: FakePlatform, deliver: Deliver, database: Database
) -> None:
    tries: list[str] = []

    def trouble(address: str, _outgoing: Outgoing) -> None:
        tries.append(address)
        raise Gone("blocked")

    platform.trouble = trouble
    deliver(platform)
    inbox.receive(heard())
    assert eventually(lambda: len(tries) == 1)
    sleep(0.3)
    with database.reading() as session:
        assert len(tries) == 1 and session.scalars(select(Conversation)).one().deliver_at is None


def test_a_deliverer_that_died_is_taken_over(
    inbox: Inbox, platform: FakePlatform, deliver: Deliver, database: Database
) -> None:
    inbox.receive(heard())
    now = utcnow()

    def waits() -> bool:
        with database.reading() as session:
            return session.scalars(select(Conversation.deliver_at)).one() is not None

    assert eventually(waits)
    with database.begin() as session:  # as of a process that was killed right after its claim
        row_id = session.scalars(select(Conversation.id)).one()
        dead = delivery.claim(session, row_id, utcnow())
    deliver(platform)
    sleep(0.3)
    assert dead is not None and not platform.sent
    with database.begin() as session:
        session.get_one(Conversation, row_id).deliver_at = now
    assert eventually(lambda: len(platform.sent) == 1)
    with database.begin() as session:  # it was not dead after all: what it says counts no more
        assert delivery.settle(session, dead, delivery.Delivery.FAILED, utcnow()) is None
        assert session.scalars(select(Message.delivery).where(Message.delivery.is_not(None))).all() == ["sent"]


def test_a_deliverer_that_died_on_this_machine_is_taken_over_at_once(
    inbox: Inbox, platform: FakePlatform, database: Database, tmp_path: Path
) -> None:
    inbox.receive(heard())
    gone = Presence(tmp_path / "present")

    def waits() -> bool:
        with database.reading() as session:
            return session.scalars(select(Conversation.deliver_at)).one() is not None

    assert eventually(waits)
    with database.begin() as session:
        row_id = session.scalars(select(Conversation.id)).one()
        assert delivery.claim(session, row_id, utcnow(), gone.claim) is not None
    gone.close()
    next_one = Deliverer(database, [platform], TIMING, presence=Presence(tmp_path / "present"))
    next_one.start()
    assert eventually(lambda: len(platform.sent) == 1)
    next_one.close()


def test_who_waits_sees_typing_and_an_apology_once(
    inbox: Inbox, platform: FakePlatform, deliver: Deliver, engine: FakeEngine
) -> None:
    answer = Event()

    def slow(session: str, text: str, turn: str) -> object:
        answer.wait(15)
        return said("Câu trả lời")

    engine.script = slow  # type: ignore[assignment]
    deliver(platform)
    inbox.receive(heard())
    assert eventually(lambda: len(platform.sent) == 1)
    assert "đang trả lời chậm" in platform.texts()[0] and platform.typed == ["7"]
    sleep(0.3)
    answer.set()
    assert eventually(lambda: platform.texts()[1:] == ["Câu trả lời"])


def test_an_agents_answer_goes_out_too(
    inbox: Inbox, platform: FakePlatform, deliver: Deliver, database: Database, engine: FakeEngine
) -> None:
    deliver(platform)
    inbox.receive(heard())
    assert eventually(lambda: len(platform.sent) == 1)
    with database.begin() as session:
        conversation = session.scalars(select(Conversation)).one()
        handoff.claim(conversation, "tongdai1", utcnow())
        handoff.say(
            session, store.locked(session, conversation.id) or conversation, "tongdai1", "Chào Ông/Bà", utcnow()
        )
    assert eventually(lambda: platform.texts()[1:] == ["Chào Ông/Bà"])
    assert inbox.receive(heard("dạ", event="2")) is Outcome.HEARD
    sleep(0.2)
    assert len(engine.calls) == 1 and len(platform.sent) == 2


def test_who_writes_too_fast_is_told_once(
    database: Database, runner: Runner, platform: FakePlatform, deliver: Deliver
) -> None:
    inbox = Inbox(database, runner, Limits(enabled=True))
    deliver(platform)
    outcomes = [inbox.receive(heard(f"câu {number}", event=str(number))) for number in range(30)]
    assert outcomes.count(Outcome.TOO_FAST) >= 15
    assert eventually(lambda: sum("hơi nhanh" in text for text in platform.texts()) == 1)
    with database.reading() as session:
        assert len(session.scalars(select(HeardEvent)).all()) == outcomes.count(Outcome.HEARD)


def test_who_goes_takes_everything_along(inbox: Inbox, database: Database) -> None:
    inbox.receive(heard())
    inbox.forget(CHANNEL, "7")
    inbox.forget(CHANNEL, "nobody")
    with database.reading() as session:
        assert session.scalars(select(Conversation)).all() == session.scalars(select(Message)).all() == []
