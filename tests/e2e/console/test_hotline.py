"""An agent and a caller, in a real browser, by keys where an agent would use them; the code is one that the gateway has sent."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from backend.conversations import desk, handoff, store
from backend.hotline import presence
from backend.supervision import refused
from bhxh.dates import utcnow
from tests.e2e.console.conftest import Enter
from tests.support.consoles import Consoles, open_database
from tests.support.product import SMS_KEY

pytestmark = pytest.mark.slow

AN, PHONE = "7912345678", "84912345678"
AGENTS = ("tongdai1", "tongdai2")
DRAFTS = "Object.keys(sessionStorage).filter((name) => name.startsWith('hotline.draft')).length"
SHOWN = """
window.shown = [];
const lists = document.getElementById("lists");
new MutationObserver(() => shown.push(document.getElementById("there").textContent)).observe(lists, { childList: true });
"""
TONES = """
window.tones = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function () { window.tones += 1; return start.call(this); };
"""


@pytest.fixture(autouse=True)
def _begins_its_shift(consoles: Consoles) -> None:
    """However the test before ended: the agents are there, nobody holds or waits for anything. An agent holds five at most."""
    with open_database(consoles.environment) as database, database.begin() as session:
        for name in AGENTS:
            presence.put(session, name, True, utcnow())
        for found in desk.attended(session):
            conversation = store.locked(session, found.number)
            assert conversation is not None
            if conversation.assignee is None:
                handoff.claim(conversation, AGENTS[0], utcnow())
            handoff.resolve(session, conversation, str(conversation.assignee), None, utcnow())


def take_call(page: Page) -> str:
    """By phone, as soon as the console is there; the conversation's number."""
    page.get_by_role("button", name="Nhận cuộc gọi điện thoại").click()
    expect(page.get_by_label("Người gọi hỏi gì")).to_be_focused()
    return page.url.rsplit("/", 1)[1]


def held_back(page: Page, address: str) -> list[Route]:
    """What of this address the page asks for from now on, and does not get until it is gone on with."""
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    page.route(address, hold)
    return late


def go_on(page: Page, late: list[Route]) -> None:
    """Lets the page have the one thing that was held back."""
    while not late:
        page.wait_for_timeout(50)
    late.pop().continue_()


def messages(consoles: Consoles) -> list[str]:
    """What the phone has got, newest first."""
    address = f"{consoles.url}/sms/v1/sandbox/messages"
    answer = httpx.get(address, params={"to": PHONE}, headers={"Authorization": f"Bearer {SMS_KEY}"}, trust_env=False)
    return [message["body"] for message in answer.json()["messages"]]


def code_sent(page: Page, consoles: Consoles) -> str:
    for _ in range(450):
        found = [body for body in messages(consoles) if "ma xac nhan" in body]
        if found:
            assert "chi doc ma cho nhan vien" in found[0] and "19009696" in found[0]
            return re.findall(r"\b\d{6}\b", found[0])[0]
        page.wait_for_timeout(200)
    raise AssertionError("no code came")


def leave(page: Page) -> None:
    """Closes the open conversation."""
    page.locator("#leave-part summary").click()
    page.get_by_role("button", name="Kết thúc cuộc trò chuyện").click()
    expect(page.get_by_text("Chọn một cuộc trò chuyện")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_caller_is_found_verified_and_shown_for_a_reason(enter: Enter, consoles: Consoles, width: int) -> None:
    page = enter("tongdai1", width, 800)
    page.goto(f"{consoles.url}/tong-dai")
    take_call(page)
    page.keyboard.press("Alt+I")
    expect(page.get_by_label("Tra theo")).to_be_focused()
    page.get_by_label("Nội dung cần tra").fill("0912 345 678")
    page.keyboard.press("Enter")
    expect(page.locator("#citizen")).to_contain_text("79******78")
    expect(page.locator("#citizen")).to_contain_text("Chưa xác thực")
    if width == 1280:  # the gateway lets half a minute pass between two codes to one phone
        page.get_by_role("button", name="Xác thực người gọi").click()
        page.get_by_label("Mã người gọi đọc").fill(code_sent(page, consoles))
        page.keyboard.press("Enter")
        expect(page.locator("#citizen")).to_contain_text("Đã xác thực")
        expect(page.locator(".citizen__left")).to_have_text(re.compile(r"còn 9:\d\d|còn 10:00"))
        expect(page.get_by_role("button", name="Gia hạn xác thực")).to_be_visible()
    expect(page.locator("#citizen")).not_to_contain_text(AN)
    page.locator("#citizen").get_by_text("Xem thông tin").click()
    page.get_by_label("Lý do cần xem").select_option("asks")
    page.get_by_role("button", name="Hiện thông tin trong 10 phút").click()
    expect(page.locator("#citizen")).to_contain_text(AN)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_canned_reply_is_found_by_slash_and_the_tone_can_be_switched_off(enter: Enter, consoles: Consoles) -> None:
    page = enter("tongdai2")
    page.goto(f"{consoles.url}/tong-dai")
    take_call(page)
    field = page.get_by_label("Người gọi hỏi gì")
    field.press_sequentially("/đăng ký")
    expect(page.get_by_role("listbox").get_by_role("option").first).to_contain_text("/dangky")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    field.fill("")
    field.press_sequentially("/quen")
    expect(page.get_by_role("listbox").get_by_role("option").first).to_contain_text("/quen")
    page.keyboard.press("Enter")
    expect(field).to_have_value(re.compile("^Ông/Bà chọn Quên mật khẩu"))
    page.keyboard.press("Control+Enter")
    expect(page.locator("#log")).to_contain_text("Quên mật khẩu")
    page.get_by_role("button", name="Âm báo: bật").click()
    page.reload()
    expect(page.get_by_role("button", name="Âm báo: tắt")).to_be_visible()
    page.keyboard.press("Alt+K")
    expect(page.get_by_label("Chủ đề")).to_be_focused()


def test_what_is_typed_before_the_page_is_ready_finds_canned_replies_too(enter: Enter, consoles: Consoles) -> None:
    page = enter("tongdai2")
    page.goto(f"{consoles.url}/tong-dai")
    late = held_back(page, "**/hotline/canned.js*")
    page.get_by_role("button", name="Nhận cuộc gọi điện thoại").click(no_wait_after=True)
    field = page.get_by_label("Người gọi hỏi gì")
    field.press_sequentially("/quen")
    go_on(page, late)
    expect(page.get_by_role("listbox").get_by_role("option").first).to_contain_text("/quen")
    expect(field).to_be_focused()
    page.keyboard.press("Enter")
    expect(field).to_have_value(re.compile("^Ông/Bà chọn Quên mật khẩu"))
    leave(page)


def test_who_looks_elsewhere_is_called(enter: Enter, consoles: Consoles) -> None:
    agent, other = enter("tongdai1"), enter("tongdai2")
    agent.add_init_script(TONES)
    agent.goto(f"{consoles.url}/tong-dai")
    before = int(agent.locator("#queue").get_attribute("data-count") or 0)
    assert agent.evaluate("tones") == 0
    other.goto(f"{consoles.url}/tong-dai")
    take_call(other)
    other.keyboard.press("Alt+K")
    other.get_by_role("button", name="Trả về hàng chờ").click()
    expect(agent).to_have_title(re.compile(rf"^\({before + 1}\) "), timeout=30_000)
    assert agent.evaluate("tones") >= 1
    agent.keyboard.press("Alt+N")
    expect(agent.get_by_label("Người gọi hỏi gì")).to_be_focused()
    agent.keyboard.press("Alt+H")
    agent.keyboard.type("Người gọi sẽ gọi lại")
    agent.get_by_role("button", name="Lưu ghi chú").click()
    expect(agent.locator("#log")).to_contain_text("Người gọi sẽ gọi lại")
    leave(agent)


def test_lists_that_come_late_bring_nothing_back(enter: Enter, consoles: Consoles) -> None:
    page = enter("tongdai1")
    page.goto(f"{consoles.url}/tong-dai")
    late: list[tuple[Route, APIResponse]] = []

    def hold_the_first(route: Route) -> None:
        if late:
            route.continue_()
        else:
            late.append((route, route.fetch()))

    page.route("**/tong-dai/danh-sach*", hold_the_first)
    page.evaluate("document.getElementById('lists').dispatchEvent(new CustomEvent('unfold'))")
    while not late:
        page.wait_for_timeout(50)
    page.keyboard.press("Alt+V")
    expect(page.locator("#there")).to_have_text("Có mặt")
    page.evaluate(SHOWN)
    route, response = late[0]
    with page.expect_response("**/tong-dai/danh-sach*"):
        route.fulfill(response=response)
    while not page.evaluate("shown.length"):  # it asks again
        page.wait_for_timeout(50)
    assert set(page.evaluate("shown")) == {"Có mặt"}
    page.keyboard.press("Alt+V")
    expect(page.locator("#there")).to_have_text("Tạm vắng")


def test_an_agent_works_by_keys_and_loses_no_word(enter: Enter, consoles: Consoles) -> None:
    page = enter("tongdai1")
    page.goto(f"{consoles.url}/tong-dai")
    page.keyboard.press("Alt+C")
    field = page.get_by_label("Người gọi hỏi gì")
    expect(field).to_be_focused()
    page.keyboard.type("Chưa gửi")
    first = page.url
    page.keyboard.press("Alt+V")
    expect(page.locator("#there")).to_have_text("Có mặt")
    page.keyboard.press("Alt+V")
    expect(page.locator("#there")).to_have_text("Tạm vắng")
    expect(field).to_have_value("Chưa gửi")
    page.keyboard.press("Alt+C")
    expect(page).not_to_have_url(first)
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    page.keyboard.press("Alt+L")
    expect(page.locator("#list-own li:not(.here) a").first).to_be_focused()
    page.locator(f"#to-{first.rsplit('/', 1)[1]}").press("Enter")
    expect(page).to_have_url(first)
    expect(field).to_have_value("Chưa gửi")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#log")).to_contain_text("Chưa gửi")
    page.reload()
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    for conversation in (first, None):
        if conversation is None:
            page.keyboard.press("Alt+L")
            expect(page.locator("#list-own a").first).to_be_focused()
            page.keyboard.press("Enter")
            expect(field).to_be_focused()
        page.keyboard.press("Alt+K")
        expect(page.get_by_label("Chủ đề")).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Kết thúc cuộc trò chuyện")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_text("Chọn một cuộc trò chuyện")).to_be_visible()
    page.keyboard.press("Alt+C")
    expect(field).to_be_focused()
    page.keyboard.type("Bỏ dở")
    assert page.evaluate(DRAFTS) == 1
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_label("Tên đăng nhập")).to_be_visible()
    assert page.evaluate(DRAFTS) == 0


@pytest.mark.parametrize(
    ("tabs", "said"),
    [
        (1, "Đã kết thúc cuộc {}."),
        (3, "Đã hẹn xem lại cuộc {}."),
        (6, "Đã chuyển cuộc {} cho đồng nghiệp."),
        (7, "Đã trả cuộc {} lại cho trợ lý tự động."),
        (8, "Đã trả cuộc {} về hàng chờ."),
    ],
)
def test_each_way_out_of_a_conversation_is_gone_by_keys_and_said(
    enter: Enter, consoles: Consoles, tabs: int, said: str
) -> None:
    """From the topic, which Alt+K leads to, as many tabs to the button."""
    page, colleague = enter("tongdai1"), enter("tongdai2")
    colleague.goto(f"{consoles.url}/tong-dai")
    page.goto(f"{consoles.url}/tong-dai")
    page.keyboard.press("Alt+C")
    expect(page.get_by_label("Người gọi hỏi gì")).to_be_focused()
    number = page.url.rsplit("/", 1)[1]
    page.keyboard.press("Alt+K")
    expect(page.get_by_label("Chủ đề")).to_be_focused()
    expect(page.get_by_label("Chủ đề")).to_have_value("khac")  # nobody has asked about anything yet
    for tab in range(tabs):
        page.keyboard.press("Tab")
        if tab == 4:
            page.keyboard.type("Nhờ đồng nghiệp")  # the note that goes with it
    page.keyboard.press("Enter")
    done = page.get_by_role("status").filter(has_text=said.format(number))
    expect(done).to_be_focused()
    page.keyboard.press("Alt+C")
    expect(page.get_by_label("Người gọi hỏi gì")).to_be_focused()
    leave(page)


def test_a_key_that_is_pressed_before_the_page_is_ready_is_not_lost(enter: Enter, consoles: Consoles) -> None:
    page = enter("tongdai1")
    page.goto(f"{consoles.url}/tong-dai")
    take_call(page)
    late = held_back(page, "**/hotline/hotline.js*")
    page.goto(f"{consoles.url}/tong-dai", wait_until="commit")
    expect(page.get_by_text("Chọn một cuộc trò chuyện")).to_be_visible()
    page.keyboard.press("Alt+L")
    go_on(page, late)
    expect(page.locator("#list-own a")).to_be_focused()
    page.keyboard.press("Enter")
    field = page.get_by_label("Người gọi hỏi gì")
    field.press_sequentially("Vội")
    page.keyboard.press("Alt+K")
    page.keyboard.press("Alt+C")
    first = page.url
    go_on(page, late)
    expect(page).not_to_have_url(first)
    go_on(page, late)
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    page.goto(first, wait_until="commit")
    go_on(page, late)
    expect(field).to_have_value("Vội")


def test_what_is_unfolded_and_has_the_focus_stays_so_when_news_come(enter: Enter, consoles: Consoles) -> None:
    page, other = enter("tongdai1", 360, 740), enter("tongdai2")
    other.goto(f"{consoles.url}/tong-dai")
    number = take_call(other)
    page.goto(f"{consoles.url}/tong-dai")
    take_call(page)
    pane, lists = page.locator(".hotline__open").bounding_box(), page.locator("#lists").bounding_box()
    assert pane is not None and lists is not None and pane["y"] < lists["y"]
    page.get_by_text("Của đồng nghiệp").click()
    link = page.locator("#others").get_by_role("link", name=f"Cuộc {number}", exact=True)
    link.focus()
    for _ in range(2):
        with page.expect_response(re.compile("/tong-dai/danh-sach")) as news:
            page.evaluate("document.body.dispatchEvent(new CustomEvent('news'))")
        assert news.value.ok
        expect(link).to_be_focused()
    expect(page.locator("#list-own .here")).to_have_count(1)
    page.locator("#others summary").click()
    expect(link).to_be_hidden()
    leave(page)
    leave(other)


def test_an_sms_of_ones_own_is_shown_as_it_goes_out(enter: Enter, consoles: Consoles) -> None:
    page = enter("tongdai2", 360, 740)
    page.goto(f"{consoles.url}/tong-dai")
    take_call(page)
    page.get_by_text("Tự soạn tin SMS cho người gọi").click()
    page.locator("#sms-to").fill("0987 000 112")
    words = page.get_by_label("Nội dung tin nhắn")
    words.fill("Ông/Bà mang giấy ra viện đến BHXH Quận 5.")
    expect(page.locator("#sms-preview")).to_contain_text("Ong/Ba mang giay ra vien")
    page.get_by_text("Giữ dấu tiếng Việt").click()
    expect(page.locator("#sms-preview")).to_contain_text("Ông/Bà mang giấy ra viện")
    words.fill("Mã số là 7912345678")
    expect(page.locator("#sms-preview")).to_contain_text("Vui lòng bỏ phần này")
    words.fill("Ông/Bà mang giấy ra viện đến BHXH Quận 5.")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".own-sms").get_by_role("button", name="Gửi tin nhắn").click()
    expect(page.locator("#log")).to_contain_text("Đã nhắn tin tự soạn tới *******112")
    leave(page)


def test_an_officer_on_duty_sees_a_refused_card_wherever_they_are(enter: Enter, consoles: Consoles) -> None:
    page = enter("canbo.hcm", 360, 740)
    page.goto(f"{consoles.url}/can-bo")
    expect(page.locator("#alerts[role=status]")).to_be_attached()
    expect(page.locator(".alerts-banner")).to_have_count(0)
    with open_database(consoles.environment) as database, database.begin() as session:
        now = utcnow()
        conversation = store.create(session, store.new_id(), now)
        handoff.ask_for_person(session, conversation, now, priority=handoff.FIRST)
        assert refused.note(session, conversation, "TP HCM", now).duty
        number = conversation.id
    banner = page.locator("#alerts .alerts-banner")
    expect(banner).to_contain_text("thẻ bị từ chối chưa có người xử lý", timeout=30_000)
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    banner.click()
    page.locator("article", has_text=f"Cuộc {number}").get_by_role("button", name="Tôi xử lý").click()
    expect(page.locator(".alerts-banner")).to_have_count(0)
    with open_database(consoles.environment) as database, database.begin() as session:
        session.delete(store.locked(session, number))
