"""From Zalo to SMS with real sender processes: two that race, and one that is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.database import reading
from sms_gateway.config import SandboxSettings
from sms_gateway.schema import Status, message, sender_run
from sms_gateway.schema import fallback as table
from tests.sms_gateway import zbs
from tests.sms_gateway.providers.test_zbs_tokens import SANDBOX
from tests.sms_gateway.sender_child import sender_process
from tests.sms_gateway.test_fallback import code, notice, report, run
from tests.sms_gateway.world import World, people
from tests.support.zalo import Zalo, zalo

FOR_SMS = SandboxSettings(delay=0.02, receipt_delay=0.02, seed=3)


@pytest.fixture(autouse=True)
def _secrets() -> Iterator[None]:
    with mock.patch.dict(os.environ, zbs.ENVIRONMENT):
        yield


def wait_for(holds: Callable[[], bool], *children: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 90
    while not holds():
        assert all(child.poll() is None for child in children), "a sender ended"
        assert time.monotonic() < deadline
        time.sleep(0.02)


def by_zalo(platform: Zalo) -> Counter[str]:
    return Counter(one.tracking_id for one in platform.taken)


def test_two_senders_that_decide_at_the_same_moment_send_one_sms(world: World, tmp_path: Path) -> None:
    with zalo() as platform, ExitStack() as senders:
        zbs.give_token(world, platform)
        plan = world.campaign(people(100))
        world.start(plan.campaign_id)
        run(world, platform, lambda: world.counts(plan.campaign_id) == {"sent": 100})
        path = zbs.file(tmp_path / "providers.toml", platform, SANDBOX)
        children = [
            senders.enter_context(sender_process(replace(world.config, sender_name=name), path))
            for name in ("host-a", "host-b")
        ]
        wait_for(lambda: runs(world) == {"host-a", "host-b"}, *children)
        with world.engine.begin() as connection:
            connection.execute(table.update().values(due_at=utcnow() + timedelta(seconds=1)))
        wait_for(lambda: world.counts(plan.campaign_id) == {"delivered": 100}, *children)
        ledger = world.handed_over()
        assert len(ledger) == 100 and set(ledger.values()) == {1}, "an SMS went twice"
        assert set(by_zalo(platform).values()) == {1} and len(platform.taken) == 100


def runs(world: World) -> set[str]:
    with reading(world.engine) as connection:
        alive = sa.select(sender_run.c.name).where(sender_run.c.ended_at.is_(None))
        return set(connection.execute(alive).scalars())


@pytest.mark.parametrize("told", [True, False])
def test_killed_between_zalo_s_answer_and_its_commit(world: World, tmp_path: Path, told: bool) -> None:
    """Zalo has both messages and nobody knows. Told of them in time they are delivered; else each goes on once, by SMS."""
    with zalo() as platform:
        zbs.give_token(world, platform)
        path = zbs.file(tmp_path / "providers.toml", platform, SANDBOX)
        sent = [notice(world), code(world)]
        with sender_process(world.config, path) as child:

            def kill() -> None:
                if len(platform.taken) == len(sent):
                    child.kill()
                    child.wait()
                while child.poll() is None:
                    time.sleep(0.01)
                raise ConnectionError

            platform.before_answer = kill
            deadline = time.monotonic() + 60
            while child.poll() is None and time.monotonic() < deadline:
                time.sleep(0.02)
        platform.before_answer = lambda: None
        assert {world.status(one) for one in sent} == {Status.CLAIMED}
        run(world, platform, lambda: {world.status(one) for one in sent} == {Status.UNKNOWN})
        assert world.row(sent[1]).content is not None
        if told:
            for one in sent:
                report(world, platform, one)
        else:
            with world.engine.begin() as connection:
                connection.execute(table.update().values(due_at=utcnow()))
        run(world, platform, lambda: {world.status(one) for one in sent} == {Status.DELIVERED})
        assert by_zalo(platform) == Counter(f"bhxh{one}" for one in sent)
        assert world.handed_over() == Counter([] if told else sent)
        assert {world.row(one).provider for one in sent} == {"zalo" if told else "sandbox"}
        assert world.row(sent[1]).content is None


def test_killed_again_and_again_nothing_is_lost_and_nothing_goes_twice_the_same_way(
    world: World, tmp_path: Path
) -> None:
    """Zalo reports nothing, so everything goes on; what was with the SMS provider at a kill is unknown, as ever."""
    folk = people(160)
    with zalo(refusals=dict.fromkeys((one.msisdn for one in folk[:40]), -118)) as platform:
        platform.before_answer = lambda: time.sleep(0.02)
        zbs.give_token(world, platform)
        waits = {"otp": 1, "transactional": 1, "bulk": 1}
        path = zbs.file(tmp_path / "providers.toml", platform, SANDBOX, window=10, fall_back_after=waits)
        config = replace(world.config, sandbox=FOR_SMS)
        plan = world.campaign(folk)
        world.start(plan.campaign_id)
        for goal in (20, 60):
            with sender_process(config, path) as child:
                wait_for(lambda goal=goal: len(platform.taken) >= goal, child)  # type: ignore[misc]
                child.send_signal(signal.SIGKILL)
                child.wait()
        with sender_process(config, path) as child:
            wait_for(lambda: set(world.counts(plan.campaign_id)) <= {"delivered", "unknown"}, child)
            wait_for(lambda: world.campaign_status(plan.campaign_id) == "finished", child)
        ledger = world.handed_over()
        assert set(ledger.values()) == {1}, "an SMS went twice"
        assert set(by_zalo(platform).values()) == {1}, "Zalo was given one twice"
        with reading(world.engine) as connection:
            lost = sa.select(message.c.id).where(message.c.status == Status.UNKNOWN, message.c.provider == "zalo")
            assert connection.execute(lost).all() == []
        counts = world.counts(plan.campaign_id)
        assert sum(counts.values()) == 160 and len(ledger) + counts.get("unknown", 0) >= 160
