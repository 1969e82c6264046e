"""Who may use a line: one holder, until it is let go or has run out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from bhxh.dates import utcnow
from sms_gateway.providers.leases import LEASE, hold, holder_of, let_go
from tests.sms_gateway.world import World

NOW = utcnow()
LINES = ["telco-a/0", "telco-a/1"]


def held(world: World, holder: str, after: timedelta = timedelta(), **how: bool) -> set[str]:
    with world.engine.begin() as connection:
        return hold(connection, LINES, holder, NOW + after, **how)


def test_one_holds_a_line_until_it_is_let_go(world: World) -> None:
    mine, other = holder_of("one"), holder_of("other")
    assert held(world, mine) == set(LINES)
    assert held(world, other) == held(world, other, inherit=True) == set()
    with world.engine.begin() as connection:
        let_go(connection, LINES, other)
        let_go(connection, LINES[:1], mine)
    assert held(world, other) == {LINES[0]}


def test_a_lease_that_is_not_renewed_runs_out(world: World) -> None:
    mine, other = holder_of("one"), holder_of("other")
    held(world, mine)
    assert held(world, mine, LEASE / 2) == set(LINES)
    assert held(world, other, LEASE) == set()
    assert held(world, other, LEASE * 1.5) == set(LINES)
    assert held(world, mine, LEASE * 1.6) == set()


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
