"""What a person is told when something fails, and that the question is not lost."""

from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.web.chat import API, Chat

QUESTION = "Tra mã số BHXH từ thẻ BHYT"


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (503, {"code": "unavailable"}, "Trợ lý đang tạm gián đoạn"),
        (500, {}, "Trợ lý đang tạm gián đoạn"),
        (409, {"detail": "Lượt trước chưa xong."}, "Lượt trước chưa xong."),
    ],
)
def test_refused_question_can_be_sent_again(chat: Chat, status: int, body: dict[str, Any], told: str) -> None:
    chat.answer_with(status, body)
    chat.ask(QUESTION)
    expect(chat.notice).to_contain_text(told)
    expect(chat.citizen).to_contain_class("unsent")

    chat.answer_normally()
    chat.page.get_by_role("button", name="Gửi lại").click()
    expect(chat.bot.first).to_be_visible()
    expect(chat.notice).to_have_count(0)
    expect(chat.citizen).to_have_count(1)
    expect(chat.citizen).not_to_contain_class("unsent")


def test_too_many_questions_waits_as_told(chat: Chat) -> None:
    chat.answer_with(429, {"code": "too_many_requests"}, {"Retry-After": "1"})
    chat.ask(QUESTION)
    expect(chat.notice).to_contain_text("Xin chờ 1 giây")
    chat.answer_normally()
    retry = chat.page.get_by_role("button", name="Gửi lại")
    expect(retry).to_be_enabled()
    retry.click()
    expect(chat.bot.first).to_be_visible()


def test_invalid_question_goes_back_into_the_field(chat: Chat) -> None:
    chat.answer_with(422, {"detail": "Câu hỏi có ký tự không đọc được, ví dụ đúng: Mã số ở đâu?"})
    chat.ask("câu hỏi sai")
    expect(chat.notice).to_contain_text("ví dụ đúng")
    expect(chat.input).to_have_value("câu hỏi sai")
    expect(chat.citizen).to_have_count(0)
    chat.answer_normally()
    chat.ask(QUESTION)
    expect(chat.bot.first).to_be_visible()
    expect(chat.notice).to_have_count(0)


def test_connection_lost_under_way(chat: Chat) -> None:
    chat.expected_status.add(0)
    chat.page.route(API, lambda route: route.abort("connectionreset"))
    chat.ask(QUESTION)
    expect(chat.notice).to_contain_text("tạm gián đoạn")
    expect(chat.page.get_by_role("button", name="Gửi lại")).to_be_enabled()


def stand_still(chat: Chat) -> None:
    """Time goes on for the page only where a test says so, however slow the machine is."""
    chat.page.clock.install(time=0)
    chat.page.clock.pause_at(1000)


def test_slow_answer_is_told(chat: Chat) -> None:
    stand_still(chat)
    chat.hold(API)
    chat.ask(QUESTION)
    expect(chat.citizen).to_have_count(1)
    chat.page.clock.fast_forward(500)
    expect(chat.status).to_have_text("Trợ lý đang trả lời…")
    chat.page.clock.fast_forward(20_000)
    expect(chat.notice).to_contain_text("chậm hơn thường lệ")
    expect(chat.status).to_be_empty()


def test_typing_is_not_shown_for_a_quick_answer(chat: Chat) -> None:
    stand_still(chat)
    chat.hold(API)
    chat.ask(QUESTION)
    expect(chat.citizen).to_have_count(1)
    chat.page.clock.fast_forward(300)
    expect(chat.status).to_be_empty()
    chat.page.clock.fast_forward(200)
    expect(chat.status).to_have_text("Trợ lý đang trả lời…")


def test_conversation_that_is_over_begins_anew(chat: Chat) -> None:
    chat.expected_status.add(404)
    chat.ask_and_wait(QUESTION)
    chat.page.evaluate("sessionStorage.setItem('bhxh.conversation', 'khong-co-cuoc-nay')")
    chat.page.reload()
    expect(chat.notice).to_contain_text("đã kết thúc hoặc quá hạn")
    chat.ask_and_wait(QUESTION)
    assert chat.page.evaluate("sessionStorage.getItem('bhxh.conversation')") != "khong-co-cuoc-nay"


def test_question_to_a_conversation_just_over_is_asked_in_a_new_one(chat: Chat) -> None:
    chat.ask_and_wait(QUESTION)
    first = chat.page.evaluate("sessionStorage.getItem('bhxh.conversation')")
    chat.expected_status |= {404, 0}

    def over_once(route: Route) -> None:
        if route.request.post_data_json["conversation_id"] is None:
            route.continue_()
        else:
            route.fulfill(status=404, content_type="application/problem+json", body='{"code": "conversation_unknown"}')

    chat.page.route(API, over_once)
    chat.ask_and_wait("Thẻ BHYT được hưởng những gì?")
    expect(chat.notice).to_contain_text("bắt đầu cuộc mới")
    expect(chat.citizen).to_have_count(2)
    assert chat.page.evaluate("sessionStorage.getItem('bhxh.conversation')") not in (first, None)


def test_history_that_cannot_be_had_can_be_asked_again(chat: Chat) -> None:
    chat.expected_status.add(503)
    chat.ask_and_wait(QUESTION)
    chat.page.route(f"{API}/*/messages", lambda route: route.fulfill(status=503, body="{}"))
    chat.page.reload()
    expect(chat.notice).to_contain_text("tạm gián đoạn")
    chat.page.unroute(f"{API}/*/messages")
    chat.page.get_by_role("button", name="Gửi lại").click()
    expect(chat.citizen).to_contain_text(QUESTION)
    expect(chat.notice).to_have_count(0)


def test_answer_that_is_no_json_is_no_silence(chat: Chat) -> None:
    chat.page.route(API, lambda route: route.fulfill(status=200, body="<html>proxy</html>"))
    chat.ask(QUESTION)
    expect(chat.notice).to_contain_text("tạm gián đoạn")
