"""Places in the window, where a session cannot be made to show it."""

from __future__ import annotations

import asyncio

from sms_gateway.smpp.constants import Command
from sms_gateway.smpp.results import Accepted, Result
from sms_gateway.smpp.window import Window
from tests.sms_gateway.smpp.lines import on_a_loop

RESPONSE = int(Command.SUBMIT_SM_RESP)


@on_a_loop
async def test_who_is_cancelled_when_its_turn_has_come_gives_it_to_the_next() -> None:
    window, results = Window(1, 0), list[Result]()
    window.add(1, results.append, 10.0, RESPONSE)
    first, second = (asyncio.create_task(window.wait(False, False)) for _ in range(2))
    await asyncio.sleep(0)
    assert window.answer(1, RESPONSE, Accepted("1000"))
    window.wake()
    first.cancel()
    await asyncio.wait([first])
    async with asyncio.timeout(5):
        await second
    assert results == [Accepted("1000")]


@on_a_loop
async def test_late_answers_are_remembered_up_to_a_limit() -> None:
    window, results = Window(20_000, 0), list[Result]()
    for sequence in range(1, 10_002):
        window.add(sequence, results.append, 10.0, RESPONSE)
    assert window.expire(9.9) == 0
    assert window.expire(10.0) == 10_001
    assert window.answer(1, RESPONSE, Accepted("1")) is False
    assert window.answer(10_001, RESPONSE, Accepted("10001")) is None
    assert len(results) == 10_002
