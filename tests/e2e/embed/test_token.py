"""A signed user token on its way from the page, or the app, to the chat: never in an address, and nobody else's conversation goes on."""

from __future__ import annotations

from urllib.parse import quote

from playwright.sync_api import Page, expect

from tests.e2e.embed.conftest import Visit
from tests.e2e.web.standin import Standin


def test_the_pages_token_begins_a_conversation_of_its_user(visit: Visit, host_address: str, standin: Standin) -> None:
    there = visit(f"{host_address}/?tag={quote('data-token=first')}")
    asked: list[str] = []
    there.page.on("request", lambda request: asked.append(request.url))
    there.open()
    there.ask("xin chào")
    expect(there.chat.locator(".bot").last).to_contain_text("xin chào")
    assert standin.tokens[-1] == {"conversation_id": None, "token": "first"}
    mine = standin.last().id
    assert standin.received[-1]["conversation_id"] == mine
    there.page.evaluate("TroLyBHXH.setToken('of-somebody-else')")
    expect(there.chat.locator(".citizen")).to_have_count(0)  # what the one before said is put away
    there.ask("tôi là người khác")
    expect(there.chat.locator(".bot").last).to_contain_text("người khác")
    assert standin.tokens[-1] == {"conversation_id": mine, "token": "of-somebody-else"}
    assert standin.received[-1]["conversation_id"] not in {mine, None}
    assert not any("first" in address or "somebody" in address for address in asked)


def test_the_page_is_asked_for_a_token_and_told_of_a_refusal(visit: Visit, host_address: str) -> None:
    there = visit(host_address)
    there.page.evaluate(
        """window.told = [];
        document.addEventListener('tro-ly-bhxh:token-wanted', () => { told.push('wanted'); TroLyBHXH.setToken('used'); });
        document.addEventListener('tro-ly-bhxh:token-refused', (event) => told.push(event.detail.code));"""
    )
    there.open()
    there.page.wait_for_function("told.length === 2")
    assert there.page.evaluate("told") == ["wanted", "token_used"]
    there.ask("xin chào")  # the chat goes on without it
    expect(there.chat.locator(".bot").last).to_contain_text("xin chào")
    there.problems = [problem for problem in there.problems if "401" not in problem]


def test_an_app_gives_it_behind_the_address_and_hears_what_happens(page: Page, standin: Standin) -> None:
    page.add_init_script(
        "window.heard = []; window.TroLyBHXHApp = { postMessage: (json) => heard.push(JSON.parse(json)) };"
    )
    page.goto(f"{standin.address}/nhung#token=aaa.bbb.ccc")
    page.get_by_role("textbox").fill("xin chào")
    page.get_by_role("textbox").press("Enter")
    expect(page.locator(".bot").last).to_contain_text("xin chào")
    assert standin.tokens[-1]["token"] == "aaa.bbb.ccc"
    assert page.evaluate("location.hash") == ""
    page.evaluate("postMessage({bhxh: 'closed'}, location.origin)")
    standin.say("Đến sau.")
    page.wait_for_function("heard.some((message) => message.bhxh === 'unread' && message.count === 1)")
    page.get_by_role("button", name="Thu nhỏ").click()
    page.wait_for_function("heard.at(-1).bhxh === 'close'")
