"""A real sender process, killed in mid-campaign: nothing lost, nothing sent twice, the rest reported as unknown."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace

import sqlalchemy as sa

from kit.database import reading
from sms_gateway.config import SandboxSettings
from sms_gateway.messages.accept import Draft
from sms_gateway.providers.sandbox.provider import WINDOW
from sms_gateway.schema import Status, message, sandbox_inbox
from tests.sms_gateway.sender_child import sender_process
from tests.sms_gateway.world import World, people

ROWS = 5000
KILLS = 4


def wait_for(holds: Callable[[], bool], child: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 90
    while not holds():
        assert child.poll() is None, "the sender ended"
        assert time.monotonic() < deadline
        time.sleep(0.01)


def handed(world: World) -> int:
    with reading(world.engine) as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(sandbox_inbox)).scalar_one()


def ids_of(world: World, status: Status) -> set[int]:
    with reading(world.engine) as connection:
        return set(connection.execute(sa.select(message.c.id).where(message.c.status == status)).scalars())


def test_kill_9_loses_nothing_and_sends_nothing_twice(world: World) -> None:
    config = replace(world.config, sandbox=SandboxSettings(delay=0.02, receipt_delay=0.05, seed=5))
    plan = world.campaign(people(ROWS))
    world.start(plan.campaign_id)
    singles = [world.send_one(Draft("84912345678", body=f"tin {n}")).id for n in range(20)]
    unanswered = 0
    for kill in range(KILLS):
        goal = handed(world) + 150 + 137 * kill
        with sender_process(config) as child:
            wait_for(lambda goal=goal: handed(world) >= goal, child)  # type: ignore[misc]
            child.send_signal(signal.SIGKILL)
            child.wait()
        left = len(ids_of(world, Status.CLAIMED))
        unanswered += left
        assert left <= sum(WINDOW.values())

    def settled() -> bool:
        tally = world.tally()
        return set(tally) <= {"delivered", "unknown"}

    with sender_process(config) as child:
        wait_for(settled, child)
        child.send_signal(signal.SIGTERM)
        assert child.wait(20) == 0

    ledger = world.handed_over()
    unknown = ids_of(world, Status.UNKNOWN)
    assert set(ledger.values()) == {1}, "sent twice"
    # What was handed over was reported in the end, also to a sender that was born later; so unknown is what was not.
    assert unknown.isdisjoint(ledger)
    assert set(ledger) | unknown == {*ids_of(world, Status.DELIVERED), *unknown}
    assert len(ledger) + len(unknown) == ROWS + len(singles)
    assert len(unknown) <= unanswered
    counts = world.counts(plan.campaign_id)
    assert sum(counts.values()) == ROWS
    assert counts.get("unknown", 0) == len(unknown - set(singles))
    assert world.campaign_status(plan.campaign_id) == "finished"


def test_sigterm_ends_in_order(world: World) -> None:
    config = replace(world.config, sandbox=SandboxSettings(delay=0.05, receipt_delay=0.05))
    plan = world.campaign(people(3000))
    world.start(plan.campaign_id)
    with sender_process(config) as child:
        wait_for(lambda: handed(world) >= 300, child)
        child.send_signal(signal.SIGTERM)
        assert child.wait(20) == 0
    counts = world.counts(plan.campaign_id)
    assert set(counts) <= {"queued", "sent", "delivered"}
    assert counts.get("sent", 0) + counts.get("delivered", 0) == len(world.handed_over())
