"""An SMSC whose answers are wrong, through the whole gateway: every message ends in a state that is true, and nothing stands still."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from sms_gateway.schema import Status
from tests.sms_gateway.faults.scene import numbers, scene, until
from tests.sms_gateway.smpp.lines import on_a_loop
from tests.sms_gateway.world import World

ROWS = 600
ODD = ["otherSequence", "oddStatus", "noId", "sameId", "garbled", "poisoned", None, None, None, None]
"""The SMSC's treatment of its first sixty submits, in turn; smsc.js says what each does."""


def test_wrong_answers_end_in_true_states(world: World, tmp_path: Path) -> None:
    @on_a_loop
    async def play() -> None:
        wrong = {"odd": ODD, "oddFirst": 60}
        async with scene(world, tmp_path, rows=ROWS, smsc=wrong, response_timeout=5.0) as the:

            async def ended() -> bool:
                return world.campaign_status(the.plan.campaign_id) == "finished" and (await the.smsc.seen())[1] == 0

            await until(ended, the.child)
            treated = (await the.smsc.state())["odd"]
            seen, _ = await the.smsc.seen()
        by_status = {status: numbers(world, status) for status in Status}
        # Refused with a status that nobody knows: tried again. Everything else was taken once.
        again = set(treated["oddStatus"])
        assert {number for number, times in seen.items() if times > 1} == again
        assert set(seen.values()) == {1, 2}
        assert len(seen) == ROWS
        assert by_status[Status.UNKNOWN] == set(treated["otherSequence"]), "nobody knows what became of it"
        without_receipt = {*treated["noId"], *treated["garbled"], *treated["poisoned"]}
        assert by_status[Status.SENT] - set(treated["sameId"]) == without_receipt
        assert by_status[Status.DELIVERED] >= again
        assert Counter(world.counts(the.plan.campaign_id)).total() == ROWS

    play()
