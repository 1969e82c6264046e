"""People in open pages: how soon a citizen's words stand in the agent's page and an agent's answer reaches the citizen, and what a thousand
open streams cost.

python -m bench.live [--messages 60] [--streams 1000]
"""

import argparse
import asyncio
import json
import os
import shutil
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue

import httpx
import psutil
from playwright.sync_api import Page, sync_playwright

from app.settings import load
from backend.conversations import handoff, store
from backend.database import Database
from bench.figures import milliseconds
from bhxh.dates import utcnow
from tests.support.consoles import PASSWORD
from tests.support.product import Chat, RunningProduct

WAIT = 20.0
MIB = 1 << 20
SIZE = {"width": 1280, "height": 900}


def agent(page: Page, product: RunningProduct) -> None:
    """Log in, and open the conversation that was asked for last."""
    page.goto(f"{product.url}/nhan-vien/dang-nhap?next=/tong-dai")
    page.get_by_label("Tên đăng nhập").fill("tongdai1")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/tong-dai**")
    page.locator("#queue + form + ul a").last.click()
    page.get_by_role("button", name="Nhận cuộc trò chuyện").click()
    page.locator("#log").wait_for()


def listen(product: RunningProduct, conversation: str, heard: "Queue[tuple[str, float]]") -> None:
    """The citizen's stream: each answer with the moment it came."""
    url = f"{product.url}/api/v1/chat/{conversation}/events"
    with suppress(httpx.RemoteProtocolError), httpx.stream("GET", url, timeout=None, trust_env=False) as stream:
        for line in stream.iter_lines():
            if line.startswith("data:") and "replies" in line:
                for reply in json.loads(line[5:])["replies"]:
                    heard.put((reply["text"], time.perf_counter()))


def there_and_back(product: RunningProduct, messages: int) -> tuple[list[float], list[float]]:
    """Seconds of each message: citizen to the agent's page, agent to the citizen's stream."""
    citizen: Chat = product.chat()
    citizen.say("cho tôi gặp nhân viên")
    heard: Queue[tuple[str, float]] = Queue()
    threading.Thread(target=listen, args=(product, citizen.id, heard), daemon=True).start()
    there: list[float] = []
    back: list[float] = []
    with sync_playwright() as driver, driver.chromium.launch(executable_path=shutil.which("chromium")) as browser:
        page = browser.new_context(viewport=SIZE, locale="vi-VN", bypass_csp=True).new_page()
        agent(page, product)
        for number in range(messages):
            began = time.perf_counter()
            citizen.say(f"câu hỏi thứ {number}.")
            page.wait_for_function(f"document.getElementById('log').innerText.includes('câu hỏi thứ {number}.')")
            there.append(time.perf_counter() - began)
            page.get_by_label("Trả lời người dân").fill(f"trả lời thứ {number}.")
            began = time.perf_counter()
            page.keyboard.press("Control+Enter")
            back.append(next_of(heard, f"trả lời thứ {number}.") - began)
    return there, back


def next_of(heard: "Queue[tuple[str, float]]", wanted: str) -> float:
    """When these words came. Raises TimeoutError."""
    while True:
        try:
            text, at = heard.get(timeout=WAIT)
        except Empty:
            raise TimeoutError(wanted) from None
        if text == wanted:
            return at


async def streams(product: RunningProduct, count: int) -> tuple[int, float]:
    """Opens ``count`` conversations with a stream each, says something in all of them from elsewhere, and returns how many streams told of the
    answer, and by how many MiB the web process has grown."""
    web = psutil.Process(product.pids("web")[0])
    limits = httpx.Limits(max_connections=count + 50)
    async with httpx.AsyncClient(
        base_url=product.url, timeout=60, limits=limits, trust_env=False, verify=False
    ) as http:
        ids = [
            (await http.post("/api/v1/chat", json={"text": "xin chào"})).json()["conversation_id"] for _ in range(count)
        ]
        before = web.memory_info().rss
        told: set[str] = set()
        opened = asyncio.Semaphore(0)

        async def follow(conversation: str) -> None:
            async with http.stream("GET", f"/api/v1/chat/{conversation}/events") as stream:
                opened.release()
                async for line in stream.aiter_lines():
                    if line.startswith("data:") and "replies" in line:
                        told.add(conversation)
                        return

        followers = [asyncio.create_task(follow(conversation)) for conversation in ids]
        for _ in ids:
            await opened.acquire()
        grown = (web.memory_info().rss - before) / MIB
        await say_late(product, ids)
        await asyncio.wait(followers, timeout=60)
        for follower in followers:
            follower.cancel()
    return len(told), grown


async def say_late(product: RunningProduct, ids: list[str]) -> None:
    """An answer that no POST has waited for, in every conversation: only streams can tell of it."""
    os.environ.update(product.environment)
    database = Database.open(load().backend())
    for conversation_id in ids:
        with database.begin() as session:
            found = store.find(session, conversation_id, lock=True)
            if found is not None:
                handoff.tell(session, found, "Một tin mới", utcnow())
        await asyncio.sleep(0)
    database.close()


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=60)
    parser.add_argument("--streams", type=int, default=1000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        product = RunningProduct(Path(folder) / "data", BHXH_DEMO_PASSWORD=PASSWORD).start()
        try:
            there, back = there_and_back(product, chosen.messages)
            print("citizen to the agent's page:", milliseconds(there))
            print("agent to the citizen's stream:", milliseconds(back))
            told, grown = asyncio.run(streams(product, chosen.streams))
            print(f"{chosen.streams} open streams: {told} told of the answer, {grown:.0f} MiB more in the web process")
        finally:
            product.stop()


if __name__ == "__main__":
    main()
