"""A citizen on Zalo and the assistant, over real sockets."""

from __future__ import annotations

from time import sleep

import pytest
from sqlalchemy import select

from backend.conversations import desk, handoff
from backend.conversations.engine import EngineButton, EngineMessage, EngineReply
from backend.conversations.models import Conversation
from bhxh.dates import utcnow
from tests.backend.channels.zalo.conftest import ALICE, BOB, World, eventually
from tests.backend.conversations.conftest import FakeEngine

pytestmark = pytest.mark.only_on("sqlite")
"""What is kept in which database is the core's concern, and has tests on both."""


def test_a_message_is_answered(delivering: World) -> None:
    oa = delivering.oa
    assert oa.tell(oa.said(ALICE, "thẻ hết hạn")) == 200
    assert eventually(lambda: oa.texts(ALICE) == ["Đã nghe: thẻ hết hạn"])
    assert max(seconds for _, seconds in oa.answers) < 2


def test_choices_are_numbers(delivering: World, engine: FakeEngine) -> None:
    oa = delivering.oa
    buttons = (EngineButton("Tra mã", "/lookup"), EngineButton("Gặp nhân viên", "/agent"))
    engine.script = lambda session, text, turn: EngineReply((EngineMessage("Chọn:", buttons),), intent="faq")
    oa.tell(oa.said(ALICE, "giúp"))
    assert eventually(lambda: len(oa.sent) == 1)
    assert oa.texts(ALICE) == ["Chọn:\n\nÔng/Bà nhắn số để chọn:\n1. Tra mã\n2. Gặp nhân viên"]
    oa.tell(oa.said(ALICE, "2"))
    assert eventually(lambda: engine.heard[1:] == ["/agent"])


def test_a_long_answer_comes_in_pieces_in_order(delivering: World, engine: FakeEngine) -> None:
    oa = delivering.oa
    long = " ".join(f"Câu số {number} của câu trả lời dài." for number in range(200))
    engine.script = lambda session, text, turn: EngineReply((EngineMessage(long),), intent="faq")
    oa.faults = [500]  # the first try of the first piece
    oa.tell(oa.said(ALICE, "giúp"))
    assert eventually(lambda: " ".join(oa.texts(ALICE)) == long)
    assert len(oa.sent) > 2


def test_a_piece_that_was_taken_is_not_sent_again(delivering: World, engine: FakeEngine) -> None:
    oa = delivering.oa
    long = " ".join(f"Câu số {number} của câu trả lời dài." for number in range(200))
    engine.script = lambda session, text, turn: EngineReply((EngineMessage(long),), intent="faq")
    oa.before_answer = lambda: oa.faults.append(503) if len(oa.sent) == 1 else None
    oa.tell(oa.said(ALICE, "giúp"))
    assert eventually(lambda: " ".join(oa.texts(ALICE)) == long)


def test_a_new_follower_is_greeted(delivering: World, engine: FakeEngine) -> None:
    oa = delivering.oa
    assert oa.tell(oa.followed(ALICE)) == 200
    assert eventually(lambda: oa.texts(ALICE) == ["Đã nghe: Xin chào"])


@pytest.mark.parametrize(
    ("what", "answer"),
    [
        ("image", "số thẻ"),
        ("location", "vị trí"),
        ("business_card", "Danh thiếp"),
        ("file", "chỉ đọc được chữ"),
        ("audio", "chỉ đọc được chữ"),
        ("video", "chỉ đọc được chữ"),
        ("sticker", "chỉ đọc được chữ"),
        ("gif", "chỉ đọc được chữ"),
    ],
)
def test_what_is_not_text_gets_an_answer_of_its_own(
    delivering: World, engine: FakeEngine, what: str, answer: str
) -> None:
    oa = delivering.oa
    assert oa.tell(oa.said(ALICE, what=what)) == 200
    assert eventually(lambda: len(oa.sent) == 1)
    assert answer in oa.texts(ALICE)[0] and not engine.calls


@pytest.mark.parametrize(
    ("what", "seen"),
    [("image", "Đã gửi một ảnh"), ("sticker", "Đã gửi một nhãn dán"), ("location", "Đã gửi một vị trí")],
)
def test_an_agent_is_told_of_what_is_not_text(delivering: World, what: str, seen: str) -> None:
    oa, database = delivering.oa, delivering.database
    oa.tell(oa.said(ALICE, "chào"))
    assert eventually(lambda: len(oa.sent) == 1)
    with database.begin() as session:
        conversation = session.scalars(select(Conversation)).one()
        handoff.claim(conversation, "tongdai1", utcnow())
    assert oa.tell(oa.said(ALICE, "ảnh thẻ của tôi", what)) == 200
    assert eventually(lambda: len(oa.sent) == 2)
    assert "Nhân viên tổng đài không xem được" in oa.texts(ALICE)[1]
    with database.reading() as session:
        line = desk.lines(session, conversation.id)[-2]
    assert line.author == "citizen" and seen in line.text and line.text.endswith("ảnh thẻ của tôi")


def test_a_link_is_read_as_its_text(delivering: World, engine: FakeEngine) -> None:
    delivering.oa.tell(delivering.oa.said(ALICE, "xem https://example.org", what="link"))
    assert eventually(lambda: engine.heard == ["xem https://example.org"])


def test_two_citizens_are_two_conversations(delivering: World) -> None:
    oa = delivering.oa
    oa.tell(oa.said(ALICE, "một"))
    oa.tell(oa.said(BOB, "hai"))
    assert eventually(lambda: (oa.texts(ALICE), oa.texts(BOB)) == (["Đã nghe: một"], ["Đã nghe: hai"]))


def test_a_repeated_event_is_one_turn(delivering: World, engine: FakeEngine) -> None:
    oa = delivering.oa
    event = oa.said(ALICE, "một")
    assert [oa.tell(event), oa.tell(event | {"num_retry": "1"}), oa.tell(event | {"num_retry": "2"})] == [200] * 3
    assert eventually(lambda: len(oa.sent) == 1)
    sleep(0.3)
    assert len(oa.sent) == len(engine.calls) == 1
