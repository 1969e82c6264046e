"""Which sentences are kept, through the public chat API: what fell back, and what a button or other words then explained."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from backend.config import BackendConfig
from backend.conversations.engine import EngineMessage, EngineReply
from backend.conversations.models import Conversation
from backend.conversations.tasks import forget_silent
from backend.database import Database
from backend.learning.models import UnclearSentence
from backend.web import create_app
from bhxh import dates
from tests.backend.conversations.conftest import FakeEngine, Talk
from tests.backend.learning.conftest import answer, small_talk, unsure

Kept = Callable[[], list[UnclearSentence]]


@pytest.fixture
def script(engine: FakeEngine) -> Callable[..., None]:
    """Sets the engine's next answers."""

    def answers(*replies: EngineReply) -> None:
        waiting = list(replies)
        engine.script = lambda session, text, turn: waiting.pop(0)

    return answers


def test_a_fallback_is_kept_with_what_was_offered(talk: Talk, script: Callable[..., None], kept: Kept) -> None:
    script(unsure("the_bhyt_mat", "so_bhxh_mat"))
    talk.send("Rớt cái bóp trong đó có thẻ, giờ tính sao")
    (row,) = kept()
    assert row.sentence == "Rớt cái bóp trong đó có thẻ, giờ tính sao"
    assert (row.reason, row.channel, row.day) == ("fallback", "web", dates.now().date())
    assert row.offered == ["faq/the_bhyt_mat", "faq/so_bhxh_mat"]
    assert (row.top, row.confidence) == ("faq/the_bhyt_mat", 0.3111)
    assert (row.chosen, row.rescue, row.dealt_on) == (None, None, None)


@pytest.mark.parametrize("how", ["press", "number", "title"])
def test_the_offered_button_rescues_it_however_it_is_chosen(
    talk: Talk, script: Callable[..., None], kept: Kept, how: str
) -> None:
    script(unsure("the_bhyt_mat", "so_bhxh_mat"), answer("so_bhxh_mat"), answer("so_bhxh_mat"))
    buttons = talk.send("rớt cái bóp")[0]["buttons"]
    if how == "press":
        talk.send(payload=buttons[1]["payload"])
    else:
        talk.send("2" if how == "number" else "câu hỏi so_bhxh_mat")
    (row,) = kept()
    assert (row.chosen, row.rescue) == ("faq/so_bhxh_mat", "button")


def test_a_task_of_the_menu_rescues_but_a_person_is_no_meaning(
    talk: Talk, script: Callable[..., None], kept: Kept
) -> None:
    script(unsure(), answer("gap_nhan_vien"), unsure(), answer("kcb_xem_lich_su"))
    talk.send(payload=talk.send("câu thứ nhất")[0]["buttons"][1]["payload"])
    talk.send(payload=talk.send("câu thứ hai")[0]["buttons"][0]["payload"])
    rows = {row.sentence: row for row in kept()}
    assert rows["câu thứ nhất"].offered == ["kcb_history"]
    assert rows["câu thứ nhất"].rescue is None
    assert (rows["câu thứ hai"].chosen, rows["câu thứ hai"].rescue) == ("kcb_history", "button")


def test_a_button_of_an_earlier_answer_explains_nothing(talk: Talk, script: Callable[..., None], kept: Kept) -> None:
    script(unsure("the_bhyt_mat"), unsure("so_bhxh_mat"), answer("the_bhyt_mat"))
    first = talk.send("câu thứ nhất")[0]["buttons"][0]["payload"]
    talk.send("câu thứ hai")
    talk.send(payload=first)
    assert [row.rescue for row in kept()] == [None, None]


def test_other_words_that_are_understood_rescue_it(talk: Talk, script: Callable[..., None], kept: Kept) -> None:
    script(unsure("the_bhyt_mat"), answer("kcb_xem_lich_su", label="kcb_history"))
    talk.send("xem cái khám")
    talk.send("xem lịch sử khám chữa bệnh")
    (row,) = kept()
    assert (row.chosen, row.rescue) == ("kcb_history", "rephrased")


def test_only_the_very_next_turn_counts(talk: Talk, script: Callable[..., None], kept: Kept) -> None:
    script(unsure("the_bhyt_mat"), small_talk(), answer("the_bhyt_mat"))
    for said in ("rớt cái bóp", "xin chào", "mất thẻ"):
        talk.send(said)
    assert [row.rescue for row in kept()] == [None]


def test_starting_over_ends_the_link(talk: Talk, script: Callable[..., None], kept: Kept) -> None:
    script(unsure("the_bhyt_mat"), answer("the_bhyt_mat"))
    talk.send("rớt cái bóp")
    talk.send("bắt đầu lại")
    assert [row.rescue for row in kept()] == [None]


def test_a_question_beside_the_answer_keeps_the_sentence_only_when_taken(
    talk: Talk, script: Callable[..., None], kept: Kept
) -> None:
    script(*[answer("the_bhyt_mat", "so_bhxh_mat")] * 2, small_talk(), answer("so_bhxh_mat"))
    talk.send("mất rồi")
    talk.send("mất cái đó")
    assert kept() == []
    talk.send("chào")
    script(answer("the_bhyt_mat", "so_bhxh_mat"), answer("so_bhxh_mat"))
    buttons = talk.send("mất cuốn của tôi, số 0912345678")[0]["buttons"]
    talk.send(payload=buttons[1]["payload"])
    (row,) = kept()
    assert (row.reason, row.chosen, row.rescue) == ("beside", "faq/so_bhxh_mat", "button")
    assert (row.top, row.offered) == ("faq/the_bhyt_mat", ["faq/so_bhxh_mat"])
    assert row.sentence == "mất cuốn của tôi, số [DIEN_THOAI_1]"


def test_the_task_offered_with_an_answer_is_no_correction(talk: Talk, script: Callable[..., None], kept: Kept) -> None:
    script(answer("ma_so_bhxh_tren_the", "so_bhxh_mat"), answer("ma_so_bhxh_tren_the"))
    talk.send(payload=talk.send("mã trên thẻ")[0]["buttons"][0]["payload"])
    assert kept() == []


def test_what_a_form_asked_for_is_never_kept(
    talk: Talk, script: Callable[..., None], kept: Kept, database: Database
) -> None:
    script(
        *[unsure("the_bhyt_mat", field=field) for field in ("street", "street", "correction", "correction")],
        small_talk(),
    )
    talk.send("câu hỏi trước biểu mẫu")
    talk.send("nhà cạnh cây đa đầu làng")
    assert [row.sentence for row in kept()] == ["câu hỏi trước biểu mẫu"]
    # Neither is masked as a whole: one asks, the other answers a field that is free of form.
    talk.send("nhà cạnh cây đa đầu làng thì ghi sao?")
    talk.send("chỗ cạnh cây gạo chứ không phải cây đa")
    talk.send("cảm ơn")
    assert len(kept()) == 1
    with database.reading() as session:
        assert session.scalars(select(Conversation.unclear)).all() == [None]


def test_what_was_understood_and_refused_is_not_unclear(talk: Talk, script: Callable[..., None], kept: Kept) -> None:
    refusal = EngineMessage("Xin gọi 115.", (), {"intent": "fallback", "fallback": True})
    script(EngineReply((refusal,), "emergency", 1.0))
    talk.send("cấp cứu, bố tôi ngất")
    assert kept() == []


def test_nothing_but_values_is_nothing_to_learn_from(talk: Talk, script: Callable[..., None], kept: Kept) -> None:
    script(unsure("the_bhyt_mat"))
    talk.send("DN4480478901234, 0912 345 678")
    assert kept() == []


def test_nothing_personal_reaches_the_table(
    talk: Talk, script: Callable[..., None], kept: Kept, database: Database
) -> None:
    script(unsure("the_bhyt_mat"))
    talk.send(
        "Bác Trịnh Thị Lan Phương thẻ DN4480478901234 gọi 0935 777 444 hoặc lp@thu.example, nhà số 1234 mà không hiểu"
    )
    (row,) = kept()
    for value in ("Trịnh", "Phương", "4780", "0935", "777", "thu.example", "1234"):
        assert value not in row.sentence
    assert "[THE_1]" in row.sentence and "[HO_TEN_1]" in row.sentence
    with database.engine.connect() as connection:
        stored = connection.execute(text("SELECT * FROM unclear_sentence")).one()
    assert all("không hiểu" not in str(cell) for cell in stored)
    assert "không hiểu".encode() not in bytes(stored.sentence)
    assert set(stored._mapping) == {
        "id", "day", "channel", "sentence", "reason", "offered", "top", "confidence", "chosen", "rescue", "cluster", "dealt_on"
    }  # fmt: skip


def test_an_hour_of_silence_cuts_the_link_to_the_conversation(
    talk: Talk, script: Callable[..., None], kept: Kept, database: Database, config: BackendConfig
) -> None:
    script(unsure("the_bhyt_mat"), answer("the_bhyt_mat"))
    talk.send("rớt cái bóp")
    with database.begin() as session:
        session.execute(update(Conversation).values(active_at=dates.utcnow() - timedelta(minutes=61)))
    forget_silent(database, config)
    with database.reading() as session:
        assert session.scalars(select(Conversation.unclear)).all() == [None]
    talk.send("mất thẻ")
    assert [row.rescue for row in kept()] == [None]


def test_a_sentence_deleted_meanwhile_is_no_error(
    talk: Talk, script: Callable[..., None], kept: Kept, database: Database
) -> None:
    script(unsure("the_bhyt_mat"), answer("the_bhyt_mat"))
    talk.send("rớt cái bóp")
    with database.begin() as session:
        session.query(UnclearSentence).delete()
    assert talk.send("mất thẻ")[0]["text"] == "Trả lời."
    assert kept() == []


def test_switched_off_nothing_is_kept(
    config: BackendConfig, database: Database, engine: FakeEngine, kept: Kept
) -> None:
    app: Flask = create_app(replace(config, learning_days=0), engine=engine)
    engine.script = lambda session, text, turn: unsure("the_bhyt_mat")
    Talk(app.test_client()).send("rớt cái bóp")
    app.extensions["bhxh.chat"].close()
    assert kept() == []
