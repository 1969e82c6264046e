"""The chat page as a person uses it."""

import json
from typing import Any

from playwright.sync_api import ConsoleMessage, Locator, Page, Request, Route, expect

API = "**/api/v1/chat"


class Chat:
    def __init__(self, page: Page, base_url: str) -> None:
        self.page = page
        self.base_url = base_url.rstrip("/")
        self.problems: list[str] = []
        self.expected_status: set[int] = set()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"page error: {error}"))
        page.on("request", self._request)
        page.set_default_timeout(15_000)
        self.log = page.get_by_role("log")
        self.input = page.get_by_role("textbox")
        self.send_button = page.get_by_role("button", name="Gửi", exact=True)
        self.status = page.locator("#status")
        self.messages = page.locator("#messages > li")
        self.bot = page.locator("#messages > li.bot:not(#welcome)")
        self.citizen = page.locator("#messages > li.citizen")
        self.notice = page.locator("#messages > li.notice")

    def open(self) -> None:
        self.page.goto(f"{self.base_url}/")

    def ask(self, text: str) -> None:
        self.input.fill(text)
        self.input.press("Enter")

    def ask_and_wait(self, text: str) -> Locator:
        """Asks and waits for an answer; returns the last."""
        before = self.bot.count()
        self.ask(text)
        expect(self.bot.nth(before)).to_be_visible()
        return self.bot.last

    def answer_with(self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        """The API answers this from now on, whatever is behind the page."""
        self.expected_status.add(status)
        kind = "application/json" if status < 400 else "application/problem+json"

        def fulfil(route: Route) -> None:
            route.fulfill(status=status, content_type=kind, body=json.dumps(body), headers=headers or {})

        self.page.route(API, fulfil)

    def reply_with(self, *replies: dict[str, Any]) -> None:
        """The bot says this from now on, in a conversation that exists in the browser only."""
        self.page.route(
            f"{API}/*/events", lambda route: route.fulfill(content_type="text/event-stream", body=": nothing\n\n")
        )
        history = {"conversation_id": "scripted", "handler": "bot", "messages": []}
        self.page.route(f"{API}/*/messages", lambda route: route.fulfill(json=history))
        self.answer_with(200, {"conversation_id": "scripted", "handler": "bot", "replies": list(replies)})

    def hold(self, address: str) -> list[Route]:
        """Requests to `address` wait from now on; the list fills with them."""
        held: list[Route] = []

        def keep(route: Route) -> None:
            held.append(route)

        self.page.route(address, keep)
        return held

    def answer_held(self, route: Route, body: dict[str, Any]) -> None:
        """Answers a held request, and returns after the page has dealt with the answer."""
        with self.page.expect_response(route.request.url):
            route.fulfill(json=body)
        self.page.evaluate("() => new Promise((done) => setTimeout(done, 200))")

    def answer_normally(self) -> None:
        self.page.unroute(API)

    def check(self) -> None:
        assert self.problems == []
        assert "undefined" not in self.page.locator("body").inner_html()  # a text that the widget was not given

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        if any(f"status of {status}" in message.text for status in self.expected_status):
            return
        if 0 in self.expected_status and "net::ERR" in message.text:
            return
        self.problems.append(f"console {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.base_url, "data:", "blob:")):
            self.problems.append(f"asked from elsewhere: {request.url}")
