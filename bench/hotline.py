"""What the hotline's console costs, and how quick it is, while many conversations are open.

    .venv/bin/python -m bench.hotline [--open 200] [--bot 50] [--looks 60]

First in a real browser at a running `web`: how long the lists of an agent's page take to come anew, and until a citizen's message stands
in that page. Then in this process, without a server: milliseconds of processor time and statements of each page, so only what the
application itself does is counted. Databases of its own (SQLite, in a temporary folder): a quarter of the open conversations in the
queue, the others with agents who hold five each, and some talks with the bot.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time

import httpx
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import event

from backend.conversations import handoff, store
from backend.conversations.models import Author
from backend.database import Database
from backend.hotline import presence
from backend.staff import accounts
from backend.staff.roles import Role
from backend.web import create_app
from bench.databases import opened as opened_database
from bench.figures import milliseconds
from bhxh.dates import utcnow
from tests.support.consoles import PASSWORD, Consoles, open_database

HELD = 5
FIRST, SUPERVISOR = "tongdai1", "giamsat"
"""They are among the demo's staff, too."""
SIZE = {"width": 1280, "height": 900}
REFRESH = """async (looks) => {
  const lists = document.getElementById("lists");
  const spent = [];
  for (let look = 0; look < looks; look++) {
    const began = performance.now();
    await new Promise((done) => {
      lists.addEventListener("htmx:afterSwap", done, { once: true });
      document.body.dispatchEvent(new CustomEvent("news"));
    });
    spent.push((performance.now() - began) / 1000);
  }
  return spent;
}"""
"""As the page does it when news come. Returns seconds."""


@dataclass(frozen=True)
class Held:
    """A conversation that the first agent holds: its row's number, and the id by which its citizen writes."""

    number: int
    id: str


def fill(database: Database, opened: int, with_bot: int) -> Held:
    """Conversations, and agents who are there."""
    now = utcnow()
    held = Held(0, "")
    with database.begin() as session:
        for number in range(opened + with_bot):
            agent = f"nhanvien{(number - opened // 4) // HELD}" if opened // 4 <= number < opened else None
            first = agent == "nhanvien0"
            public = store.new_id()
            channel, address = ("web", None) if first else ("sms", f"8498700{number:04d}")
            made = store.create(session, public, now - timedelta(minutes=9), channel=channel, address=address)
            for said in range(12):
                author = Author.BOT if said % 2 else Author.CITIZEN
                store.append(session, made, author, {"text": "mất thẻ bhyt làm lại ở đâu"}, store.new_id(), at=now)
            if number < opened:
                handoff.ask_for_person(session, made, now - timedelta(seconds=number))
            if agent is not None:
                handoff.claim(made, FIRST if first else agent, now)
                presence.put(session, FIRST if first else agent, True, now)
                held = Held(made.id, public) if first else held
    return held


def employ(database: Database) -> None:
    """Accounts of who looks at the pages."""
    with database.begin() as session:
        for name, role in ((FIRST, Role.AGENT), (SUPERVISOR, Role.MONITOR)):
            accounts.create(
                session, username=name, name=name, role=role, agency=None, actor="bench", password=PASSWORD, demo=True
            )


def enter(app: Flask, name: str) -> FlaskClient:
    """Somebody who is logged in."""
    client = app.test_client()
    token = client.get("/nhan-vien/dang-nhap").text.split('name="csrf_token" value="')[1].split('"')[0]
    client.post("/nhan-vien/dang-nhap", data={"csrf_token": token, "username": name, "password": PASSWORD})
    return client


def look(app: Flask, client: FlaskClient, path: str, looks: int) -> str:
    """One page's figures."""
    statements: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    engine = app.extensions["bhxh.staff"].database.engine
    for _ in range(5):
        client.get(path)
    event.listen(engine, "before_cursor_execute", count)
    spent = []
    for _ in range(looks):
        began = process_time()
        answer = client.get(path)
        spent.append(process_time() - began)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
    event.remove(engine, "before_cursor_execute", count)
    middle = statistics.median(spent) * 1000
    return f"{path:40} {middle:5.1f} ms, {len(statements) / looks:5.1f} statements, {len(answer.data) / 1024:6.1f} KB"


@contextmanager
def console(consoles: Consoles, held: Held) -> Iterator[Page]:
    """The conversation, open in the agent's browser."""
    with sync_playwright() as driver, driver.chromium.launch(executable_path=shutil.which("chromium")) as browser:
        page = browser.new_context(viewport=SIZE, locale="vi-VN", bypass_csp=True).new_page()
        page.goto(f"{consoles.url}/nhan-vien/dang-nhap?next=/tong-dai")
        page.get_by_label("Tên đăng nhập").fill(FIRST)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{consoles.url}/tong-dai")
        page.goto(f"{consoles.url}/tong-dai/{held.number}")
        yield page


def until_visible(consoles: Consoles, held: Held, page: Page, messages: int) -> list[float]:
    """Seconds from a citizen's message until it stands in the agent's page."""
    spent = []
    with httpx.Client(base_url=consoles.url, trust_env=False, timeout=30) as citizen:
        for number in range(messages):
            began = perf_counter()
            said = {"conversation_id": held.id, "text": f"câu hỏi thứ {number}."}
            citizen.post("/api/v1/chat", json=said).raise_for_status()
            page.wait_for_function(f"document.getElementById('log').innerText.includes('câu hỏi thứ {number}.')")
            spent.append(perf_counter() - began)
    return spent


def live(opened: int, with_bot: int, looks: int) -> None:
    """Prints how quick the agent's page is."""
    with tempfile.TemporaryDirectory() as folder:
        consoles = Consoles(Path(folder) / "data", processes=("web",))
        try:
            consoles.start()
            with open_database(consoles.environment) as database:
                held = fill(database, opened, with_bot)
            with console(consoles, held) as page:
                page.evaluate(REFRESH, 5)
                print("lists come anew:", milliseconds(page.evaluate(REFRESH, looks)), flush=True)
                print(
                    "citizen's message → in the agent's page:", milliseconds(until_visible(consoles, held, page, looks))
                )
        finally:
            consoles.stop()


def costs(opened: int, with_bot: int, looks: int) -> None:
    """Prints what each page costs."""
    with opened_database(None, postgresql=False) as (config, database):
        employ(database)
        number = fill(database, opened, with_bot).number
        app = create_app(config)
        agent, supervisor = enter(app, FIRST), enter(app, SUPERVISOR)
        print("processor time of each page, median:")
        pages = (
            "/tong-dai", f"/tong-dai/{number}", f"/tong-dai/{number}/tin?sau=12", f"/tong-dai/danh-sach?cuoc={number}",
            "/tong-dai/danh-sach?mo=others&mo=bots",
        )  # fmt: skip
        for path in pages:
            print(look(app, agent, path, looks), flush=True)
        print(look(app, supervisor, "/tong-dai/giam-sat/luc-nay", looks))
        app.extensions["bhxh.chat"].close()


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--open", type=int, default=200)
    parser.add_argument("--bot", type=int, default=50)
    parser.add_argument("--looks", type=int, default=60)
    options = parser.parse_args()
    print(f"{options.open} open, {options.bot} with the bot, {options.looks} times each")
    live(options.open, options.bot, options.looks)
    costs(options.open, options.bot, options.looks)


if __name__ == "__main__":
    main()
