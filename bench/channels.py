"""What a citizen writes on a platform → our answer handed to the platform: the whole product with the real Rasa, idle and busy.

python -m bench.channels [--channel sms|telegram|zalo|zalo-bot] [--messages 200] [--conversations 50] [--pause 5] [--seconds 60]

The platform is a fake on the loopback that notes when it is given something (`bench.lines`). Without ``--channel`` all of them, one after
the other, each with a product of its own. Idle: one citizen after the other. Busy: so many conversations at once, each of which writes,
reads and thinks for about ``--pause`` seconds.
"""

import argparse
import random
import tempfile
import threading
import time
from pathlib import Path

from bench.chat import FAQ
from bench.figures import milliseconds
from bench.lines import CHANNELS, Line
from tests.support.product import RunningProduct

_PATIENCE = 30.0


def ask(line: Line, citizen: int, text: str) -> float:
    """Seconds from the platform's call to its being given the answer."""
    answer = line.answered(citizen)
    began = time.perf_counter()
    line.write(citizen, text)
    if not answer.wait(_PATIENCE):
        raise RuntimeError("no answer")
    return time.perf_counter() - began


def idle(line: Line, messages: int, first: int = 1000) -> list[float]:
    """Seconds of each message, each of a citizen of its own; ``first``: the first of them."""
    return [ask(line, first + number, FAQ[number % len(FAQ)]) for number in range(messages)]


def busy(line: Line, conversations: int, pause: float, seconds: float) -> list[float]:
    """The first round, in which everybody writes at a random moment of the pause, is played but not counted."""
    taken: list[float] = []
    stop_at = time.monotonic() + seconds

    def citizen(number: int) -> None:
        chance, written = random.Random(number), 0
        time.sleep(chance.uniform(0, pause))
        while time.monotonic() < stop_at:
            turn = written // line.most if line.most else 0
            took = ask(line, 5000 + number + turn * conversations, FAQ[(number + written) % len(FAQ)])
            if written:
                taken.append(took)
            written += 1
            time.sleep(chance.uniform(0.5, 1.5) * pause)

    threads = [threading.Thread(target=citizen, args=(number,)) for number in range(conversations)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--channel", choices=sorted(CHANNELS), action="append")
    parser.add_argument("--messages", type=int, default=200)
    parser.add_argument("--conversations", type=int, default=50)
    parser.add_argument("--pause", type=float, default=5.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args()
    for name in options.channel or sorted(CHANNELS):
        with tempfile.TemporaryDirectory() as folder, CHANNELS[name](Path(folder)) as line:
            product = RunningProduct(Path(folder) / "data", **line.environment)
            try:
                product.start()
                line.ready(product)
                idle(line, 20)
                print(f"{name}, idle: {milliseconds(idle(line, options.messages, first=2000))}", flush=True)
                taken = busy(line, options.conversations, options.pause, options.seconds)
                rate = len(taken) / options.seconds
                print(f"{name}, {options.conversations} conversations, {rate:.1f} messages/s: {milliseconds(taken)}")
            finally:
                product.stop()


if __name__ == "__main__":
    main()
