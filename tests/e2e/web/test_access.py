"""Screen readers, zoom, small screens, dark and reduced motion; checked by axe and by what the browser computes."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.web.chat import Chat

LONG = {
    "text": "Mức hưởng:\n• Mức 1: 100%\n• Mức 4: 80%\nXem baohiemxahoi.gov.vn hoặc gọi 19009696.",
    "buttons": [{"title": "Thẻ của tôi", "payload": "a"}, {"title": "Gặp nhân viên", "payload": "b"}],
    "meta": {"source": "Luật BHYT", "as_of": "2026-11"},
}
# what fits in a window also fits at 200 % (half the size) and at 400 % (320 x 256 is what WCAG 1.4.10 asks)
SIZES = [(360, 640), (1280, 800), (640, 400), (320, 256)]


def test_names_and_roles(chat: Chat) -> None:
    chat.reply_with(LONG)
    chat.ask_and_wait("Thẻ BHYT được hưởng những gì?")
    expect(chat.page.locator("body")).to_match_aria_snapshot("""
        - link "Tới ô nhập câu hỏi"
        - banner:
          - heading "Trợ lý BHXH" [level=1]
          - link "Gọi tổng đài 19009696"
        - main:
          - log "Cuộc trò chuyện":
            - list:
              - listitem
              - listitem:
                - text: "Ông/Bà:"
                - paragraph: Thẻ BHYT được hưởng những gì?
              - listitem:
                - text: "Trợ lý:"
                - paragraph:
                  - link "baohiemxahoi.gov.vn (mở trang mới)"
                  - link "19009696"
                - paragraph: "Nguồn: Luật BHYT · Cập nhật tháng 11/2026"
                - group "Chọn một câu trả lời":
                  - button "Thẻ của tôi"
                  - button "Gặp nhân viên"
          - status
          - textbox "Câu hỏi của Ông/Bà"
          - button "Gửi"
          - status
    """)
    expect(chat.log).to_have_attribute("aria-live", "polite")
    expect(chat.page.locator("html")).to_have_attribute("lang", "vi")
    expect(chat.input).to_have_attribute("enterkeyhint", "send")


def test_only_the_new_message_is_announced(chat: Chat) -> None:
    """A live region is read as a whole when its old content is replaced: items are added, none touched."""
    chat.ask_and_wait("Tra mã số BHXH từ thẻ BHYT")
    chat.page.evaluate("""() => {
        window.old = [...document.querySelectorAll('#messages > li')];
        window.touched = [];
        new MutationObserver((changes) => {
            for (const change of changes) for (const node of change.addedNodes) {
                if (window.old.some((item) => item.contains(node))) window.touched.push(node.nodeName);
            }
        }).observe(document.getElementById('log'), {childList: true, subtree: true, characterData: true});
    }""")
    chat.ask_and_wait("Thẻ BHYT được hưởng những gì?")
    assert chat.page.evaluate("window.touched") == []
    assert chat.page.evaluate("window.old.every((item) => item.isConnected)")


def test_history_is_not_read_aloud_again(chat: Chat) -> None:
    chat.ask_and_wait("Tra mã số BHXH từ thẻ BHYT")
    chat.page.add_init_script("""
        addEventListener('DOMContentLoaded', () => {
            window.announced = 0;
            const log = document.getElementById('log');
            new MutationObserver(() => {
                if (log.getAttribute('aria-live') !== 'off' && log.querySelectorAll('.citizen').length) window.announced += 1;
            }).observe(document.getElementById('messages'), {childList: true});
        });
    """)
    chat.page.reload()
    expect(chat.citizen).to_have_count(1)
    expect(chat.log).to_have_attribute("aria-live", "polite")
    assert chat.page.evaluate("window.announced") == 0


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_targets_text_and_width(chat: Chat, size: tuple[int, int]) -> None:
    chat.page.set_viewport_size({"width": size[0], "height": size[1]})
    chat.reply_with(LONG)
    chat.ask_and_wait("Thẻ BHYT được hưởng những gì?")
    for control in [*chat.page.get_by_role("button").all(), chat.input, chat.page.locator(".hotline, summary").first]:
        box = control.bounding_box()
        assert box is not None
        assert box["height"] >= 44, control
        assert box["width"] >= 44, control
    assert _pixels(chat.input, "font-size") >= 16  # below, iOS zooms into the field
    assert _pixels(chat.bot.last.locator(".text"), "font-size") >= 16
    assert _pixels(chat.bot.last.locator(".source"), "font-size") >= 15
    assert chat.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert chat.page.evaluate(
        "[...document.querySelectorAll('.log')].every((log) => log.scrollWidth <= log.clientWidth)"
    )
    expect(chat.input).to_be_in_viewport(ratio=1)
    expect(chat.send_button).to_be_in_viewport(ratio=1)


def test_keyboard_on_the_screen_leaves_the_last_answer_in_view(chat: Chat) -> None:
    chat.reply_with({"text": "Mời Ông/Bà nhập mã số BHXH."})
    for _ in range(4):
        chat.ask_and_wait("Tra mã số")
    expect(chat.bot.last).to_be_in_viewport(ratio=1)  # scrolling to it may still be under way
    chat.page.set_viewport_size({"width": 360, "height": 410})  # as interactive-widget=resizes-content makes it
    expect(chat.bot.last).to_be_in_viewport(ratio=1)
    expect(chat.input).to_be_in_viewport(ratio=1)


def test_reduced_motion(chat: Chat) -> None:
    chat.page.emulate_media(reduced_motion="reduce")
    chat.page.route("**/api/v1/chat", lambda route: None)
    chat.ask("Tra mã số")
    expect(chat.status).to_have_text("Trợ lý đang trả lời…")
    assert chat.page.evaluate("document.getAnimations().length") == 0


def test_print_is_a_transcript(chat: Chat) -> None:
    chat.reply_with(LONG)
    chat.ask_and_wait("Thẻ BHYT được hưởng những gì?")
    chat.page.emulate_media(media="print")
    expect(chat.input).to_be_hidden()
    expect(chat.page.locator(".choices").first).to_be_hidden()
    expect(chat.page.get_by_text("Nội dung trò chuyện với Trợ lý BHXH")).to_be_visible()
    assert chat.citizen.locator(".speaker").bounding_box()["width"] > 10  # type: ignore[index]
    assert chat.log.evaluate("log => getComputedStyle(log).overflowY") == "visible"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES[:2], ids=lambda size: f"{size[0]}x{size[1]}")
def test_axe(browser: Browser, base_url: str, size: tuple[int, int], scheme: str) -> None:
    context = browser.new_context(
        bypass_csp=True,  # axe is injected; every other test runs under the policy
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    chat = Chat(context.new_page(), base_url)
    chat.open()
    findings = _serious(chat)
    chat.reply_with(LONG)
    chat.ask_and_wait("Thẻ BHYT được hưởng những gì?")
    findings += _serious(chat)
    chat.answer_normally()
    chat.answer_with(503, {})
    chat.ask("câu hỏi")
    expect(chat.notice).to_be_visible()
    chat.input.fill("a" * 2010)
    chat.page.locator("#menu summary").click()
    findings += _serious(chat)
    chat.page.get_by_role("button", name="Kết thúc và xóa").click()
    findings += _serious(chat)
    context.close()
    assert findings == []


def _serious(chat: Chat) -> list[str]:
    results = Axe().run(chat.page, options={"resultTypes": ["violations"]})
    return [
        f"{found['id']}: {[node['target'] for node in found['nodes']]}"
        for found in results.response["violations"]
        if found["impact"] in ("serious", "critical")
    ]


def _pixels(element: Locator, name: str) -> float:
    value: str = element.evaluate("(element, name) => getComputedStyle(element).getPropertyValue(name)", name)
    return float(value.removesuffix("px"))
