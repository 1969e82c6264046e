"""Without a network: what is typed waits in its order, is shown as waiting, and goes out once when the network is back."""

from playwright.sync_api import Route, expect

from tests.e2e.web.chat import API, Chat
from tests.e2e.web.standin import Standin

QUESTION = "Tra mã số BHXH từ thẻ BHYT"


def test_what_is_typed_without_a_network_goes_out_in_order_and_once(chat: Chat, standin: Standin) -> None:
    chat.expected_status.add(0)
    chat.ask_and_wait("xin chào")
    before = len(standin.received)
    chat.page.context.set_offline(True)
    for text in ("một", "hai", "ba"):
        chat.ask(text)
    waiting = chat.page.locator(".citizen.unsent")
    expect(waiting).to_have_count(3)
    assert waiting.evaluate_all("items => items.map((item) => item.dataset.unsent)") == ["Chờ có mạng để gửi"] * 3
    expect(chat.notice).to_have_count(1)
    expect(chat.notice).to_contain_text("mất kết nối mạng")
    expect(chat.input).to_have_value("")
    chat.page.context.set_offline(False)
    expect(chat.bot.last).to_contain_text("Tôi đã nhận: ba")
    expect(waiting).to_have_count(0)
    expect(chat.notice).to_have_count(0)
    assert [sent["text"] for sent in standin.received[before:]] == ["một", "hai", "ba"]
    assert chat.page.evaluate("sessionStorage.getItem('bhxh.outbox')") is None


def test_an_answer_lost_on_its_way_is_not_asked_for_twice(chat: Chat, standin: Standin) -> None:
    """The server had taken the question in when the line broke."""
    chat.expected_status.add(0)
    before = len(standin.received)

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        chat.page.context.set_offline(True)
        route.abort("connectionreset")

    chat.page.route(API, lose_the_answer, times=1)
    chat.ask(QUESTION)
    expect(chat.page.locator(".citizen.unsent")).to_have_count(1)
    chat.page.context.set_offline(False)
    expect(chat.bot).to_have_count(1)
    expect(chat.citizen).to_have_count(1)
    assert [sent["text"] for sent in standin.received[before:]] == [QUESTION]


def test_what_waits_outlives_a_reload_and_not_the_end(chat: Chat, standin: Standin) -> None:
    chat.expected_status.add(0)
    chat.ask_and_wait("xin chào")
    chat.page.context.set_offline(True)
    chat.ask("còn đây")
    expect(chat.page.locator(".citizen.unsent")).to_have_count(1)
    chat.page.evaluate("addEventListener('online', (event) => event.stopImmediatePropagation(), true)")
    chat.page.context.set_offline(False)
    chat.page.reload()
    expect(chat.bot.last).to_contain_text("Tôi đã nhận: còn đây")
    expect(chat.citizen).to_have_count(2)
    chat.page.context.set_offline(True)
    chat.ask("không gửi nữa")
    chat.page.get_by_label("Tùy chọn").click()
    chat.page.get_by_role("button", name="Kết thúc và xóa").click()
    chat.page.get_by_role("dialog").get_by_role("button", name="Kết thúc và xóa").click()
    chat.page.wait_for_function("sessionStorage.length === 0")
    chat.page.context.set_offline(False)
    chat.ask_and_wait("mới")
    assert "không gửi nữa" not in [sent["text"] for sent in standin.received]
