"""A page of somebody else with the chat in it: another origin than the chat's, with a strict policy and styles that reach for everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask, Response, request
from playwright.sync_api import FrameLocator, Locator, Page, expect
from werkzeug.serving import make_server

from tests.e2e.web.conftest import standin_server
from tests.e2e.web.standin import Standin

__all__ = ["standin_server"]

HOSTILE_STYLES = "body * { display: none !important; font-size: 40px !important; color: red !important } h1, a { display: block !important }"


@pytest.fixture(scope="session")
def standin(standin_server: Standin | None) -> Standin:
    if standin_server is None:
        pytest.skip("plays the bot's part: stand-in only")
    return standin_server


@pytest.fixture(scope="session")
def host_address(standin: Standin) -> Iterator[str]:
    """Another site (`localhost`, not `127.0.0.1`). `?tag=` are attributes of the script tag, `?css=` styles of the page."""
    app = Flask("host")

    @app.get("/")
    @app.get("/khac")
    def page() -> Response:
        tag, css = request.args.get("tag", ""), request.args.get("css", "")
        body = f"""<!doctype html><html lang="vi"><title>Trang khác</title><link rel="stylesheet" href="/css?css={css}">
<h1>Trang khác</h1><a href="/khac">Liên kết</a><script src="{standin.address}/nhung/tro-ly.js" {tag} async></script>"""
        policy = f"default-src 'none'; style-src 'self'; script-src {standin.address}; frame-src {standin.address}; require-trusted-types-for 'script'; trusted-types 'none'"
        return Response(body, mimetype="text/html", headers={"Content-Security-Policy": policy})

    @app.get("/css")
    def css() -> Response:
        return Response(HOSTILE_STYLES if request.args.get("css") else "", mimetype="text/css")

    server = make_server("127.0.0.1", 0, app, threaded=True)
    import threading

    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()


class Embedded:
    """The page around the chat, and the chat in it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.problems: list[str] = []
        page.on("console", lambda said: self.problems.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.problems.append(str(error)))

    @property
    def button(self) -> Locator:
        return self.page.locator("tro-ly-bhxh .open")

    @property
    def panel(self) -> Locator:
        return self.page.locator("tro-ly-bhxh dialog")

    @property
    def badge(self) -> Locator:
        return self.page.locator("tro-ly-bhxh .badge")

    @property
    def chat(self) -> FrameLocator:
        return self.page.frame_locator("tro-ly-bhxh iframe")

    def open(self) -> None:
        self.button.click()
        expect(self.chat.get_by_role("heading", name="Trợ lý BHXH")).to_be_visible()
        expect(self.page.locator("tro-ly-bhxh .bar")).to_be_hidden()

    def ask(self, text: str) -> None:
        self.chat.get_by_role("textbox").fill(text)
        self.chat.get_by_role("textbox").press("Enter")


Visit = Callable[..., Embedded]


@pytest.fixture
def visit(page: Page) -> Iterator[Visit]:
    """``visit(address, width, height)``: somebody's page. Afterwards: no complaint in the console."""
    visited: list[Embedded] = []

    def visit(address: str, width: int = 1280, height: int = 800) -> Embedded:
        page.set_viewport_size({"width": width, "height": height})
        embedded = Embedded(page)
        visited.append(embedded)
        page.goto(address)
        return embedded

    yield visit
    for embedded in visited:
        assert embedded.problems == []
