"""A person is asked for: the place in the queue is said, and a form waits in silence."""

import pytest

from bot.actions.registration import Registration
from bot.actions.talk_to_agent import TalkToAgent
from tests.bot.fake_internal import FakeInternal

from .conftest import Run


@pytest.mark.parametrize(
    ("overflow", "opens", "told"),
    [
        (None, None, ["thứ 3"]),
        ("nobody", None, ["chưa có nhân viên nào", "gọi lại cho tôi", "19009696"]),
        ("busy", None, ["nhiều người chờ", "thứ 3", "gọi lại cho tôi"]),
        ("closed", None, ["ngoài giờ", "gọi lại cho tôi"]),
        ("closed", "07:30 ngày 23/11/2026", ["mở lại lúc 07:30 ngày 23/11/2026", "gọi lại cho tôi", "19009696"]),
    ],
)
def test_the_place_is_told_and_the_truth(
    run: Run, internal: FakeInternal, overflow: str | None, opens: str | None, told: list[str]
) -> None:
    internal.overflow = {"overflow": overflow, "opens": opens}
    done = run(TalkToAgent, "gặp nhân viên", intent="talk_to_agent")
    internal.overflow = {"overflow": None, "opens": None}
    assert all(words in done.text for words in told) and "quay lại trợ lý" in done.text
    assert done.messages[0]["custom"]["intent"] == "talk_to_agent"
    assert internal.calls == [
        ("/internal/v1/handoff", {"session": "session-1", "turn": "turn-1", "reason": "person", "place": None})
    ]


def test_a_form_asks_nothing_while_a_person_answers(run: Run) -> None:
    asked = [{"event": "action", "name": "action_talk_to_agent"}]
    slots = {"requested_slot": "full_name"}
    done = run(
        Registration, "gặp nhân viên", intent="talk_to_agent", form="registration_form", slots=slots, after_listen=asked
    )
    assert (done.messages, done.events) == ([], [])


def heard(words: str) -> list[dict[str, object]]:
    return [
        {"event": "action", "name": "action_listen"},
        {"event": "user", "text": words, "metadata": {"turn": "turn-0"}},
    ]


@pytest.mark.parametrize(
    ("before", "now", "place"),
    [
        ("bệnh viện không nhận thẻ của tôi", "cho tôi gặp nhân viên", None),
        ("benh vien o Binh Dinh khong nhan the vssid", "gap nhan vien", "Binh Dinh"),
        ("chào", "Bệnh viện Chợ Rẫy TP HCM từ chối thẻ, cho gặp nhân viên", "TP HCM"),
    ],
)
def test_who_told_of_a_refused_card_goes_first(
    run: Run, internal: FakeInternal, before: str, now: str, place: str | None
) -> None:
    done = run(TalkToAgent, now, intent="talk_to_agent", before=heard(before))
    body = internal.calls[0][1]
    assert (body["reason"], body["place"]) == ("card_refused", place)
    assert "được hỗ trợ trước" in done.text
    assert ("tỉnh, thành phố nào" in done.text) == (place is None)


def test_the_button_of_the_feedback_says_so_too(run: Run, internal: FakeInternal) -> None:
    entities = [{"entity": "viec", "value": "the_bi_tu_choi"}]
    run(TalkToAgent, "/talk_to_agent", intent="talk_to_agent", entities=entities)
    assert internal.calls[0][1]["reason"] == "card_refused"


def test_a_number_is_written_down_and_nobody_queues(run: Run, internal: FakeInternal) -> None:
    internal.values = {"[DIEN_THOAI_1]": "0912345678"}
    done = run(TalkToAgent, "gọi lại cho tôi số [DIEN_THOAI_1]", intent="talk_to_agent")
    assert [path for path, _ in internal.calls] == ["/internal/v1/handoff/call"]
    assert "[NHAN_1]" in done.text and "7 ngày" in done.text


def test_a_number_that_is_none_is_told(run: Run, internal: FakeInternal) -> None:
    internal.values = {"[DIEN_THOAI_1]": "0123"}
    done = run(TalkToAgent, "gọi lại cho tôi số [DIEN_THOAI_1]", intent="talk_to_agent")
    assert done.text and "[NHAN_1]" not in done.text


def test_who_wants_a_call_without_a_number_is_told_how(run: Run, internal: FakeInternal) -> None:
    internal.overflow = {"overflow": "nobody", "opens": None}
    done = run(TalkToAgent, "gọi lại cho tôi", intent="talk_to_agent")
    internal.overflow = {"overflow": None, "opens": None}
    assert "kèm số di động" in done.text
