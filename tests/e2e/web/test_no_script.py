"""The chat without JavaScript: a form, answered by the server."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.web.chat import Chat
from tests.e2e.web.standin import Standin

QUESTION = "Thẻ BHYT được hưởng những gì?"


@pytest.fixture
def plain(browser: Browser, base_url: str) -> Iterator[Chat]:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 640}, locale="vi-VN")
    chat = Chat(context.new_page(), base_url)
    chat.open()
    yield chat
    chat.check()
    context.close()


def test_question_and_answer(plain: Chat) -> None:
    plain.input.fill(QUESTION)
    plain.send_button.click()
    expect(plain.citizen).to_contain_text(QUESTION)
    expect(plain.bot.last.locator(".text")).not_to_be_empty()

    plain.page.reload()  # does not ask again
    expect(plain.citizen).to_have_count(1)
    cookie = plain.page.context.cookies()[0]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")


def test_suggestion_and_button(plain: Chat, standin: Standin) -> None:
    plain.page.get_by_role("button", name="Tra mã số BHXH từ thẻ BHYT").click()
    plain.page.get_by_role("button", name="Không tìm thấy thẻ").click()
    expect(plain.citizen).to_have_count(2)
    assert standin.received[-1]["text"] == "Không tìm thấy thẻ"
    assert standin.received[-1]["payload"]


def test_answer_looks_as_with_the_widget(plain: Chat, page_with_script: Chat) -> None:
    for text in ("Thẻ BHYT được hưởng những gì?", "đăng ký tài khoản", "xem lịch sử khám"):
        plain.input.fill(text)
        plain.send_button.click()
        expect(plain.citizen.last).to_contain_text(text)
        page_with_script.ask_and_wait(text)
    assert plain.bot.count() == page_with_script.bot.count()
    for one, other in zip(plain.bot.all(), page_with_script.bot.all(), strict=True):
        for read in (
            "(item) => [...item.querySelectorAll('.line, .source')].map((line) => line.className.trim() + line.innerText)",
            "(item) => [...item.querySelectorAll('a')].map((link) => link.href + link.target + link.rel)",
        ):
            assert one.evaluate(read) == other.evaluate(read)


@pytest.fixture
def page_with_script(chat: Chat, standin: Standin) -> Chat:
    return chat


def test_refusal_keeps_the_text(plain: Chat) -> None:
    plain.expected_status.add(422)
    plain.input.fill(QUESTION)
    plain.send_button.click()
    plain.input.fill("quá dài " * 400)
    plain.send_button.click()
    expect(plain.notice).to_be_in_viewport()
    expect(plain.notice.locator(".text")).not_to_be_empty()
    expect(plain.citizen).to_have_count(1)
    expect(plain.input).to_have_value("quá dài " * 400)


def test_end_forgets(plain: Chat) -> None:
    plain.input.fill(QUESTION)
    plain.send_button.click()
    expect(plain.citizen).to_have_count(1)
    plain.page.locator("#menu summary").click()
    plain.page.get_by_role("button", name="Kết thúc và xóa").click()
    expect(plain.citizen).to_have_count(0)
    assert plain.page.context.cookies() == []


def test_late_answer_is_there_on_the_next_look(plain: Chat, standin: Standin) -> None:
    plain.input.fill("việc chậm")
    plain.send_button.click()
    expect(plain.bot).to_have_count(1)
    standin.say("Đây là câu trả lời đến muộn.")
    plain.page.get_by_role("link", name="Xem câu trả lời mới").click()
    plain.page.reload()
    expect(plain.bot).to_have_count(2)


def test_conversation_goes_on_when_the_script_comes(plain: Chat, browser: Browser) -> None:
    plain.input.fill(QUESTION)
    plain.send_button.click()
    expect(plain.citizen).to_have_count(1)
    context = browser.new_context(storage_state=plain.page.context.storage_state())
    chat = Chat(context.new_page(), plain.base_url)
    chat.open()
    expect(chat.citizen).to_contain_text(QUESTION)
    chat.ask_and_wait("Tra mã số BHXH từ thẻ BHYT")
    expect(chat.citizen).to_have_count(2)
    chat.check()
    context.close()
