"""What the gateway tells: believed by its signature alone, taken in once, and machines get no answer."""

from __future__ import annotations

import json
from datetime import timedelta
from time import sleep

import pytest
from sqlalchemy import select

from backend.channels.sms.webhook import MOST_BYTES
from backend.conversations.models import Conversation, Delivery, HeardEvent, Message
from backend.database import Database
from bhxh.dates import utcnow
from tests.backend.channels.sms.conftest import PHONE, Channel, inbound, signed, status


def conversations(database: Database) -> int:
    with database.reading() as session:
        return len(session.scalars(select(Conversation)).all())


def test_a_text_is_answered_without_diacritics(channel: Channel) -> None:
    assert channel.tell(inbound("Thẻ hết hạn thì sao?")) == 204
    assert channel.answered(1)
    [message] = channel.gateway.messages.values()
    assert (message["to"], message["body"], message["lane"]) == (
        PHONE,
        "Da nghe: The het han thi sao?",
        "transactional",
    )


def test_a_batch_that_is_told_again_is_answered_once(channel: Channel) -> None:
    batch = [inbound("một", "1"), inbound("hai", "2")]
    assert [channel.tell(*batch), channel.tell(*batch), channel.tell(batch[1])] == [204, 204, 204]
    assert channel.answered(2)
    sleep(0.3)
    assert sorted(channel.texts()) == ["Da nghe: hai", "Da nghe: mot"] and len(channel.engine.calls) == 2


def test_who_has_not_the_secret_is_not_heard(channel: Channel, database: Database) -> None:
    body = json.dumps({"events": [inbound("giả")]}).encode()
    good = signed(body)
    forged = [
        signed(body, secret="another"),
        {name: value for name, value in good.items() if name == "Content-Type"},
        {**good, "X-BHXH-Timestamp": str(int(good["X-BHXH-Timestamp"]) + 1)},
        {**good, "X-BHXH-Signature": ""},
        {**good, "X-BHXH-Signature": good["X-BHXH-Signature"].replace("v1=", "v1=ế")},
        signed(body, ago=400),  # recorded, and played back later
    ]
    assert [channel.post(body, headers) for headers in forged] == [403] * len(forged)
    assert channel.post(body[:-3], good) == 403  # truncated on its way
    assert channel.post(body + b" ", good) == 403
    assert conversations(database) == 0 and channel.engine.calls == []


def test_a_giant_is_refused_before_it_is_read(channel: Channel) -> None:
    body = b"x" * (MOST_BYTES + 1)
    assert channel.post(body, signed(body)) == 413


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"events": [{}]}', b'{"events": [{"type": "inbound"}]}', b"\xff"])
def test_what_is_signed_but_cannot_be_read_is_no_crash(channel: Channel, body: bytes) -> None:
    assert channel.post(body, signed(body)) == 422


def test_kinds_of_events_that_are_not_known_are_passed_over(channel: Channel) -> None:
    assert channel.tell({"type": "new"}, inbound("xin chào")) == 204
    assert channel.answered(1)


@pytest.mark.parametrize("sender", ["8079", "VIETTEL", "+14155550123", "842838228888", ""])
def test_machines_and_foreign_numbers_get_no_answer(channel: Channel, database: Database, sender: str) -> None:
    assert channel.tell(inbound("Tai khoan cua Quy khach", sender=sender)) == 204
    assert conversations(database) == 0


def test_yesterdays_text_gets_no_answer(channel: Channel, database: Database) -> None:
    assert channel.tell(inbound("hôm kia", at=utcnow() - timedelta(hours=25)), inbound("  ", "2")) == 204
    assert conversations(database) == 0


def test_an_autoresponder_is_cut_after_three_rounds(channel: Channel, database: Database) -> None:
    for number in range(6):
        assert channel.tell(inbound("Toi dang hop, se goi lai sau.", str(number))) == 204
        sleep(0.05)
    assert channel.answered(3)
    with database.reading() as session:
        assert len(session.scalars(select(HeardEvent)).all()) == 3  # what is cut leaves nothing behind
    assert channel.tell(inbound("Thẻ của tôi mất rồi", "7")) == 204
    assert channel.answered(4)


def test_a_choice_may_be_made_again_and_again(channel: Channel) -> None:
    channel.tell(*[inbound("1", str(number)) for number in range(5)])
    assert channel.answered(5)


def test_more_than_ten_a_minute_are_no_persons(channel: Channel) -> None:
    channel.tell(*[inbound(f"tin so {number}", str(number)) for number in range(15)])
    assert channel.answered(10)


def test_what_did_not_arrive_after_all_is_noted(channel: Channel, database: Database) -> None:
    channel.tell(inbound("một"))
    assert channel.answered(1)
    [reference] = channel.gateway.messages
    others = [status(None, "failed"), status("ho-so-7", "failed"), status("c999999-abc-1", "failed")]
    assert channel.tell(*others, status(reference, "delivered"), status(reference, "suppressed", "blocked")) == 204
    with database.reading() as session:
        message = session.scalars(select(Message).where(Message.delivery.is_not(None))).one()
        assert (message.delivery, message.delivery_error) == (Delivery.FAILED, "blocked")
