"""Senders on two hosts with one bind between them: the host that holds it is cut off in mid-campaign, and comes back."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from kit.database import create_engine, reading, upgrade
from sms_gateway.campaigns import lifecycle
from sms_gateway.config import GatewayConfig
from sms_gateway.migrations import SCRIPT_LOCATION
from sms_gateway.schema import provider_lease, sender_run
from sms_gateway.sealing import Sealing
from sms_gateway.seeds import seed
from tests.sms_gateway.conftest import KEYSET
from tests.sms_gateway.faults.hosts import Host, Hosts, two_hosts
from tests.sms_gateway.faults.scene import PASSWORD, SMSC, WINDOW, Scene, write_providers
from tests.sms_gateway.sender_child import sender_process
from tests.sms_gateway.smpp.lines import on_a_loop
from tests.sms_gateway.world import World, people
from tests.support import postgres
from tests.support.smsc import NodeSmsc, node_smsc

LEASE_SECONDS = 3.0
PATIENCE = 90.0
ROWS = 3000
RATE = {"responseDelay": 100}
"""Five hundred messages a second: there is time to hold the campaign before its end."""


@pytest.fixture
def hosts() -> Iterator[Hosts]:
    with two_hosts() as found:
        yield found


@pytest.fixture
def shared(hosts: Hosts) -> Iterator[World]:
    """A gateway whose database both hosts reach by this machine's address among them."""
    tools = postgres.binaries()
    if tools is None:
        pytest.skip("PostgreSQL is not installed (no /usr/lib/postgresql/*/bin/initdb)")
    with postgres.cluster(tools, network=hosts.network) as server:
        url = server.new_database().replace("127.0.0.1", str(hosts.network.ip))
        config = GatewayConfig(
            url, KEYSET, "only-for-tests", wake_port=9, poll_seconds=0.05, lease_seconds=LEASE_SECONDS
        )
        upgrade(url, SCRIPT_LOCATION)
        engine = create_engine(url)
        with engine.begin() as connection:
            seed(connection, config)
        yield World(config, engine, Sealing.from_config(config))
        engine.dispose()


def holder(world: World) -> str | None:
    """The sender that holds the bind's lease."""
    with reading(world.engine) as connection:
        found: Any = connection.execute(sa.select(provider_lease.c.holder)).scalar_one_or_none()
    return None if found is None else str(found).partition("/")[0]


def lives(world: World, name: str) -> bool:
    """Whether a sender of this name has begun, and nobody has called it dead."""
    query = sa.select(sender_run.c.id).where(sender_run.c.name == name, sender_run.c.ended_at.is_(None))
    with reading(world.engine) as connection:
        return connection.execute(query).first() is not None


def pause(world: World, campaign_id: int) -> None:
    with world.engine.begin() as connection:
        lifecycle.pause(connection, campaign_id)


def resume(world: World, campaign_id: int) -> None:
    with world.engine.begin() as connection:
        lifecycle.resume(connection, campaign_id)


async def bound(smsc: NodeSmsc, host: Host) -> None:
    """Until the SMSC has a bind from that host."""
    while (await smsc.event("bound", PATIENCE))["host"] != str(host.address.ip):
        pass


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something that other processes bring about. Hosts that were cut off need longer than others."""
    async with asyncio.timeout(PATIENCE):
        while not await asyncio.to_thread(holds):  # noqa: ASYNC110 - other processes bring it about
            await asyncio.sleep(0.05)


@pytest.mark.timeout(600)
def test_a_host_that_is_cut_off_loses_the_bind_and_has_it_again_when_the_other_stops(
    shared: World, hosts: Hosts, tmp_path: Path
) -> None:
    @on_a_loop
    async def play() -> None:
        here = str(hosts.network.ip)
        plan = shared.campaign(people(ROWS), khong_dau=True)
        async with node_smsc(**{**SMSC, **RATE, "host": here}) as smsc:
            table = write_providers(tmp_path / "providers.toml", smsc.port, host=here)

            def sender(name: str, host: Host) -> AbstractContextManager[subprocess.Popen[str]]:
                return sender_process(replace(shared.config, sender_name=name), table, PASSWORD, host.command)

            with sender("first", hosts.first) as cut_off:
                await bound(smsc, hosts.first)
                with sender("second", hosts.second) as second:
                    the = Scene(shared, smsc, plan, second, ROWS)
                    await until(lambda: lives(shared, "second"))
                    await asyncio.to_thread(shared.start, plan.campaign_id)
                    await the.submitted(300)
                    assert holder(shared) == "first"
                    hosts.first.pull()
                    await bound(smsc, hosts.second)
                    assert holder(shared) == "second"
                    await the.submitted(500)
                    await asyncio.to_thread(pause, shared, plan.campaign_id)
                    await until(lambda: not lives(shared, "first"))

                    hosts.first.plug()
                    await until(lambda: cut_off.poll() is not None)  # it was called dead, and may claim nothing more
                    await smsc.tell("enquire")
                    await smsc.event("closed", PATIENCE)
                    assert holder(shared) == "second"
                    with sender("first", hosts.first) as first:  # as its supervisor starts it again
                        await until(lambda: lives(shared, "first"))
                        second.terminate()
                        await bound(smsc, hosts.first)
                        assert holder(shared) == "first"
                        await asyncio.to_thread(resume, shared, plan.campaign_id)
                        the = replace(the, child=first)
                        await the.settled()
                        await the.assert_true(unknown_at_most=WINDOW)

    play()
