"""Chat turns through the public API, one client and eight, beside Rasa's stock bot asked directly in the same run.

python -m bench.chat [--turns 300] [--rounds 3] [--without-stock]
"""

import argparse
import itertools
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from app.training import RASA_PYTHON, ROOT, rasa_environment
from bench.figures import milliseconds, spread
from tests.support.product import Chat, RunningProduct, free_ports

FAQ = (
    "Cài ứng dụng VssID như thế nào?",
    "mat the bhyt thi lam lai o dau",
    "con dưới 6 tuổi đi khám có mất tiền không",
    "Nghỉ việc rồi thì BHYT còn dùng được không ạ?",
    "muon rut bhxh 1 lan can giay to gi",
)
CARD_DIALOGUE = ("tra mã số BHXH", "abc", "thẻ BHYT còn hạn không?", "DN 4 79 7912345678", "cảm ơn")
FORM_DIALOGUE = ("đăng ký tài khoản VssID", "7912345678", "Nguyễn Văn An", "079085001234", "TP. Hồ Chí Minh", "Quận 5")
STOCK_DIALOGUE = ("hello", "I am sad", "yes", "are you a bot?", "bye")
# Ours greets, answers, asks and validates; the stock bot's five turns run no action, which is to its advantage.
MIXED = (FAQ, CARD_DIALOGUE, FORM_DIALOGUE)


def one_client(product: RunningProduct, dialogue: tuple[str, ...], turns: int, skip: int) -> list[float]:
    """Seconds per turn. The first ``skip`` turns of each dialogue are played but not counted."""
    seconds: list[float] = []
    while len(seconds) < turns:
        chat = product.chat()
        for number, text in enumerate(dialogue):
            began = time.perf_counter()
            chat.say(text)
            if number >= skip:
                seconds.append(time.perf_counter() - began)
    return seconds


@contextmanager
def connection(url: str = "") -> Iterator[httpx.Client]:
    """One client's. Without TLS, whose set-up would cost more than a turn."""
    with httpx.Client(base_url=url, timeout=30, trust_env=False, verify=False) as http:
        yield http


def in_parallel(clients: int, seconds: float, play: Callable[[int, Callable[[], None]], None]) -> float:
    """Turns per second of ``clients`` threads that each play dialogues, telling of every turn, until time is up."""
    counts = [0] * clients
    stop_at = time.monotonic() + seconds

    def client(number: int) -> None:
        def tell() -> None:
            counts[number] += 1

        while time.monotonic() < stop_at:
            play(number, tell)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.monotonic() - began)


def play_ours(product: RunningProduct) -> Callable[[int, Callable[[], None]], None]:
    """Dialogues of the mix in turn, each in a conversation of its own."""
    order = itertools.count()

    def play(_number: int, tell: Callable[[], None]) -> None:
        with connection(product.url) as http:
            chat = Chat(product, http)
            for text in MIXED[next(order) % len(MIXED)]:
                chat.say(text)
                tell()

    return play


def play_stock(url: str) -> Callable[[int, Callable[[], None]], None]:
    """The stock bot's dialogue over its REST webhook."""
    order = itertools.count()

    def play(number: int, tell: Callable[[], None]) -> None:
        sender = f"{number}-{next(order)}"
        with connection() as http:
            for text in STOCK_DIALOGUE:
                http.post(f"{url}/webhooks/rest/webhook", json={"sender": sender, "message": text}).raise_for_status()
                tell()

    return play


@contextmanager
def stock_bot() -> Iterator[str]:
    """``rasa init``, trained and served as it comes."""
    environment = {**rasa_environment(), "LOG_LEVEL": "ERROR"}
    environment.pop("TF_NUM_INTRAOP_THREADS"), environment.pop("TF_NUM_INTEROP_THREADS")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([RASA_PYTHON, "-m", "rasa", "init", "--no-prompt", "--init-dir", folder], cwd=folder, env=environment,
                       check=True, capture_output=True)  # fmt: skip
        port = free_ports(1)
        command = [RASA_PYTHON, "-m", "rasa", "run", "--interface", "127.0.0.1", "--port", str(port)]
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url)
            yield url
        finally:
            process.terminate()
            process.wait()


def _wait(url: str) -> None:
    for _ in range(600):
        try:
            httpx.get(url, trust_env=False).raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise RuntimeError(f"{url} does not answer")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--without-stock", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        product = RunningProduct(Path(folder) / "data").start()
        try:
            one_client(product, FAQ, 20, 0)
            print("one client, FAQ turn:  ", milliseconds(one_client(product, FAQ, arguments.turns, 0)))
            print("one client, form turn: ", milliseconds(one_client(product, FORM_DIALOGUE, arguments.turns, 1)))
            if arguments.without_stock:
                rates = [in_parallel(8, arguments.seconds, play_ours(product)) for _ in range(arguments.rounds)]
                print("eight clients, mixed:  ", spread(rates, " turns/s"))
                return
            with stock_bot() as url:
                in_parallel(2, 3, play_stock(url))
                ours, theirs = [], []
                for _ in range(arguments.rounds):
                    ours.append(in_parallel(8, arguments.seconds, play_ours(product)))
                    theirs.append(in_parallel(8, arguments.seconds, play_stock(url)))
            print("eight clients, mixed:  ", spread(ours, " turns/s"))
            print("eight clients, stock:  ", spread(theirs, " turns/s"))
            print("ratio, round by round: ", ", ".join(f"{a / b:.2f}" for a, b in zip(ours, theirs, strict=True)))
        finally:
            product.stop()


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
