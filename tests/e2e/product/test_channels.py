"""Three citizens at once, on Telegram, on the web and by SMS: the assistant answers each, then two agents do; and a fourth, whose card is
refused, for whom the officer on duty is called. With ``BHXH_SCREENSHOTS`` set to a folder the scenes are kept there (`tests.tour`)."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.product.people import Enter, say
from tests.e2e.product.test_sms_channel import texts
from tests.support.product import SMS_KEY, RunningProduct
from tests.support.telegram_peers import TelegramTestApi

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SMS = "0987650456"
ASK = "mất thẻ bhyt làm lại ở đâu"
PERSON = "cho tôi gặp nhân viên"


def eventually(holds: Callable[[], bool], seconds: float = 60) -> bool:
    end = monotonic() + seconds
    while not holds() and monotonic() < end:
        sleep(0.2)
    return holds()


def take(agent: Page, channel: str) -> None:
    """The conversation of this channel that asked last: others of this product may still wait from before."""
    agent.locator("#queue + form + ul li", has_text=channel).last.get_by_role("link").click()
    agent.get_by_role("button", name="Nhận cuộc trò chuyện").click()
    expect(agent.get_by_label("Trả lời người dân")).to_be_focused(timeout=20_000)  # the page's keys work from then on


def answer(agent: Page, words: str) -> None:
    agent.get_by_label("Trả lời người dân").fill(words)
    agent.keyboard.press("Control+Enter")
    expect(agent.locator("#log")).to_contain_text(words, timeout=20_000)


def scene(page: Page, name: str) -> None:
    if folder := os.environ.get("BHXH_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_three_citizens_two_agents(product: RunningProduct, telegram: TelegramTestApi, enter: Enter) -> None:
    def telegram_says(words: str) -> bool:
        return eventually(lambda: any(words in sent.get("text", "") for sent in telegram.sent()))

    def sms_says(words: str) -> bool:
        return eventually(lambda: any(words in message["body"] for message in product.inbox(SMS)))

    web = enter("")
    telegram.citizen("/sendMessage", text=ASK)
    texts(product, ASK, SMS)
    say(web, ASK)
    expect(web.locator("#messages")).to_contain_text("TK1-TS", timeout=20_000)
    assert telegram_says("TK1-TS") and sms_says("TK1-TS")

    telegram.citizen("/sendMessage", text=PERSON)
    texts(product, PERSON, SMS)
    say(web, PERSON)
    expect(web.locator("#messages")).to_contain_text("hàng chờ", timeout=20_000)
    assert telegram_says("hàng chờ") and sms_says("hang cho")

    first, second = enter("tongdai1"), enter("tongdai2")
    take(first, "Telegram")
    take(second, "SMS")
    answer(first, "Chào Ông/Bà, tôi là nhân viên tổng đài.")
    answer(second, "Ông/Bà cần hỏi gì ạ?")
    assert telegram_says("tôi là nhân viên tổng đài") and sms_says("can hoi gi")
    telegram.citizen("/sendMessage", text="Tôi mất thẻ từ hôm qua")
    texts(product, "toi mat the tu hom qua", SMS)
    for agent, words in ((first, "Tôi mất thẻ từ hôm qua"), (second, "toi mat the tu hom qua")):
        expect(agent.locator("#log")).to_contain_text(words, timeout=20_000)
    scene(first, "hotline-telegram")
    scene(second, "hotline-sms")
    take(first, "Trang web")
    answer(first, "Chào Ông/Bà, mời Ông/Bà nói rõ hơn.")
    expect(web.locator("#messages")).to_contain_text("mời Ông/Bà nói rõ hơn")
    scene(first, "hotline-web")
    scene(web, "hotline-web-citizen")
    inbox = enter("")
    inbox.goto(f"{product.url}/sms/v1/sandbox/#{SMS_KEY}")
    inbox.get_by_label("Số điện thoại").fill(SMS)
    inbox.keyboard.press("Enter")
    expect(inbox.get_by_role("listitem").filter(has_not_text="0987 650 456")).to_have_count(0, timeout=20_000)
    expect(inbox.get_by_role("listitem").filter(has_text="can hoi gi")).to_be_visible()
    scene(inbox, "hotline-sms-phone")


def test_a_card_is_refused_and_the_officer_on_duty_is_called(enter: Enter) -> None:
    citizen, officer, agent, supervisor = enter(""), enter("canbo.hcm"), enter("tongdai2"), enter("giamsat")
    officer.goto(officer.url.replace("/tong-dai", "/can-bo"))
    say(citizen, PERSON)
    expect(citizen.locator("#messages")).to_contain_text("hàng chờ", timeout=20_000)
    say(citizen, "Tôi đang ở bệnh viện tại TP.HCM, bệnh viện không nhận thẻ BHYT của tôi")
    banner = officer.locator("#alerts .alerts-banner")
    expect(banner).to_be_visible(timeout=60_000)
    banner.click()
    waiting = officer.locator("article", has=officer.get_by_text("Chưa xử lý")).first
    expect(waiting).to_contain_text("TP. Hồ Chí Minh")
    scene(officer, "hotline-duty")
    supervisor.goto(supervisor.url.replace("/tong-dai", "/tong-dai/giam-sat"))
    expect(supervisor.locator(".supervision-conversations")).to_contain_text("Ưu tiên")
    scene(supervisor, "hotline-supervisor")
    waiting.get_by_role("textbox").fill("Tôi đã gọi bệnh viện: thẻ còn hạn, họ sẽ nhận.")
    waiting.get_by_role("button", name="Tôi xử lý").click()
    expect(banner).to_have_count(0, timeout=20_000)
    expect(agent.locator("#next")).to_be_visible()
    agent.keyboard.press("Alt+N")  # who stands at a facility goes first
    expect(agent.locator("#log")).to_contain_text("thẻ còn hạn, họ sẽ nhận", timeout=20_000)
    expect(agent.get_by_label("Trả lời người dân")).to_be_focused(timeout=20_000)
    answer(agent, "Bệnh viện sẽ nhận thẻ của Ông/Bà, mời Ông/Bà quay lại quầy.")
    expect(citizen.locator("#messages")).to_contain_text("mời Ông/Bà quay lại quầy", timeout=20_000)
    agent.keyboard.press("Alt+K")
    agent.get_by_role("button", name="Kết thúc cuộc trò chuyện").click()
