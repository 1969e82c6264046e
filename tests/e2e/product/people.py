"""Citizens and agents at their pages, and what they do there."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

Enter = Callable[[str], Page]


def ask_for_a_person(citizen: Page) -> int:
    """The place in the queue that the citizen is told: others of this product may still wait from before."""
    say(citizen, "cho tôi gặp nhân viên")
    expect(citizen.locator("#messages")).to_contain_text("hàng chờ")
    told = re.search(r"vị trí thứ (\d+)", citizen.locator("#messages").inner_text())
    assert told is not None
    return int(told[1])


def take(agent: Page, place: int) -> None:
    agent.locator("#queue + form + ul a").nth(place - 1).click()
    agent.get_by_role("button", name="Nhận cuộc trò chuyện").click()
    expect(agent.locator("#log")).to_be_visible()


def say(citizen: Page, words: str) -> None:
    citizen.get_by_label("Câu hỏi của Ông/Bà").fill(words)
    citizen.keyboard.press("Enter")
