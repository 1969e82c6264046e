"""Every page in a real browser, on a cheap phone and on a desk: axe finds nothing serious, nothing overflows, nothing is heavy.

Which pages there are says the application's own table of routes: one that neither links nor `scenes` lead to fails the test.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from backend.web import create_app
from tests.e2e.pages.conftest import PEOPLE, Visitor, starts
from tests.e2e.pages.scenes import SCENES, Stage
from tests.e2e.pages.table import NO_PAGES, Table
from tests.support.crawl import LEAVES, crawl, pattern

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

WEIGHT = 150_000
"""Bytes that a page may bring over the line, everything that belongs to it included (issue: 150 kB compressed); what somebody has
photographed and sent is no part of the page."""
WIDTHS = (360, 1280)
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
SPILLED = """[...document.querySelectorAll("main *, body > *")].filter((one) => {
  const style = getComputedStyle(one);
  if (one.children.length || !one.textContent.trim() || one.clientWidth < 3 || style.display === "inline" || one.closest("svg")) return false;
  if (!["visible", "hidden"].includes(style.overflowX) || one.scrollWidth <= one.clientWidth + 1) return false;
  const words = document.createRange();
  words.selectNodeContents(one);
  return words.getBoundingClientRect().right > one.getBoundingClientRect().right + 1;
}).map((one) => one.outerHTML.slice(0, 160))"""
"""Words that are wider than their own box: they are cut, or lie upon what stands beside them. A box may be wider inside for a shadow,
and words for the spaces that hang at a line's end: both must be."""
_FILES = re.compile(rf"{LEAVES.pattern}|\.(csv|jpg|pdf|xlsx|xml)$|/can-bo/.*/to-khai$")


@dataclass(frozen=True)
class Sight:
    """Pages that somebody may read, and how their browser shows who they are."""

    http: httpx.Client
    addresses: list[str]


@pytest.fixture(scope="module")
def sights(stage: Stage, visitor: Visitor) -> list[Sight]:
    """One address of each kind of page, by somebody who may read it."""
    begun = [(visitor(name), starts(name)) for name in PEOPLE] + [scene(stage) for scene in SCENES]
    known: set[str] = set()
    found: list[Sight] = []
    for http, addresses in begun:
        visits = crawl(http, addresses, of_a_kind=1, known=known, leaves=_FILES)
        failed = [visit.address for visit in visits if visit.response.status_code >= 500]
        assert not failed, failed
        known |= {pattern(visit.address) for visit in visits if visit.response.status_code == 200}
        pages = [
            visit.address
            for visit in visits
            if visit.response.headers.get("Content-Type", "").startswith("text/html") and not visit.response.is_redirect
        ]
        found.append(Sight(http, pages))
    return found


def test_no_page_is_left_out(sights: list[Sight], stage: Stage) -> None:
    app = create_app(stage.config)
    table = Table(app)
    looked_at = {table.endpoint(urlsplit(address).path) for sight in sights for address in sight.addresses}
    app.extensions["bhxh.chat"].close()
    assert not looked_at & set(NO_PAGES), "these are pages"
    missing = {endpoint: rule for endpoint, rule in table.pages().items() if endpoint not in looked_at | set(NO_PAGES)}
    assert not missing, "neither a link nor a scene of tests/e2e/pages/scenes.py leads there"


def context_of(browser: Browser, sight: Sight, home: str) -> BrowserContext:
    context = browser.new_context(viewport={"width": 360, "height": 800}, locale="vi-VN", bypass_csp=True)
    cookies: list[Any] = [
        {"name": cookie.name, "value": cookie.value, "url": home} for cookie in sight.http.cookies.jar
    ]
    context.add_cookies(cookies)
    return context


def complaints_of(page: Page) -> list[str]:
    """What the page's own scripts and policy complain of. Chromium also names every answer of 400 and more."""
    found: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and "responded with a status of 4" not in message.text:
            found.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def test_every_page(browser: Browser, sights: list[Sight], stage: Stage) -> None:
    wrong: list[str] = []
    for sight in sights:
        context = context_of(browser, sight, stage.url)
        page = context.new_page()
        complaints = complaints_of(page)
        for address in sight.addresses:
            weight = weight_of(page, address)
            wrong += [f"{address}: {problem}" for problem in [*problems(page), *complaints]]
            complaints.clear()
            if weight > WEIGHT:
                wrong.append(f"{address}: {weight} bytes")
        context.close()
    assert not wrong, "\n".join(wrong)


def weight_of(page: Page, address: str) -> int:
    """Opens it; the bytes that came."""
    finished: list[Request] = []

    def keep(request: Request) -> None:
        finished.append(request)

    page.on("requestfinished", keep)
    page.goto(address)
    page.remove_listener("requestfinished", keep)
    parts = [request for request in finished if not urlsplit(request.url).path.endswith(".jpg")]
    return sum(request.sizes()["responseBodySize"] for request in parts)


def problems(page: Page) -> list[str]:
    """What axe calls serious, words that do not fit, and whether the page is wider than the screen; on each of `WIDTHS`."""
    found: list[str] = []
    page.evaluate(AXE_SCRIPT)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        violations = page.evaluate(f"axe.run({json.dumps(RULES)}).then(found => found.violations)")
        found += [
            f"at {width}: {violation['id']}: {violation['nodes'][0]['html'][:160]}"
            for violation in violations
            if violation["impact"] in ("serious", "critical")
        ]
        found += [f"at {width}: runs out of its box: {words}" for words in page.evaluate(SPILLED)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"at {width}: {wide} pixels wide")
    page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    return found
