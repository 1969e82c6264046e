"""Who may use a line: one holder, until it is let go or has not been renewed while the others looked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bhxh.dates import utcnow
from sms_gateway.liveness import LEASE_SECONDS, Watch
from sms_gateway.providers.leases import Leases, hold, holder_of, let_go
from tests.sms_gateway.world import World

NOW = utcnow()
LINES = ["telco-a/0", "telco-a/1"]


def held(world: World, holder: str, watch: Leases | None = None, clock: float = 0.0, **how: bool) -> set[str]:
    """``clock``: the holder's, in seconds from NOW."""
    with world.engine.begin() as connection:
        until = NOW + timedelta(seconds=clock + LEASE_SECONDS)
        return hold(connection, LINES, holder, until, watch or Watch(), **how)


def test_one_holds_a_line_until_it_is_let_go(world: World) -> None:
    mine, other = holder_of("one"), holder_of("other")
    assert held(world, mine) == set(LINES)
    assert held(world, other) == held(world, other, inherit=True) == set()
    with world.engine.begin() as connection:
        let_go(connection, LINES, other)
        let_go(connection, LINES[:1], mine)
    assert held(world, other) == {LINES[0]}


@pytest.mark.parametrize("ahead", [0.0, 7200.0, -7200.0])
def test_a_lease_that_is_not_renewed_runs_out_whatever_the_clocks_say(world: World, ahead: float) -> None:
    """``ahead``: of the first holder's clock, by how much the other's goes."""
    mine, other = holder_of("one"), holder_of("other")
    passed = 0.0
    watch: Leases = Watch(LEASE_SECONDS, lambda: passed)
    for _ in range(12):
        assert held(world, mine, clock=passed) == set(LINES)
        assert held(world, other, watch, passed + ahead) == set(), "renewed all the time"
        passed += 5
    looks = 0
    while not held(world, other, watch, passed + ahead):
        passed, looks = passed + 5, looks + 1
    assert looks == LEASE_SECONDS / 5 - 1
    assert held(world, mine, clock=passed) == set()


def test_nobody_is_called_dead_by_one_who_stood_still_himself(world: World) -> None:
    mine, other = holder_of("one"), holder_of("other")
    passed = 0.0
    watch: Leases = Watch(LEASE_SECONDS, lambda: passed)
    held(world, mine)
    assert held(world, other, watch) == set()
    passed = 3600.0
    assert held(world, other, watch) == set()


def test_a_successor_inherits_and_its_predecessor_can_neither_renew_nor_let_go(world: World) -> None:
    first, second = holder_of("same"), holder_of("same")
    held(world, first)
    assert held(world, second) == set()
    assert held(world, second, inherit=True) == set(LINES)
    assert held(world, first) == set()
    with world.engine.begin() as connection:
        let_go(connection, LINES, first)
    assert held(world, holder_of("other")) == set()


def test_of_many_at_once_one_gets_it(world: World) -> None:
    names = [holder_of(f"sender{number}") for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda name: held(world, name), names))
    for line in LINES:
        assert sum(line in lines for lines in got) == 1
