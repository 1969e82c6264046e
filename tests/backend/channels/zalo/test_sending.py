"""What Zalo's answers call for, and Zalo's hours."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

import httpx
import pytest
from prometheus_client import REGISTRY
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from backend.channels.links import remember_phone
from backend.channels.platform import Gone, Refused, TryLater
from backend.channels.zalo import client
from backend.channels.zalo.outcomes import Call, call_of
from backend.channels.zalo.pace import Pace
from backend.channels.zalo.platform import ZaloPlatform
from backend.conversations import handoff, store
from backend.conversations.delivery import Outgoing
from backend.conversations.live import NEWS
from backend.conversations.models import Conversation, Message
from backend.notify.models import OutboxMessage
from bhxh.dates import utcnow
from tests.backend.channels.zalo.conftest import ALICE, World, eventually
from tests.backend.conversations.conftest import FakeEngine, said

sqlite_only = pytest.mark.only_on("sqlite")
PHONE = "84912345678"


def outgoing(text: str = "Chào Ông/Bà", silent: timedelta = timedelta(0), **rest: Any) -> Outgoing:
    now = utcnow()
    values = {"id": "c1-x-2", "number": 2, "choices": (), "meta": {}, "extras": {}, "author": "bot"} | rest
    return Outgoing(text=text, created_at=now, heard_at=now - silent, **values)


def raised(platform: ZaloPlatform, message: Outgoing) -> Exception | None:
    try:
        platform.send(ALICE, message)
    except (TryLater, Refused, Gone) as error:
        return error
    return None


def sample(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


@pytest.fixture
def heard(world: World) -> World:
    world.oa.heard_at[ALICE] = 9e9
    return world


def window_of(world: World, heard_at: datetime) -> None:
    """As if the citizen had last written then, at Zalo and here."""
    world.oa.heard_at[ALICE] = heard_at.timestamp()
    with world.database.begin() as session:
        session.execute(update(Conversation).values(active_at=heard_at))


def agent_says(world: World, said: str) -> None:
    with world.database.begin() as session:
        conversation = store.find_by_address(session, "zalo", ALICE)
        assert conversation is not None
        if conversation.assignee is None:
            handoff.claim(conversation, "tongdai1", utcnow())
        handoff.say(session, conversation, "tongdai1", said, utcnow())
        number = conversation.id
    NEWS.tell(number)


def failures(world: World) -> list[str | None]:
    with world.database.reading() as session:
        return list(
            session.scalars(select(Message.delivery_error).where(Message.delivery == "failed").order_by(Message.number))
        )


def notices(world: World) -> list[tuple[str, str | None]]:
    with world.database.reading() as session:
        return [(row.template, row.recipient) for row in session.scalars(select(OutboxMessage))]


@sqlite_only
@pytest.mark.parametrize(
    ("fault", "kind", "code"),
    [
        (-32, TryLater, "zalo_32"),
        (-100, TryLater, "zalo_100"),
        (-144, TryLater, "zalo_144"),
        (-101, TryLater, "zalo_101"),
        (-224, TryLater, "zalo_224"),
        (-211, TryLater, "zalo_211"),
        (-321, TryLater, "zalo_321"),
        (-213, Refused, "zalo_213"),
        (-201, Refused, "zalo_201"),
        (-99999, Refused, "zalo_99999"),
        (-230, Refused, "zalo_window"),
        (-227, Gone, "zalo_227"),
        (429, TryLater, "zalo_http_429"),
        (500, TryLater, "zalo_http_500"),
        (503, TryLater, "zalo_http_503"),
        (401, TryLater, "zalo_http_401"),
        (400, Refused, "zalo_http_400"),
        (0.01, TryLater, "zalo_remoteprotocolerror"),
    ],
)
def test_errors_are_told_apart(heard: World, fault: float, kind: type[Exception], code: str) -> None:
    heard.oa.faults = [fault]
    error = raised(heard.platform, outgoing())
    assert type(error) is kind and str(error) == code
    assert not heard.oa.sent


def test_who_must_act_is_called() -> None:
    kinds = {code: call_of(200, {"error": code})[0] for code in (*range(-150, 0), *range(-330, -200))}
    assert {code for code, kind in kinds.items() if kind is Call.PERSON} == {
        *(-101, -102, -103, -104, -105, -135, -219, -221, -223, -224)
    }
    assert call_of(200, {"error": 0})[0] is Call.OK
    for odd in (None, [], {}, {"error": None}, {"error": True}, {"error": "0"}):
        assert call_of(200, odd)[0] is Call.LATER, odd


@sqlite_only
@pytest.mark.parametrize("fault", [-216, -220, -124])
def test_a_token_that_is_not_taken_is_renewed_and_the_message_sent_once(heard: World, fault: int) -> None:
    heard.platform.send(ALICE, outgoing("một"))
    heard.oa.faults = [fault]
    heard.platform.send(ALICE, outgoing("hai", id="c1-x-3"))
    assert heard.oa.texts(ALICE) == ["một", "hai"]
    pair = heard.tokens.read()
    assert pair is not None and pair.version == 3 and set(heard.oa.oauth.asked.values()) == {1}
    heard.oa.faults = [fault, fault]  # and not for ever
    assert isinstance(raised(heard.platform, outgoing("ba", id="c1-x-4")), TryLater)


@sqlite_only
def test_a_zalo_that_does_not_answer_is_given_up_in_time(heard: World, monkeypatch: pytest.MonkeyPatch) -> None:
    timeout = client.TIMEOUT
    assert (timeout.connect or 99) + (timeout.read or 99) + (timeout.pool or 99) <= 10, "a claim must outlive it"
    monkeypatch.setattr(client, "TIMEOUT", httpx.Timeout(0.3))
    heard.oa.faults = [3.0]
    began = monotonic()
    assert isinstance(raised(heard.platform, outgoing()), TryLater) and monotonic() - began < 2


@sqlite_only
def test_a_wait_that_zalo_asks_for_is_kept(heard: World) -> None:
    heard.oa.faults = [429]
    error = raised(heard.platform, outgoing())
    assert isinstance(error, TryLater) and error.wait == timedelta(seconds=1)


@sqlite_only
def test_the_form_for_the_phone_goes_with_the_answer(delivering: World) -> None:
    oa = delivering.oa
    oa.tell(oa.said(ALICE, "Chia sẻ số"))
    assert eventually(lambda: len(oa.sent) == 2)
    payload = oa.sent[1].message["attachment"]["payload"]
    assert payload["template_type"] == "request_user_info"
    oa.tell(oa.shared(ALICE, PHONE))
    assert eventually(lambda: "kết thúc bằng 678" in oa.texts(ALICE)[-1])


@sqlite_only
def test_a_shared_phone_answers_the_question_for_it(delivering: World, engine: FakeEngine) -> None:
    oa = delivering.oa
    engine.script = lambda session, text, turn: said(f"Đã nghe: {text}", requested_slot="phone")
    oa.tell(oa.said(ALICE, "đăng ký"))
    assert eventually(lambda: len(oa.sent) == 2), "the question, and Zalo's form"
    oa.tell(oa.shared(ALICE, PHONE))
    assert eventually(lambda: len(engine.calls) == 2)
    assert PHONE not in engine.heard[1] and engine.heard[1] != "đăng ký"


def test_the_pace_is_kept() -> None:
    now = [0.0]
    pace = Pace(per_minute=60, burst=2, clock=lambda: now[0])
    assert [pace.take(), pace.take()] == [0, 0] and 0 < pace.take() <= 1
    now[0] = 1.0
    assert pace.take() == 0 and pace.take() > 0
    now[0] = 100.0
    pace.learn({"x-ratelimit-limit": "60", "x-ratelimit-remain": "0"})
    assert pace.take() == 60
    now[0] = 161.0
    assert pace.take() == 0
    for odd in ("", "x", "-1", "nan", "inf", "1e999"):
        pace.learn({"x-ratelimit-limit": odd, "x-ratelimit-remain": odd})
    now[0] = 200.0
    assert pace.take() == 0


@sqlite_only
def test_zalo_s_own_count_stops_us_before_it_refuses(heard: World) -> None:
    heard.oa.per_minute = 3
    codes = [str(raised(heard.platform, outgoing(id=f"c1-x-{number}"))) for number in range(6)]
    assert codes[-1] == "zalo_pace" and heard.oa.asked <= 3


@sqlite_only
def test_messages_are_counted_by_what_they_cost(heard: World) -> None:
    free, billed = (sample("bhxh_zalo_messages_total", window=one) for one in ("free", "billed"))
    for number, hours in enumerate((0, 47, 49, 24 * 6)):
        heard.platform.send(ALICE, outgoing(id=f"c1-x-{number}", silent=timedelta(hours=hours)))
    assert sample("bhxh_zalo_messages_total", window="free") == free + 2
    assert sample("bhxh_zalo_messages_total", window="billed") == billed + 2


def test_a_late_answer_is_announced_by_sms_once_and_comes_when_the_citizen_writes(delivering: World) -> None:
    oa = delivering.oa
    oa.tell(oa.said(ALICE, "một"))
    assert eventually(lambda: len(oa.sent) == 1)
    with delivering.database.begin() as session:
        remember_phone(session, "zalo", ALICE, PHONE, utcnow())
    window_of(delivering, utcnow() - timedelta(days=7, minutes=1))
    agent_says(delivering, "Hồ sơ đã xong.")
    agent_says(delivering, "Mời Ông/Bà đến nhận.")
    assert eventually(lambda: failures(delivering) == ["zalo_window_sms"] * 2)
    assert notices(delivering) == [("co_tra_loi", PHONE)] and len(oa.sent) == 1
    oa.tell(oa.said(ALICE, "có gì mới?"))
    assert eventually(lambda: oa.texts(ALICE)[1:] == ["Hồ sơ đã xong.", "Mời Ông/Bà đến nhận."])
    assert failures(delivering) == []
    window_of(delivering, utcnow() - timedelta(days=8))  # another silence
    agent_says(delivering, "Ba.")
    assert eventually(lambda: len(notices(delivering)) == 2)


@sqlite_only
def test_what_zalo_holds_for_late_is_announced_too(delivering: World) -> None:
    """Zalo counts what the citizen does, not what we heard."""
    oa = delivering.oa
    oa.tell(oa.said(ALICE, "một"))
    assert eventually(lambda: len(oa.sent) == 1)
    with delivering.database.begin() as session:
        remember_phone(session, "zalo", ALICE, PHONE, utcnow())
    oa.heard_at[ALICE] -= 8 * 86_400
    agent_says(delivering, "Hồ sơ đã xong.")
    assert eventually(lambda: failures(delivering) == ["zalo_window_sms"])
    assert len(notices(delivering)) == 1


@sqlite_only
@pytest.mark.parametrize("author", ["agent", "bot"])
def test_without_a_phone_or_an_agent_nobody_is_told(heard: World, author: str) -> None:
    if author == "bot":
        with heard.database.begin() as session:
            remember_phone(session, "zalo", ALICE, PHONE, utcnow())
    error = raised(heard.platform, outgoing(silent=timedelta(days=8), author=author))
    assert str(error) == "zalo_window" and notices(heard) == [] and heard.oa.asked == 0


def test_one_silence_is_one_sms_however_many_announce_it(heard: World) -> None:
    with heard.database.begin() as session:
        remember_phone(session, "zalo", ALICE, PHONE, utcnow())
    message = outgoing(silent=timedelta(days=8), author="agent")

    def announce(_: int) -> str | None:
        try:
            return str(raised(heard.platform, message))
        except IntegrityError:  # somebody was quicker: the deliverer tries again
            return None

    with ThreadPoolExecutor(12) as pool:
        said = set(pool.map(announce, range(24)))
    assert said - {None} == {"zalo_window_sms"}
    assert len(notices(heard)) == 1
