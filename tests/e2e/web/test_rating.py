"""Saying how satisfied one is: after a thank-you, after an agent's closing, and from the menu."""

from playwright.sync_api import expect

from tests.e2e.web.chat import Chat
from tests.e2e.web.standin import Standin

TITLE = "Ông/Bà có hài lòng với lần hỗ trợ này không?"


def test_a_thank_you_is_followed_by_the_question_once(chat: Chat, standin: Standin) -> None:
    chat.ask_and_wait("cảm ơn nhé")
    group = chat.page.get_by_role("group", name=TITLE)
    expect(group.get_by_role("button")).to_have_count(5)
    for button in group.get_by_role("button").all():  # large enough for a thumb, all on one line of a small phone
        box = button.bounding_box()
        assert box is not None and box["height"] >= 44 and box["width"] >= 40 and box["x"] + box["width"] <= 360
    group.get_by_role("button", name="4: Hài lòng").focus()
    chat.page.keyboard.press("Enter")
    rated = chat.page.locator(".rating")
    expect(rated).to_contain_text("Cảm ơn Ông/Bà đã đánh giá 4/5")
    expect(rated).to_be_focused()
    conversation = standin.last()
    assert standin.rated[-1] == {"conversation": conversation.id, "message": conversation.last_id, "score": 4}
    chat.ask_and_wait("cảm ơn lần nữa")
    expect(group).to_have_count(0)


def test_an_agents_closing_is_rated_by_itself(chat: Chat, standin: Standin) -> None:
    before = standin.streams
    chat.ask_and_wait("xin chào")
    standin.wait_for_streams(before + 1)
    standin.say("Nhân viên đã kết thúc cuộc trao đổi này.", meta={"closing": True})
    chat.page.get_by_role("group", name=TITLE).get_by_role("button", name="1: Rất chưa hài lòng").click()
    expect(chat.page.locator(".rating")).to_contain_text("1/5")
    assert standin.rated[-1]["message"] == standin.last().last_id


def test_a_rating_that_did_not_arrive_can_be_given_again(chat: Chat, standin: Standin) -> None:
    expect(chat.page.locator("#rate")).to_be_hidden()
    chat.ask_and_wait("xin chào")
    chat.expected_status.add(0)
    chat.page.get_by_label("Tùy chọn").click()
    chat.page.get_by_role("button", name="Đánh giá cuộc trò chuyện").click()
    chat.page.context.set_offline(True)
    chat.page.get_by_role("button", name="5: Rất hài lòng").click()
    expect(chat.page.locator(".rating")).to_contain_text("chưa gửi được")
    chat.page.context.set_offline(False)
    chat.page.get_by_role("button", name="5: Rất hài lòng").click()
    expect(chat.page.locator(".rating")).to_contain_text("5/5")
    assert standin.rated[-1]["score"] == 5
