"""The SMPP session against the npm package `smpp` as SMSC, on loopback.

    .venv/bin/python -m bench.smpp_session [--messages 50000] [--runs 3] [--window 100] [--vietnamese]

One bind, messages of 124 characters (with --vietnamese the mass notice with its accents: two segments, counted as two), each composed, submitted and
answered; with receipts also each receipt read and its deliver_sm answered. "CPU" is processor time of this process per message, of
everything from the text to the parsed receipt; the SMSC runs beside it on the same cores, and its share bounds the rate.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import time
from collections.abc import Sequence
from functools import partial

import structlog
import uvloop

from bench.figures import spread
from sms_gateway.smpp.bind import Bind
from sms_gateway.smpp.compose import Style, compose, sender_address
from sms_gateway.smpp.inbound import Delivery
from sms_gateway.smpp.receipts import receipt
from sms_gateway.smpp.results import Accepted, Reply, Result
from sms_gateway.smpp.settings import Settings
from tests.support.smsc import node_smsc

NOTICE = "Để khai báo thông tin y tế điện tử, Ông (Bà) Nguyễn Thị An sử dụng mã số BHXH: {}. Liên hệ tổng đài 19009696 nếu cần hỗ trợ"
PLAIN = "De khai bao thong tin y te dien tu, Ong (Ba) Nguyen Thi An su dung ma so BHXH: {}. Lien he tong dai 19009696 neu can ho tro"


class Tally:
    """What has come back."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.receipts: set[str] = set()
        self.segments = 0
        self.others = 0
        self.changed = asyncio.Event()

    def answered(self, number: int, result: Result) -> None:
        if isinstance(result, Accepted):
            self.numbers[result.message_id] = number
        else:
            self.others += 1
        self.changed.set()

    async def handler(self, deliveries: Sequence[Delivery]) -> Reply:
        for delivery in deliveries:
            found = receipt(delivery)
            if found is not None:
                self.receipts.add(found.message_id)
        self.changed.set()
        return Reply.COMMITTED

    def complete(self, receipts: bool) -> bool:
        return len(self.numbers) + self.others == self.segments and (
            not receipts or len(self.receipts) == self.segments
        )


async def run(messages: int, window: int, receipts: bool, body: str) -> tuple[float, float]:
    """(segments per second, microseconds of processor time per segment)."""
    tally = Tally()
    style = Style(sender_address("BHXHVN"))
    async with node_smsc(receipts="after" if receipts else "") as smsc:
        settings = Settings("bench", "127.0.0.1", smsc.port, "bhxh", "secret", window=window)
        async with Bind(settings, tally.handler) as bind:
            await bind.up()
            began, used = time.perf_counter(), time.process_time()
            for number in range(messages):
                for pdu in compose(style, f"849{number:08d}", body.format(7_900_000_000 + number), number):
                    tally.segments += 1
                    await bind.send(pdu, partial(tally.answered, number))
            while not tally.complete(receipts):
                tally.changed.clear()
                await tally.changed.wait()
            seconds, cpu = time.perf_counter() - began, time.process_time() - used
    assert tally.others == 0
    assert not receipts or tally.receipts == set(tally.numbers)
    return tally.segments / seconds, cpu / tally.segments * 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=50_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--window", type=int, default=100)
    parser.add_argument("--vietnamese", action="store_true")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    for receipts in (False, True):
        figures = []
        for _ in range(options.runs):
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                work = run(options.messages, options.window, receipts, NOTICE if options.vietnamese else PLAIN)
                figures.append(runner.run(work))
        name = "with receipts" if receipts else "submit only"
        print(f"{name}: {spread([rate for rate, _ in figures], '/s')}")
        print(f"{name}: CPU {spread([cpu for _, cpu in figures], ' µs')} per segment", flush=True)


if __name__ == "__main__":
    main()
