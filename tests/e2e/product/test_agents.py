"""A citizen on the web, two agents at their consoles, the real Rasa between them: in two real browsers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.product.people import Enter, ask_for_a_person, say, take

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def test_a_person_answers_and_the_bot_goes_on(enter: Enter) -> None:
    citizen, first, second = enter(""), enter("tongdai1"), enter("tongdai2")
    place = ask_for_a_person(citizen)
    say(citizen, "Tôi đi khám mà bệnh viện không nhận thẻ")

    for agent in (first, second):  # both learn of it by themselves
        expect(agent.locator("#queue")).to_have_text(f"Hàng chờ ({place})")
    # Whoever stands at a facility goes before all who were there earlier.
    expect(first.locator("#queue + form + ul li").first).to_contain_text(re.compile("Ưu tiên|Thẻ bị từ chối"))
    take(first, 1)
    expect(first.locator("#log")).to_contain_text("bệnh viện không nhận thẻ")
    number = re.search(r"/tong-dai/(\d+)", first.url)
    assert number is not None
    second.goto(first.url)
    expect(second.get_by_text("tongdai1 đang phụ trách")).to_be_visible()

    first.get_by_label("Trả lời người dân").fill("Chào Ông/Bà, Ông/Bà đang ở bệnh viện nào?")
    first.keyboard.press("Control+Enter")
    expect(citizen.locator("#messages")).to_contain_text("Ông/Bà đang ở bệnh viện nào?")
    expect(citizen.locator("#status")).to_contain_text("nhân viên tổng đài")
    say(citizen, "Bệnh viện quận")
    expect(first.locator("#log")).to_contain_text("Bệnh viện quận")

    first.get_by_text("Kết thúc, hẹn lại hoặc chuyển").click()
    first.get_by_role("button", name="Trả lại cho trợ lý tự động").click()
    expect(citizen.locator("#messages")).to_contain_text("Trợ lý tự động trả lời Ông/Bà từ đây")
    say(citizen, "Mất thẻ BHYT thì làm lại ở đâu?")
    expect(citizen.locator("#messages")).to_contain_text("TK1-TS")


def test_the_bots_answers_are_suggested_to_the_agent(enter: Enter) -> None:
    citizen, agent = enter(""), enter("tongdai1")
    place = ask_for_a_person(citizen)
    say(citizen, "mất thẻ bhyt làm lại ở đâu")
    expect(agent.locator("#queue")).to_have_text(f"Hàng chờ ({place})")
    take(agent, place)
    agent.get_by_text("Trợ lý gợi ý câu trả lời").click()
    expect(agent.locator("#suggested")).to_contain_text("TK1-TS")
    agent.get_by_role("button", name="Đưa vào ô trả lời").first.click()
    expect(agent.get_by_label("Trả lời người dân")).to_have_value(re.compile("TK1-TS"))
