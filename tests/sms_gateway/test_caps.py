"""Caps: exact under a race, forgetting nothing and counting nothing twice, and what campaigns count."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.database import reading
from kit.problems import Problem
from sms_gateway import maintain
from sms_gateway.campaigns import lifecycle
from sms_gateway.messages.accept import Accepted, Draft, accept
from sms_gateway.rules import caps, counting
from sms_gateway.rules.caps import NONE, Caps
from sms_gateway.rules.counting import Counted
from sms_gateway.schema import api_key, campaign, message, segment_use
from tests.sms_gateway.world import World, people

PHONE = "84912345678"


def capped(world: World, **most: int) -> World:
    """The same world, whose key has these caps and no other."""
    own = replace(NONE, **most)
    world.owner = replace(world.owner, caps=own)
    with world.engine.begin() as connection:
        connection.execute(sa.update(api_key).values(caps=vars(own)))
    return world


def codes(answers: list[Accepted | Problem]) -> list[str | None]:
    return [answer.code if isinstance(answer, Problem) else None for answer in answers]


def stored(world: World) -> int:
    with reading(world.engine) as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(message)).scalar_one()


@pytest.mark.parametrize("cap", ["number_hour", "block_day", "key_hour"])
def test_fifty_at_once_never_exceed_a_cap(world: World, cap: str) -> None:
    capped(world, **{cap: 20})
    start = Barrier(50)

    def send(number: int) -> str | None:
        phone = PHONE if cap == "number_hour" else f"8491234{number:04d}"
        start.wait()
        return codes(accept(world.engine, world.sealing, world.owner, [Draft(phone, body="x")]))[0]

    with ThreadPoolExecutor(50) as threads:
        said = list(threads.map(send, range(50)))
    assert said.count(None) == 20 == stored(world)
    assert set(said) == {None, f"cap_{cap.split('_', maxsplit=1)[0]}"}


def test_segments_are_counted_not_messages(world: World) -> None:
    capped(world, number_day=5)
    three = Draft(PHONE, body="x" * 400)
    assert codes(world.send(three)) == [None]
    assert codes(world.send(three, Draft(PHONE, body="x"), Draft(PHONE, body="x"), Draft(PHONE, body="x"))) == [
        "cap_number", None, None, "cap_number",
    ]  # fmt: skip


def test_what_is_refused_uses_nothing_up(world: World) -> None:
    capped(world, number_day=5)
    three = Draft(PHONE, body="x" * 400)
    assert codes(world.send(three)) == [None]
    assert codes(world.send(three, three)) == ["cap_number", "cap_number"]
    assert codes(world.send(Draft(PHONE, body="x"))) == [None]
    assert codes(world.send(Draft(PHONE, body="x"))) == [None]
    assert codes(world.send(Draft(PHONE, body="x"))) == ["cap_number"]


def test_a_batch_is_taken_as_far_as_it_goes_and_another_number_is_free(world: World) -> None:
    capped(world, number_hour=2)
    drafts = [Draft(PHONE, body="x", reference=f"r{n}") for n in range(4)] + [Draft("84987654321", body="x")]
    assert codes(world.send(*drafts)) == [None, None, "cap_number", "cap_number", None]
    refused = world.send(drafts[2])[0]
    assert isinstance(refused, Problem) and refused.status == 429
    assert 1 <= int((refused.headers or {})["Retry-After"]) <= 3600


def test_what_is_repeated_is_not_counted_and_what_was_refused_leaves_no_reference(world: World) -> None:
    capped(world, number_hour=1)
    first = Draft(PHONE, body="x", reference="a")
    assert codes(world.send(first, first)) == [None, None]
    assert codes(world.send(first, Draft(PHONE, body="y", reference="b"))) == [None, "cap_number"]
    twice = Draft(PHONE, body="z", reference="c")
    assert codes(world.send(twice, twice)) == ["cap_number", "cap_number"]
    capped(world, number_hour=3)
    (later,) = world.send(Draft(PHONE, body="y", reference="b"))
    assert isinstance(later, Accepted) and later.created


def test_windows_end(world: World) -> None:
    noon = datetime(2026, 11, 20, 4, 30, tzinfo=UTC)
    with world.engine.begin() as connection:

        def used(at: datetime) -> tuple[int, int]:
            found = counting.add(connection, {1: Counted(1, None)}, at)[1]
            return found.in_hour, found.in_day

        assert used(noon) == (1, 1)
        assert used(noon + timedelta(minutes=29)) == (2, 2)
        assert used(noon + timedelta(minutes=30)) == (1, 3)
        assert used(noon + timedelta(minutes=25)) == (2, 4), "a clock that is a little behind"
        assert used(datetime(2026, 11, 20, 17, 0, tzinfo=UTC)) == (1, 1), "midnight in Vietnam"
        assert used(noon - timedelta(days=9)) == (1, 1), "a clock that was wrong"


def test_a_campaign_is_counted_on_the_day_of_its_start(world: World) -> None:
    capped(world, key_day=5)
    first, second = (world.campaign(people(2)).campaign_id for _ in range(2))
    tomorrow = utcnow() + timedelta(days=1)

    def segments(campaign_id: int) -> int:
        with reading(world.engine) as connection:
            return connection.execute(sa.select(campaign.c.segments).where(campaign.c.id == campaign_id)).scalar_one()

    capped(world, key_day=segments(first))

    def schedule(campaign_id: int, at: datetime | None) -> str | None:
        try:
            with world.engine.begin() as connection:
                lifecycle.schedule(connection, campaign_id, at, world.config)
        except Problem as refused:
            return refused.code
        return None

    assert schedule(first, tomorrow) is None
    assert schedule(second, tomorrow) == "cap_campaign"
    assert schedule(second, tomorrow + timedelta(days=1)) is None
    assert schedule(first, None) is None
    assert schedule(second, tomorrow) is None
    world.start(second)
    assert schedule(first, tomorrow) is None, "started today, so tomorrow is free again"
    with pytest.raises(Problem, match="cap_campaign"):
        world.start(first)
    assert world.campaign_status(first) == "ready"
    capped(world, key_day=1, campaign_day=1_000)
    world.start(first)


def test_counters_are_forgotten(world: World) -> None:
    with world.engine.begin() as connection:
        counting.add(connection, {1: Counted(1, None)}, utcnow() - timedelta(days=counting.KEPT_DAYS + 1))
        counting.add(connection, {2: Counted(1, 7)}, utcnow())
    maintain.run(world.config)
    with reading(world.engine) as connection:
        assert connection.execute(sa.select(segment_use.c.bucket, segment_use.c.message_id)).all() == [(2, 7)]


@pytest.mark.parametrize("rows", [1, 2, 3, 100])
def test_all_counters_are_looked_at_whatever_fits_a_transaction(world: World, rows: int) -> None:
    ends = (-(2**63), 2**63 - 1)
    old, used = {ends[0], -5, 3, 4}, {-4, 5, 6, ends[1]}
    with world.engine.begin() as connection:
        long_ago = utcnow() - timedelta(days=counting.KEPT_DAYS + 1)
        counting.add(connection, dict.fromkeys(old, Counted(1)), long_ago)
        counting.add(connection, dict.fromkeys(used, Counted(1)), utcnow())
    assert maintain.forget_counters(world.engine, utcnow(), rows) == len(old)
    with reading(world.engine) as connection:
        assert set(connection.execute(sa.select(segment_use.c.bucket)).scalars()) == used
    assert maintain.forget_counters(world.engine, utcnow(), rows) == 0


def test_a_keys_own_caps(world: World) -> None:
    with world.engine.begin() as connection:
        assert caps.change(connection, "nobody", {}, None) is None
        changed = caps.change(connection, "test", {"number_day": 3, "key_hour": None}, True)
        assert changed is not None
        assert (changed.caps, changed.abroad) == (Caps(number_day=3, key_hour=None), True)
        back = caps.change(connection, "test", {"number_day": "default"}, None)
        assert back is not None
        assert (back.caps.number_day, back.abroad) == (Caps().number_day, True)
        assert caps.of_key(connection, world.owner.key_id) == Caps(key_hour=None)
        with pytest.raises(ValueError, match="no such cap"):
            caps.change(connection, "test", {"all": 1}, None)
