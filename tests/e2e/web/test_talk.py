"""Asking and answering: by field, by button, by keyboard alone, while writing Vietnamese, after a reload."""

import re

from playwright.sync_api import CDPSession, Page, expect

from tests.e2e.web.chat import API, Chat
from tests.e2e.web.standin import Standin


def test_question_is_shown_and_answered(chat: Chat) -> None:
    answer = chat.ask_and_wait("Mã số BHXH nằm ở đâu trên thẻ BHYT?")

    expect(chat.citizen).to_contain_text("Mã số BHXH nằm ở đâu trên thẻ BHYT?")
    expect(answer.locator(".text")).not_to_be_empty()
    expect(chat.input).to_have_value("")
    expect(chat.input).to_be_focused()


def test_suggestion_asks_its_question(chat: Chat) -> None:
    chat.page.get_by_role("button", name="Tra mã số BHXH từ thẻ BHYT").click()

    expect(chat.citizen).to_contain_text("Tra mã số BHXH từ thẻ BHYT")
    expect(chat.bot.first).to_be_visible()
    expect(chat.page.get_by_role("group", name="Câu hỏi gợi ý")).to_have_count(0)


def test_button_sends_its_payload_and_only_the_last_set_is_there(chat: Chat, standin: Standin) -> None:
    chat.ask_and_wait("Tra mã số")
    chat.page.get_by_role("button", name="Không tìm thấy thẻ").click()

    expect(chat.bot).to_have_count(2)
    assert standin.received[-1]["payload"] is not None
    assert standin.received[-1]["conversation_id"] == standin.last().id
    expect(chat.log.get_by_role("button")).to_have_count(0)
    chat.ask_and_wait("đăng ký tài khoản")
    expect(chat.log.get_by_role("button")).to_have_text(["Sửa lại", "Hủy"])


def test_keyboard_alone(chat: Chat, standin: Standin) -> None:
    press = chat.page.keyboard.press
    press("Tab")
    expect(chat.page.get_by_role("link", name="Tới ô nhập câu hỏi")).to_be_focused()
    press("Enter")
    expect(chat.input).to_be_focused()
    chat.page.keyboard.type("Tra mã số")
    press("Enter")
    expect(chat.bot).to_have_count(1)

    for _ in range(3):  # back over the choices, which stand right before the field
        press("Shift+Tab")
    expect(chat.page.get_by_role("button", name="Thẻ chỉ có 10 số")).to_be_focused()
    press("Enter")
    expect(chat.bot).to_have_count(2)
    expect(chat.citizen.last).to_be_focused()  # not lost with the button that is gone
    press("Tab")
    expect(chat.input).to_be_focused()
    press("Tab")
    expect(chat.send_button).to_be_focused()


def test_menu_by_keyboard(chat: Chat) -> None:
    summary = chat.page.locator("#menu summary")
    summary.focus()
    chat.page.keyboard.press("Enter")
    expect(chat.page.get_by_role("button", name="In cuộc trò chuyện")).to_be_visible()
    chat.page.keyboard.press("Escape")
    expect(chat.page.get_by_role("button", name="In cuộc trò chuyện")).to_be_hidden()
    expect(summary).to_be_focused()


def test_shift_enter_makes_a_line(chat: Chat) -> None:
    chat.input.fill("dòng một")
    chat.input.press("Shift+Enter")
    chat.page.keyboard.type("dòng hai")
    expect(chat.input).to_have_value("dòng một\ndòng hai")
    expect(chat.citizen).to_have_count(0)


def test_enter_that_ends_a_composition_sends_nothing(chat: Chat) -> None:
    chat.input.focus()
    ime: CDPSession = chat.page.context.new_cdp_session(chat.page)
    ime.send("Input.imeSetComposition", {"text": "tiếng việ", "selectionStart": 9, "selectionEnd": 9})
    key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    ime.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **key})
    expect(chat.citizen).to_have_count(0)

    ime.send("Input.insertText", {"text": "tiếng việt"})
    expect(chat.input).to_have_value("tiếng việt")
    chat.input.press("Enter")
    expect(chat.citizen).to_contain_text("tiếng việt")


def test_enter_of_the_field_while_composing_sends_nothing(chat: Chat) -> None:
    chat.input.fill("tra ma")
    chat.input.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True, "cancelable": True})
    expect(chat.citizen).to_have_count(0)
    expect(chat.input).to_have_value("tra ma")


def test_a_question_under_way_is_not_sent_twice(chat: Chat) -> None:
    held = chat.hold(API)
    chat.input.fill("câu một")
    chat.input.press("Enter")
    expect(chat.status).to_have_text("Trợ lý đang trả lời…")
    chat.input.fill("câu hai")
    chat.input.press("Enter")
    chat.send_button.click(force=True)
    expect(chat.send_button).to_have_attribute("aria-disabled", "true")
    assert len(held) == 1
    expect(chat.input).to_have_value("câu hai")  # kept for later
    held[0].continue_()
    expect(chat.bot).to_have_count(1)
    expect(chat.status).to_be_empty()


def test_characters_are_counted_near_the_limit(chat: Chat) -> None:
    counter = chat.page.locator("#counter")
    chat.input.fill("ế" * 1799)
    expect(counter).to_be_empty()
    chat.input.fill("ế" * 1990)
    expect(counter).to_have_text("Còn 10 ký tự")
    chat.input.fill("e\u0302\u0301" * 2003)  # three code points of one letter each count as the letter they make
    expect(counter).to_contain_text("Dài quá 3 ký tự")
    chat.input.press("Enter")
    expect(chat.citizen).to_have_count(0)
    expect(chat.input).to_have_attribute("aria-invalid", "true")
    chat.input.fill("ế" * 2000)
    chat.input.press("Enter")
    expect(chat.bot).to_have_count(1)


def test_history_comes_back_after_a_reload(chat: Chat) -> None:
    answer = chat.ask_and_wait("Tra mã số BHXH từ thẻ BHYT").inner_text()
    messages = chat.messages.count()
    chat.page.reload()

    expect(chat.messages).to_have_count(messages)
    expect(chat.citizen).to_contain_text("Tra mã số BHXH từ thẻ BHYT")
    assert chat.bot.last.inner_text() == answer
    chat.ask_and_wait("Thẻ BHYT được hưởng những gì?")
    expect(chat.citizen).to_have_count(2)


def test_the_id_is_kept_in_this_tab_only(chat: Chat, base_url: str) -> None:
    chat.ask_and_wait("Tra mã số BHXH từ thẻ BHYT")
    assert chat.page.evaluate("Object.keys(localStorage)") == []
    assert sorted(chat.page.evaluate("Object.keys(sessionStorage)")) == ["bhxh.conversation", "bhxh.read"]
    assert chat.page.context.cookies() == []
    other: Page = chat.page.context.new_page()
    other.goto(base_url)
    expect(other.locator("#messages > li")).to_have_count(1)


def test_end_forgets_everything(chat: Chat) -> None:
    chat.ask_and_wait("Tra mã số BHXH từ thẻ BHYT")
    chat.input.fill("chưa gửi")
    chat.page.locator("#menu summary").click()
    chat.page.get_by_role("button", name="Kết thúc và xóa").click()
    with chat.page.expect_request(lambda request: request.method == "POST") as ended:
        chat.page.get_by_role("dialog").get_by_role("button", name="Kết thúc và xóa").click()

    assert re.search(r"conversation_id=[\w-]{8,}&.*end=1|end=1&conversation_id=", ended.value.post_data or "")
    expect(chat.messages).to_have_count(1)
    expect(chat.input).to_have_value("")
    assert chat.page.evaluate("sessionStorage.length") == 0
    chat.page.reload()
    expect(chat.messages).to_have_count(1)
    chat.page.get_by_role("button", name="Tra mã số BHXH từ thẻ BHYT").click()
    expect(chat.bot).to_have_count(1)


def test_end_can_be_declined(chat: Chat) -> None:
    chat.ask_and_wait("Tra mã số BHXH từ thẻ BHYT")
    chat.page.locator("#menu summary").click()
    chat.page.get_by_role("button", name="Kết thúc và xóa").click()
    chat.page.get_by_role("button", name="Tiếp tục trò chuyện").click()
    expect(chat.bot.first).to_be_visible()
    assert chat.page.evaluate("'bhxh.conversation' in sessionStorage") is True
