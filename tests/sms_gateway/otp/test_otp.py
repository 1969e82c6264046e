"""Codes by SMS through the real HTTP server: single use, five tries and limits, also for requests at the same moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from bhxh.dates import utcnow
from sms_gateway.otp import limits
from sms_gateway.otp.limits import wait_after
from sms_gateway.schema import Lane, message, otp, otp_event
from tests.sms_gateway.gateway import TEST, Gateway, config, serving

PHONE = "0912345678"


@pytest.fixture
def gateway(database_url: str, tmp_path: Path) -> Iterator[Gateway]:
    with serving(config(database_url, tmp_path)) as running:
        yield running


def send(gateway: Gateway, to: str = PHONE, purpose: str = "kcb", **more: str) -> httpx.Response:
    return gateway.http.post("/otp", json={"to": to, "purpose": purpose} | more)


def check(gateway: Gateway, otp_id: str, code: str) -> httpx.Response:
    return gateway.http.post(f"/otp/{otp_id}/check", json={"code": code})


def wrong(code: str, step: int = 1) -> str:
    return f"{(int(code) + step) % 10**6:06d}"


def age(gateway: Gateway, by: timedelta) -> None:
    """Lets time pass for everything stored so far."""
    with gateway.engine.begin() as connection:
        for table, column in ((otp, otp.c.created_at), (otp, otp.c.expires_at), (otp_event, otp_event.c.at)):
            key = table.primary_key.columns[0]
            for row in connection.execute(sa.select(key, column)).all():
                connection.execute(sa.update(table).where(key == row[0]).values({column.name: row[1] - by}))


def test_a_code_is_sent_in_its_own_lane_and_good_once(gateway: Gateway) -> None:
    answer = send(gateway)
    assert answer.status_code == 202
    assert answer.json()["resend_after"] == 30
    otp_id, code = answer.json()["id"], gateway.last_code()
    assert len(code) == 6
    with gateway.engine.connect() as connection:
        stored = connection.execute(sa.select(message)).one()
        secret = connection.execute(sa.select(otp)).one()
    assert stored.lane == Lane.OTP
    assert stored.expires_at == secret.expires_at
    assert code not in str(secret) and PHONE[1:] not in str(secret)
    assert check(gateway, otp_id, code).json() == {"verified": True}
    again = check(gateway, otp_id, code)
    assert (again.status_code, again.json()["code"]) == (410, "otp_expired")


def test_five_wrong_codes_lock_it_for_the_right_one_too(gateway: Gateway) -> None:
    otp_id = send(gateway).json()["id"]
    code = gateway.last_code()
    for left in (4, 3, 2, 1, 0):
        answer = check(gateway, otp_id, wrong(code))
        assert (answer.status_code, answer.json()["code"]) == (422, "otp_wrong")
        assert answer.json()["attempts_left"] == left
    locked = check(gateway, otp_id, code)
    assert (locked.status_code, locked.json()["code"]) == (429, "otp_locked")


def test_of_parallel_guesses_exactly_five_are_evaluated(gateway: Gateway) -> None:
    otp_id = send(gateway).json()["id"]
    code = gateway.last_code()
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda n: check(gateway, otp_id, wrong(code, n)), range(1, 33)))
    assert Counter(answer.status_code for answer in answers) == {422: 5, 429: 27}
    assert sorted(answer.json()["attempts_left"] for answer in answers if answer.status_code == 422) == [0, 1, 2, 3, 4]
    assert check(gateway, otp_id, code).status_code == 429


def test_of_parallel_uses_of_the_right_code_exactly_one_wins(gateway: Gateway) -> None:
    otp_id = send(gateway).json()["id"]
    code = gateway.last_code()
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: check(gateway, otp_id, code), range(32)))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 410: 31}


def test_it_expires_after_five_minutes_and_its_message_with_it(gateway: Gateway) -> None:
    otp_id = send(gateway).json()["id"]
    code = gateway.last_code()
    age(gateway, timedelta(minutes=5))
    assert check(gateway, otp_id, code).status_code == 410


def test_a_newer_code_replaces_the_older_one(gateway: Gateway) -> None:
    first, first_code = send(gateway).json()["id"], gateway.last_code()
    age(gateway, timedelta(seconds=31))
    second = send(gateway).json()["id"]
    assert check(gateway, first, first_code).status_code == 410
    assert check(gateway, second, gateway.last_code()).status_code == 200


def test_a_code_for_one_purpose_leaves_another_purposes_alone(gateway: Gateway) -> None:
    first, code = send(gateway, purpose="kcb").json()["id"], gateway.last_code()
    assert send(gateway, purpose="phone").status_code == 202
    assert check(gateway, first, code).status_code == 200


def test_resending_waits_longer_every_time(gateway: Gateway) -> None:
    waits = []
    for _ in range(4):
        answer = send(gateway)
        assert answer.status_code == 202
        waits.append(answer.json()["resend_after"])
        early = send(gateway)
        assert (early.status_code, early.json()["code"]) == (429, "otp_resend")
        assert 0 < early.json()["resend_after"] <= waits[-1]
        assert early.headers["Retry-After"] == str(early.json()["resend_after"])
        age(gateway, timedelta(seconds=waits[-1]))
    assert waits == [30, 60, 120, 240]
    assert gateway.count(message) == 4
    assert wait_after(60) == limits.BACKOFF_MOST


def test_parallel_requests_for_one_phone_send_one_code(gateway: Gateway) -> None:
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: send(gateway), range(24)))
    assert Counter(answer.status_code for answer in answers) == {202: 1, 429: 23}
    assert gateway.count(message) == gateway.count(otp) == 1


@pytest.mark.parametrize("by", ["header", "field"])
def test_the_limit_per_address_holds_for_requests_at_the_same_moment(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    few = replace(limits.PER_IP, most=5)
    monkeypatch.setattr(limits, "SEND_LIMITS", (*limits.SEND_LIMITS, few))

    def ask(number: int) -> httpx.Response:
        to = f"09123{number:05d}"
        if by == "field":
            return send(gateway, to, ip="203.0.113.7")
        body = {"to": to, "purpose": "kcb"}
        return gateway.http.post("/otp", json=body, headers={"X-Citizen-Ip": "203.0.113.7"})

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(ask, range(15)))
    assert Counter(answer.status_code for answer in answers) == {202: 5, 429: 10}
    assert send(gateway, "0912399999", ip="203.0.113.8").status_code == 202


def test_the_limit_per_phone_spans_all_purposes(gateway: Gateway) -> None:
    statuses = []
    for _ in range(3):
        statuses += [send(gateway, purpose=p).status_code for p in ("kcb", "password", "device", "phone", "link")]
        age(gateway, timedelta(minutes=4))
    assert statuses == [202] * 10 + [429] * 5


def test_misses_of_a_day_lock_the_phone_whatever_the_code(gateway: Gateway, tmp_path: Path) -> None:
    with serving(replace(gateway.config, rate_limits=False)) as unlimited:
        for _ in range(4):
            otp_id = send(unlimited).json()["id"]
            code = unlimited.last_code()
            assert [check(unlimited, otp_id, wrong(code)).status_code for _ in range(5)] == [422] * 5
        refused = send(unlimited)
        assert (refused.status_code, refused.json()["code"]) == (429, "otp_too_many")


def test_without_rate_limits_tries_and_locks_still_hold(gateway: Gateway) -> None:
    with serving(replace(gateway.config, rate_limits=False)) as unlimited:
        assert [send(unlimited).status_code for _ in range(8)] == [202] * 8
        otp_id = send(unlimited).json()["id"]
        code = unlimited.last_code()
        assert [check(unlimited, otp_id, wrong(code)).status_code for _ in range(6)] == [422] * 5 + [429]


def test_another_keys_code_and_an_unknown_id_are_not_found(gateway: Gateway) -> None:
    otp_id, code = send(gateway).json()["id"], gateway.last_code()
    assert gateway.as_key(TEST).post(f"/otp/{otp_id}/check", json={"code": code}).status_code == 404
    assert check(gateway, "0" * 32, code).status_code == 404
    assert check(gateway, "%00", code).status_code == 404
    assert check(gateway, otp_id, code).status_code == 200


@pytest.mark.parametrize("code", ["", "12345", "1234567", "12345a", "１２３４５６", "12345\n"])
def test_what_is_not_six_digits_costs_no_try(gateway: Gateway, code: str) -> None:
    otp_id = send(gateway).json()["id"]
    assert check(gateway, otp_id, code).json()["code"] == "invalid"
    with gateway.engine.connect() as connection:
        assert connection.execute(sa.select(otp.c.tries)).scalar_one() == 0


@pytest.mark.parametrize(
    "change", [{"to": "123"}, {"purpose": "x"}, {"ip": "nowhere"}, {"extra": "1"}, {"purpose": None}]
)
def test_a_wrong_request_sends_nothing(gateway: Gateway, change: dict[str, str]) -> None:
    assert gateway.http.post("/otp", json={"to": PHONE, "purpose": "kcb"} | change).status_code == 422
    assert gateway.count(message) == gateway.count(otp) == gateway.count(otp_event) == 0


def test_old_events_are_pruned_and_needed_ones_kept(gateway: Gateway) -> None:
    send(gateway)
    age(gateway, timedelta(hours=25))
    send(gateway, "0912345679")
    with gateway.engine.begin() as connection:
        assert limits.prune(connection, utcnow()) == 3
    assert gateway.count(otp_event) == 3
