"""What a key's owner is told: everything, in order, until he has it, and nothing that others should not hear."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.database import reading
from kit.presence import Presence
from sms_gateway import wakeup
from sms_gateway.callbacks import addresses, relay
from sms_gateway.callbacks.addresses import Address, Inbound
from sms_gateway.callbacks.batches import AT_ONCE
from sms_gateway.callbacks.relay import KEPT, LEASE, Relay
from sms_gateway.client.callbacks import InboundEvent, StatusEvent
from sms_gateway.messages import inbound
from sms_gateway.messages.accept import Draft, Owner
from sms_gateway.providers import InboundPart
from sms_gateway.rules import blocks
from sms_gateway.rules.blocks import Scope, Source
from sms_gateway.schema import Lane, api_key, callback, callback_event
from tests.sms_gateway.receiver import Receiver
from tests.sms_gateway.sending import run_until
from tests.sms_gateway.world import World, people

PHONE = "84912345678"
LOOPBACK = (ip_network("127.0.0.0/8"),)


@pytest.fixture
def receiver(world: World) -> Iterator[Receiver]:
    """The owner of the world's key, who wants to know everything."""
    world.config = replace(world.config, callback_networks=LOOPBACK)
    with Receiver() as running:
        running.secret = listen(world, running.url, sent=True, to=Inbound.OWN)
        yield running


def listen(world: World, url: str, *, sent: bool = False, to: Inbound = Inbound.NONE, key_id: int | None = None) -> str:
    with world.engine.begin() as connection:
        mine = key_id or world.owner.key_id
        assert mine is not None
        return addresses.put(connection, world.sealing, mine, url=url, sent=sent, inbound=to, now=utcnow())


@contextmanager
def relaying(world: World) -> Iterator[Relay]:
    running = Relay(world.config)
    try:
        yield running
    finally:
        running.close()


def work(running: Relay, until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not until():
        assert time.monotonic() < deadline
        if not running.step(utcnow()):
            time.sleep(0.01)


def address(world: World) -> Address:
    with reading(world.engine) as connection:
        (found,) = addresses.listing(connection)
    return found


def pause_over(world: World) -> None:
    with world.engine.begin() as connection:
        connection.execute(sa.update(callback).values(next_try_at=None))


def steps(told: list[StatusEvent | InboundEvent]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in told:
        assert isinstance(one, StatusEvent)
        found.setdefault(one.message_id, []).append(one.status)
    return found


def test_every_end_is_told_once_in_order_with_its_reference(world: World, receiver: Receiver) -> None:
    good = world.send_one(Draft(PHONE, body="x", reference="hồ sơ 1"))
    late = world.send_one(Draft(PHONE, body="x", expires_at=utcnow() - timedelta(seconds=1)))
    with world.engine.begin() as connection:
        held = {"scope": Scope.BULK, "source": Source.STAFF, "reason": "", "by": "x", "now": utcnow()}
        blocks.add(connection, world.sealing, ["84987654321"], **held)  # type: ignore[arg-type]
    stopped = world.send_one(Draft("84987654321", body="x", lane=Lane.BULK))
    run_until(world, lambda: world.tally() == {"delivered": 1, "expired": 1, "suppressed": 1})
    with relaying(world) as running:
        work(running, lambda: len(receiver.told) == 4)
    assert steps(receiver.told) == {
        str(good.id): ["sent", "delivered"], str(late.id): ["expired"], str(stopped.id): ["suppressed"],
    }  # fmt: skip
    assert len({one.id for one in receiver.told}) == 4
    first = next(one for one in receiver.told if isinstance(one, StatusEvent) and one.message_id == str(good.id))
    assert (first.reference, first.campaign_id, first.error) == ("hồ sơ 1", None, None)
    now = address(world)
    assert (now.waiting, now.error, now.dropped) == (0, None, 0) and now.delivered_at is not None


def test_a_campaign_is_told_in_batches_and_another_keys_messages_are_not(world: World, receiver: Receiver) -> None:
    listen_again = listen(world, receiver.url, sent=False)
    receiver.secret = listen_again
    plan = world.campaign(people(AT_ONCE + 20))
    world.start(plan.campaign_id)
    mine = world.owner
    world.owner = Owner(None, sandbox=False)
    world.send_one(Draft(PHONE, body="x"))
    world.owner = mine
    run_until(world, lambda: world.tally() == {"delivered": AT_ONCE + 21})
    with relaying(world) as running:
        work(running, lambda: len(receiver.told) >= AT_ONCE + 20)
    assert set(map(tuple, steps(receiver.told).values())) == {("delivered",)}
    assert max(receiver.sizes) == AT_ONCE
    assert {one.campaign_id for one in receiver.told if isinstance(one, StatusEvent)} == {str(plan.campaign_id)}
    assert {one.row for one in receiver.told if isinstance(one, StatusEvent)} == set(range(2, AT_ONCE + 22))


@pytest.mark.parametrize("status", [500, 404, 302])
def test_what_is_not_taken_is_told_again_later(world: World, receiver: Receiver, status: int) -> None:
    receiver.status = status
    world.send_one(Draft(PHONE, body="x"))
    run_until(world, lambda: world.tally() == {"delivered": 1})
    with relaying(world) as running:
        work(running, lambda: address(world).failures == 1)
        now = address(world)
        assert (now.waiting, now.error) == (2, f"http_{status}") and now.failing_since is not None
        assert not running.step(utcnow()), "it pauses"
        receiver.status = 204
        pause_over(world)
        work(running, lambda: address(world).waiting == 0)
    assert [one.status for one in receiver.told if isinstance(one, StatusEvent)] == ["sent", "delivered"]
    assert (address(world).failures, address(world).error, address(world).failing_since) == (0, None, None)


def test_after_a_day_it_is_dropped_and_counted(
    world: World, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "_DROP_ROWS", 2)
    receiver.status = 500
    world.send(*[Draft(PHONE, body="x")] * 3)
    run_until(world, lambda: world.tally() == {"delivered": 3})
    with world.engine.begin() as connection:
        newest = sa.select(sa.func.max(callback_event.c.id)).scalar_subquery()
        old = utcnow() - KEPT - timedelta(minutes=1)
        connection.execute(sa.update(callback_event).where(callback_event.c.id < newest).values(at=old))
    with relaying(world) as running:
        work(running, lambda: address(world).failures == 1)
        assert (address(world).waiting, address(world).dropped) == (1, 5)


def test_two_relays_tell_nothing_twice_and_one_takes_over_from_a_dead_one(world: World, receiver: Receiver) -> None:
    plan = world.campaign(people(300))
    world.start(plan.campaign_id)
    run_until(world, lambda: world.tally() == {"delivered": 300})
    with world.engine.begin() as connection:
        held = {"holder": "dead", "held_until": utcnow() + LEASE}
        connection.execute(sa.update(callback).values(**held))
    with relaying(world) as one, relaying(world) as other:
        assert not one.step(utcnow()) and not other.step(utcnow())
        with world.engine.begin() as connection:
            connection.execute(sa.update(callback).values(held_until=utcnow() - timedelta(seconds=1)))

        def both() -> bool:
            one.step(utcnow())
            return address(world).waiting == 0

        work(other, both)
    assert len(receiver.told) == 600 and {tuple(each) for each in steps(receiver.told).values()} == {
        ("sent", "delivered")
    }


def test_who_died_on_this_machine_while_telling_is_replaced_at_once(
    world: World, receiver: Receiver, tmp_path: Path
) -> None:
    world.config = replace(world.config, presence_dir=tmp_path / "present")
    gone = Presence(world.config.presence_dir)
    world.send_one(Draft(PHONE, body="x"))
    run_until(world, lambda: world.tally() == {"delivered": 1})
    with world.engine.begin() as connection:
        connection.execute(sa.update(callback).values(holder=gone.claim(), held_until=utcnow() + LEASE))
    with relaying(world) as running:
        running.release()
        assert not running.step(utcnow())  # it lives
        gone.close()
        running.release()
        work(running, lambda: len(receiver.told) == 2)


def test_a_text_is_told_of_at_once_when_it_is_rung_for(
    world: World, receiver: Receiver, free_udp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "_POLL_SECONDS", 600.0)
    receiver.secret = listen(world, receiver.url, to=Inbound.ALL)
    config, stop = replace(world.config, wake_port=free_udp_port), threading.Event()
    running = threading.Thread(target=relay.run, args=(config, stop))
    running.start()
    try:
        for number in range(3):
            say(world, f"câu {number}")
            deadline = time.monotonic() + 60
            while len(heard(receiver)) <= number:
                assert time.monotonic() < deadline
                wakeup.ring_relay(config)  # the first may come before anybody listens
                time.sleep(0.05)
    finally:
        stop.set()
        while running.is_alive():
            wakeup.ring_relay(config)
            running.join(0.1)


def test_a_slow_owner_holds_up_nobody_else(world: World, receiver: Receiver) -> None:
    with world.engine.begin() as connection:
        row = {
            "public_id": "2",
            "secret_hash": b"1" * 32,
            "name": "other",
            "live": True,
            "permissions": [],
            "created_at": utcnow(),
        }
        other = connection.execute(sa.insert(api_key).values(row).returning(api_key.c.id)).scalar_one()
    mine = world.owner
    world.owner = Owner(other, sandbox=False)
    world.send_one(Draft(PHONE, body="x"))
    world.owner = mine
    world.send_one(Draft(PHONE, body="x"))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        listen(world, f"http://127.0.0.1:{silent.getsockname()[1]}/", key_id=other)
        run_until(world, lambda: world.tally() == {"delivered": 2})
        with relaying(world) as running:
            work(running, lambda: len(receiver.told) == 2)
            assert receiver.requests >= 1
    with reading(world.engine) as connection:
        stuck = {one.key: one.waiting for one in addresses.listing(connection)}
    assert stuck == {"other": 1, "test": 0}


@pytest.mark.parametrize(
    "where", ["http://127.0.0.1:{port}/", "http://[::ffff:127.0.0.1]:{port}/", "http://localhost:{port}/"]
)
def test_nobody_is_led_into_our_own_network(world: World, where: str) -> None:
    """The address is judged when it is called: a name may mean another place by then."""
    with Receiver() as inside:
        listen(world, where.format(port=inside.url.rpartition(":")[2].strip("/")))
        world.send_one(Draft(PHONE, body="x"))
        run_until(world, lambda: world.tally() == {"delivered": 1})
        with relaying(world) as running:
            work(running, lambda: address(world).failures == 1)
        assert (address(world).error, inside.requests) == ("address_refused", 0)


def say(world: World, text: str, sender: str = PHONE) -> None:
    with world.engine.begin() as connection:
        inbound.keep(connection, world.sealing, [InboundPart("telco", sender, "8079", text)], utcnow())


def heard(receiver: Receiver) -> list[InboundEvent]:
    return [one for one in receiver.told if isinstance(one, InboundEvent)]


def test_a_reply_is_told_with_the_notice_it_answers(world: World, receiver: Receiver) -> None:
    person = people(1)[0]
    plan = world.campaign([person])
    world.start(plan.campaign_id)
    single = world.send_one(Draft(PHONE, body="Mời Ông/Bà bổ sung hồ sơ", reference="ho-so-7"))
    world.send_one(Draft(PHONE, template="otp", values={"ma_otp": "1", "muc_dich": "x", "so_phut": "5"}, lane=Lane.OTP))
    run_until(world, lambda: world.tally() == {"delivered": 3})
    say(world, "Tôi gửi rồi")
    say(world, "Mã này là gì?", person.msisdn)
    say(world, "Người lạ hỏi", "84987654321")
    with relaying(world) as running:
        work(running, lambda: len(heard(receiver)) == 2 and address(world).waiting == 0)
    of_single, of_campaign = sorted(heard(receiver), key=lambda one: one.text, reverse=True)
    assert (of_single.sender, of_single.recipient, of_single.text) == (PHONE, "8079", "Tôi gửi rồi")
    assert of_single.answers is not None and of_campaign.answers is not None
    assert (of_single.answers.message_id, of_single.answers.reference) == (str(single.id), "ho-so-7")
    assert of_single.answers.template is None and of_single.answers.campaign is None
    assert (of_campaign.answers.template, of_campaign.answers.campaign) == ("thong_bao_ma_so", "Thử nghiệm")
    assert of_campaign.answers.campaign_id == str(plan.campaign_id)


def test_who_takes_all_gets_what_answers_nobody(world: World, receiver: Receiver) -> None:
    receiver.secret = listen(world, receiver.url, to=Inbound.ALL)
    say(world, "BH QT 0110129425", "84987654321")
    say(world, "HUY", "84987654321")
    with relaying(world) as running:
        work(running, lambda: bool(heard(receiver)))
        work(running, lambda: not running.step(utcnow()))
    assert [(one.text, one.answers) for one in heard(receiver)] == [("BH QT 0110129425", None)]


def test_without_an_owner_who_listens_a_text_is_no_event(world: World) -> None:
    say(world, "xin chào")
    with relaying(world) as running:
        running.step(utcnow())
    with reading(world.engine) as connection:
        assert connection.execute(sa.select(callback_event)).all() == []


def test_the_secret_is_sealed(world: World, receiver: Receiver) -> None:
    with reading(world.engine) as connection:
        assert receiver.secret.encode() not in connection.execute(sa.select(callback.c.secret)).scalar_one()
    assert relay.LEASE.total_seconds() > 8
