"""Rates, rests and the routing table, without a database."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest

from bhxh.dates import utcnow
from sms_gateway.health.book import Entry
from sms_gateway.health.figures import Figures
from sms_gateway.health.judging import Standing, State
from sms_gateway.health.standings import Standings
from sms_gateway.numbers import EVERYWHERE
from sms_gateway.providers import Answer, Capabilities, Outcome, Outgoing
from sms_gateway.providers.sandbox import SandboxRoute
from sms_gateway.providers.settings import ProviderSettings
from sms_gateway.schema import Lane
from sms_gateway.sender.lines import LONGEST_REST, REST_STOPPED, UNSURE_AFTER, Bucket, Line
from sms_gateway.sender.routes import Routes, Way
from tests.sms_gateway.sending import ABILITIES, Recorder


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def outgoing(number: int, lane: Lane = Lane.BULK, segments: int = 1) -> Outgoing:
    return Outgoing(number, None, lane, "84912345678", "x", "gsm7", segments)


def settings(**values: Any) -> ProviderSettings:
    return ProviderSettings.model_validate({"name": "a", "kind": "x", **values})


@pytest.mark.parametrize("rate", [1, 7, 100, 5000])
def test_a_rate_is_kept_over_time_and_used_up(rate: int) -> None:
    clock = Clock()
    bucket = Bucket(rate, clock)
    sent = 0
    for _ in range(10_000):
        room = bucket.room(Lane.BULK)
        bucket.take(room)
        sent += room
        clock.now += 0.002
    assert 20 * rate - 2 <= sent <= 20 * rate + max(2.0, rate / 4)


def test_a_campaign_leaves_tokens_for_otp() -> None:
    clock = Clock()
    bucket = Bucket(40, clock)
    bucket.take(bucket.room(Lane.BULK))
    assert bucket.room(Lane.BULK) == 0
    assert bucket.room(Lane.OTP) >= 1
    assert bucket.wait() > 0


def test_long_messages_cost_their_segments() -> None:
    clock = Clock()
    line = Line(Recorder(), 40, clock)
    line.gave([outgoing(1, Lane.OTP, segments=10), outgoing(2, Lane.OTP, segments=10)])
    assert line.room(Lane.OTP) == 0
    clock.now += 0.26
    assert line.room(Lane.OTP) == 0
    clock.now += 0.1
    assert line.room(Lane.OTP) == 4


def test_a_stopped_provider_rests_longer_each_time_and_is_tried_with_one_message() -> None:
    clock = Clock()
    line = Line(Recorder(), clock=clock)
    pause = REST_STOPPED
    for _ in range(6):
        line.heard([Answer(1, Outcome.STOP, error="balance")] * 3)
        assert not line.open
        clock.now += min(pause, LONGEST_REST)
        pause *= 2
        assert line.open
        assert line.room(Lane.BULK) == 1
        line.gave([outgoing(1)])
        assert line.room(Lane.OTP) == 0
        line.settled(outgoing(1))
    line.heard([Answer(1, Outcome.ACCEPTED, "n")])
    assert line.room(Lane.BULK) == 200
    line.heard([Answer(1, Outcome.STOP)])
    clock.now += REST_STOPPED
    assert line.open


def test_answers_that_do_not_come_rest_a_provider_and_one_that_comes_clears_them() -> None:
    clock = Clock()
    line = Line(Recorder(), clock=clock)
    silent = [Answer(n, Outcome.UNKNOWN) for n in range(UNSURE_AFTER - 1)]
    line.heard(silent)
    line.heard([Answer(99, Outcome.BAD_NUMBER)])
    line.heard(silent)
    assert line.open
    line.heard([Answer(100, Outcome.UNKNOWN)])
    assert not line.open


def test_without_a_line_nothing_is_given() -> None:
    clock = Clock()
    provider = Recorder(ready=False)
    line = Line(provider, clock=clock)
    assert not line.open
    provider.ready = True
    line.heard([Answer(1, Outcome.NOT_SENT)])
    assert not line.open
    clock.now += 1
    assert line.room(Lane.BULK) == 200


def test_the_operators_without_a_network_are_reached_with_their_hosts() -> None:
    assert Way.of(settings(telcos=["vinaphone"]), ABILITIES).telcos == {"vinaphone", "itel", "wintel"}
    assert Way.of(settings(telcos=["itel"]), ABILITIES).telcos == {"itel"}
    assert Way.of(settings(), ABILITIES).telcos == set(EVERYWHERE)


def test_groups_gaps_and_the_sandbox_of_test_keys() -> None:
    sandbox = Way.of(SandboxRoute(), ABILITIES, live=False)
    viettel = Way.of(settings(name="v", telcos=["viettel"], lanes=["otp"]), ABILITIES)
    every = Way.of(settings(name="e", lanes=["otp", "bulk"]), ABILITIES)
    routes = Routes([viettel, every, sandbox], "sandbox")
    found = {(group.sandbox, group.telcos, tuple(way.name for way in group.ways)) for group in routes.groups[Lane.OTP]}
    assert found == {
        (False, frozenset({"viettel"}), ("v", "e")),
        (False, frozenset(EVERYWHERE) - {"viettel"}, ("e",)),
        (True, None, ("sandbox",)),
    }
    assert {lane for lane, _ in routes.gaps()} == {Lane.TRANSACTIONAL}
    assert [group.ways for group in Routes([Way("sandbox", ABILITIES)], "sandbox").groups[Lane.BULK]] == [
        (Way("sandbox", ABILITIES),)
    ]


def test_weights_are_shares_and_who_was_away_does_not_catch_up() -> None:
    three, one = Way("three", ABILITIES, weight=3), Way("one", ABILITIES, weight=1)
    routes = Routes([three, one], "one")
    drawn = [routes.choose([three, one]) for _ in range(400)]
    assert drawn.count(three) == 300
    for _ in range(1000):
        routes.choose([three])
    drawn = [routes.choose([three, one]) for _ in range(400)]
    assert 299 <= drawn.count(three) <= 301


def test_a_provider_carries_what_it_can() -> None:
    plain = Way("p", Capabilities(True, False, False, unicode=False, query=False, max_segments=2))
    row: Any = SimpleNamespace(encoding="gsm7", segments=2)
    assert plain.carries(row)
    row.segments = 3
    assert not plain.carries(row)
    row.segments, row.encoding = 1, "ucs2"
    assert not plain.carries(row)


def test_of_equals_the_cheapest_is_taken_first() -> None:
    cheap = Way.of(settings(name="c", prices={"viettel": 300, "*": 500}), ABILITIES)
    dear = Way.of(settings(name="d", prices={"*": 400}), ABILITIES)
    heavy = Way.of(settings(name="h", weight=2, prices={"*": 900}), ABILITIES)
    unknown = Way.of(settings(name="u"), ABILITIES)

    def shares(telco: str, *ways: Way) -> dict[str, int]:
        routes = Routes([*ways], ways[0].name)
        chosen = [routes.choose(ways, telco) for _ in range(300)]
        return Counter(way.name for way in chosen if way is not None)

    assert shares("viettel", cheap, dear) == {"c": 300}
    assert shares("mobifone", cheap, dear) == {"d": 300}
    assert shares("wintel", cheap, dear) == {"d": 300}
    assert shares("viettel", dear) == {"d": 300}  # the cheap one has no room
    assert shares("viettel", cheap, dear, heavy) == {"c": 100, "h": 200}  # weight goes before price
    assert shares("viettel", cheap, dear, unknown) == {"c": 100, "d": 100, "u": 100}
    sick = Routes([cheap, dear], "c")
    sick.standings = Standings({("c", ""): Entry(Standing(State.DEGRADED, utcnow()), Figures())})
    found = Counter(way.name for _ in range(300) if (way := sick.choose([cheap, dear], "viettel")) is not None)
    assert found["d"] == 240  # health goes before price: a quarter of its weight, whatever it costs
