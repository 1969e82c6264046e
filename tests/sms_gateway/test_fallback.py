"""From Zalo to SMS: when, once, and with what is told of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.database import reading
from sms_gateway import maintain
from sms_gateway.campaigns import lifecycle
from sms_gateway.campaigns.export import recipients
from sms_gateway.config import SandboxSettings
from sms_gateway.messages import fallback, receipts
from sms_gateway.messages.accept import Draft
from sms_gateway.messages.find import find
from sms_gateway.providers import Receipt
from sms_gateway.providers.sandbox import SandboxRoute
from sms_gateway.schema import Lane, Status, message
from sms_gateway.schema import fallback as table
from tests.sms_gateway import zbs
from tests.sms_gateway.sending import eventually, serving_sender
from tests.sms_gateway.smpp.lines import on_a_loop
from tests.sms_gateway.world import World, people
from tests.support.zalo import Zalo, zalo

PHONE = "84912345678"
NOTICE = {"ho_ten": "Nguyễn Thị Hoàng Anh", "ma_so_bhxh": "7912345678"}
CODE = {"ma_otp": "123456", "muc_dich": "tra cứu", "so_phut": "5"}
FOR_EVER = {"otp": 0, "transactional": 0, "bulk": 0}
AT_ONCE = {"otp": 1, "transactional": 1, "bulk": 1}


def run(world: World, platform: Zalo, holds: Callable[[], bool], sandbox: Any = None, **changes: Any) -> None:
    """A sender with Zalo and the sandbox for SMS until it holds."""
    config = replace(world.config, providers=(zbs.settings(platform, **changes), SandboxRoute()))
    if sandbox is not None:
        config = replace(config, sandbox=sandbox)

    @on_a_loop
    async def play() -> None:
        async with serving_sender(world, config) as running:
            await eventually(holds, running)

    play()


def notice(world: World, phone: str = PHONE) -> int:
    draft = Draft(phone, template="thong_bao_ma_so", values=NOTICE, lane=Lane.TRANSACTIONAL)
    return world.send_one(draft).id


def code(world: World, expires_at: datetime | None = None) -> int:
    expires_at = expires_at or utcnow() + timedelta(minutes=5)
    return world.send_one(Draft(PHONE, template="otp", values=CODE, expires_at=expires_at)).id


def story(world: World, message_id: int) -> sa.Row[Any]:
    with reading(world.engine) as connection:
        return connection.execute(sa.select(table).where(table.c.message_id == message_id)).one()


def is_(world: World, message_id: int, *wanted: Status) -> Callable[[], bool]:
    return lambda: world.status(message_id) in wanted


def make_due(world: World) -> None:
    with world.engine.begin() as connection:
        connection.execute(table.update().where(table.c.due_at.is_not(None)).values(due_at=utcnow()))


def go_on_due(world: World) -> int:
    with world.engine.begin() as connection:
        return fallback.go_on_due(connection, utcnow())


def report(world: World, platform: Zalo, message_id: int, tracked: bool = True) -> None:
    """What the webhook does with Zalo's event."""
    (taken,) = (one for one in platform.taken if one.tracking_id == f"bhxh{message_id}")
    told = Receipt("zalo", taken.msg_id, Status.DELIVERED, utcnow(), None, message_id if tracked else None)
    with world.engine.begin() as connection:
        receipts.apply(connection, [told])
        fallback.reported(connection, [told])


def test_who_has_no_zalo_gets_an_sms_and_zalo_is_asked_once(world: World) -> None:
    with zalo(refusals={PHONE: -118}) as platform:
        zbs.give_token(world, platform)
        sent = [notice(world), code(world)]
        run(world, platform, lambda: {world.status(one) for one in sent} == {Status.DELIVERED})
        assert world.handed_over() == Counter(sent)
        assert platform.refused == Counter({PHONE: 2})
        for one in sent:
            row, told = world.row(one), story(world, one)
            assert (row.provider, row.error, row.attempts) == ("sandbox", None, 1)
            assert (told.provider, told.reason, told.due_at, told.status) == ("zalo", "zbs_118", None, None)
            assert row.fell_back_at == told.went_on_at
        assert world.row(sent[1]).content is None
        with reading(world.engine) as connection:
            shown = find(connection, sent[0], world.owner.key_id or 0)
        assert shown["went_on"]["provider"] == "zalo" and shown["went_on"]["reason"] == "zbs_118"


def test_what_went_on_never_returns_however_often_the_other_way_puts_it_off(world: World) -> None:
    with zalo(refusals={PHONE: -118}) as platform:
        zbs.give_token(world, platform)
        sent = notice(world)
        busy = SandboxSettings(busy_rate=1.0, seed=1)
        run(world, platform, lambda: world.row(sent).attempts >= 2, sandbox=busy)
        run(world, platform, is_(world, sent, Status.DELIVERED))
        assert platform.refused == Counter({PHONE: 1}) and not platform.taken


def test_a_notice_that_zalo_puts_off_is_tried_there_again_and_a_code_goes_on_at_once(world: World) -> None:
    with zalo(refusals={PHONE: -32}) as platform:
        zbs.give_token(world, platform)
        urgent, later = code(world), notice(world)
        run(world, platform, lambda: is_(world, urgent, Status.DELIVERED)() and world.row(later).attempts >= 2)
        assert story(world, urgent).reason == "zbs_32" and set(world.handed_over()) == {urgent}
        platform.refusals.clear()
        with world.engine.begin() as connection:
            connection.execute(message.update().where(message.c.id == later).values(not_before=None))
        run(world, platform, is_(world, later, Status.SENT))
        assert world.row(later).provider == "zalo" and story(world, later).due_at is not None
        with world.engine.begin() as connection:  # tries used up
            values = {"status": Status.QUEUED, "attempts": 11, "run_id": None}
            connection.execute(message.update().where(message.c.id == later).values(values))
        platform.refusals[PHONE] = -100
        run(world, platform, is_(world, later, Status.DELIVERED))
        assert world.row(later).provider == "sandbox" and story(world, later).reason == "zbs_100"


def test_without_a_report_in_time_it_goes_on_once_and_a_late_report_is_kept(world: World) -> None:
    with zalo() as platform:
        zbs.give_token(world, platform)
        sent = [notice(world), code(world)]
        run(world, platform, lambda: {world.status(one) for one in sent} == {Status.DELIVERED}, fall_back_after=AT_ONCE)
        assert world.handed_over() == Counter(sent) and len(platform.taken) == 2
        for one, tracked in zip(sent, (True, False), strict=True):
            finished = world.row(one).finished_at
            assert (story(world, one).reason == "no_receipt" and world.row(one).content is None) or one == sent[0]
            for _ in range(2):
                report(world, platform, one, tracked)
            row, told = world.row(one), story(world, one)
            assert (row.provider, row.status, row.finished_at) == ("sandbox", Status.DELIVERED, finished)
            assert (told.status, told.reported_at is not None) == (Status.DELIVERED, True)
        with reading(world.engine) as connection:
            shown = find(connection, sent[0], world.owner.key_id or 0)
        assert shown["provider"] == "sandbox" and shown["went_on"]["delivered_at"] is not None


def test_a_report_in_time_ends_it_and_erases_a_code(world: World) -> None:
    with zalo() as platform:
        zbs.give_token(world, platform)
        sent = [notice(world), code(world)]
        run(world, platform, lambda: {world.status(one) for one in sent} == {Status.SENT})
        assert world.row(sent[1]).content is not None, "it may yet be needed for the SMS"
        for one in sent:
            report(world, platform, one)
        make_due(world)
        assert go_on_due(world) == 0
        assert {world.status(one) for one in sent} == {Status.DELIVERED} and not world.handed_over()
        assert world.row(sent[1]).content is None
        with reading(world.engine) as connection:
            assert find(connection, sent[0], world.owner.key_id or 0)["went_on"] is None


def test_a_code_past_its_life_never_goes_on(world: World) -> None:
    with zalo() as platform:
        zbs.give_token(world, platform)
        sent = code(world)
        run(world, platform, is_(world, sent, Status.SENT))
        with world.engine.begin() as connection:
            connection.execute(message.update().values(expires_at=utcnow()))
        make_due(world)
        assert go_on_due(world) == 1
        row = world.row(sent)
        assert (row.status, row.provider, row.content, row.fell_back_at) == (Status.SENT, "zalo", None, None)
        platform.refusals[PHONE] = -118
        life = timedelta(seconds=1)

        def outlive() -> None:
            import time

            time.sleep(1.2)

        platform.before_answer = outlive
        late = code(world, utcnow() + life)
        run(world, platform, is_(world, late, Status.EXPIRED))
        assert world.row(late).content is None and not world.handed_over()


def test_a_report_between_the_decision_and_the_sms_takes_it_out_of_the_queue(world: World) -> None:
    with zalo() as platform:
        zbs.give_token(world, platform)
        sent = [notice(world), code(world)]
        run(world, platform, lambda: {world.status(one) for one in sent} == {Status.SENT})
        make_due(world)
        assert go_on_due(world) == 2
        assert {world.status(one) for one in sent} == {Status.QUEUED}
        for one in sent:
            report(world, platform, one)
        for one in sent:
            row = world.row(one)
            assert (row.status, row.provider) == (Status.DELIVERED, "zalo") and row.provider_message_id
        assert world.row(sent[1]).content is None
        other = world.send_one(Draft(PHONE, body="x")).id
        run(world, platform, is_(world, other, Status.DELIVERED))
        assert set(world.handed_over()) == {other}


def test_zalo_s_late_report_betters_what_the_sms_could_not_do(world: World) -> None:
    with zalo() as platform:
        zbs.give_token(world, platform)
        sent = notice(world)
        run(world, platform, is_(world, sent, Status.SENT))
        make_due(world)
        fails = SandboxSettings(failed_rate=1.0, receipt_delay=0.0, seed=1)
        run(world, platform, is_(world, sent, Status.FAILED), sandbox=fails)
        report(world, platform, sent)
        row = world.row(sent)
        assert (row.status, row.provider, row.error) == (Status.DELIVERED, "zalo", None)


def test_for_ever_means_that_only_a_refusal_goes_on(world: World) -> None:
    with zalo() as platform:
        zbs.give_token(world, platform)
        sent = code(world)
        run(world, platform, is_(world, sent, Status.SENT), fall_back_after=FOR_EVER)
        row = world.row(sent)
        assert (row.content, story(world, sent).due_at) == (None, None)
        platform.refusals[PHONE] = -119
        refused = code(world)
        run(world, platform, is_(world, refused, Status.DELIVERED), fall_back_after=FOR_EVER)
        assert set(world.handed_over()) == {refused}


def test_a_campaign_counts_each_person_once_and_names_the_way_that_was_taken(world: World) -> None:
    folk = people(60)
    without_zalo = {person.msisdn for person in folk[:20]}
    silent = {person.msisdn for person in folk[20:35]}
    with zalo(refusals=dict.fromkeys(without_zalo, -118)) as platform:
        zbs.give_token(world, platform)
        plan = world.campaign(folk)
        world.start(plan.campaign_id)
        run(world, platform, lambda: world.counts(plan.campaign_id) == {"sent": 40, "delivered": 20})
        assert world.campaign_status(plan.campaign_id) == "running", "forty may yet go on"
        for taken in platform.taken:
            if taken.phone not in silent:
                report(world, platform, int(taken.tracking_id.removeprefix("bhxh")))
        assert world.counts(plan.campaign_id) == {"sent": 15, "delivered": 45}
        make_due(world)
        run(world, platform, lambda: world.counts(plan.campaign_id) == {"delivered": 60})
        run(world, platform, lambda: world.campaign_status(plan.campaign_id) == "finished")
    assert set(world.handed_over().values()) == {1}
    header, *lines = "".join(recipients(world.engine, world.sealing, plan.campaign_id)).splitlines()
    way, phone = header.split(",").index("provider"), 0
    by_sms = {line.split(",")[phone] for line in lines if line.split(",")[way] == "sandbox"}
    assert {"84" + one.lstrip("0") for one in by_sms} == without_zalo | silent
    assert len(lines) == 60 and len(platform.taken) == 40


@pytest.mark.parametrize("ended", [lifecycle.pause, lifecycle.cancel])
def test_a_paused_campaign_waits_and_a_cancelled_one_ends(world: World, ended: Callable[..., object]) -> None:
    with zalo() as platform:
        zbs.give_token(world, platform)
        plan = world.campaign(people(10))
        world.start(plan.campaign_id)
        run(world, platform, lambda: world.counts(plan.campaign_id) == {"sent": 10})
        with world.engine.begin() as connection:
            ended(connection, plan.campaign_id)
        make_due(world)
        done = maintain.run(world.config)
        assert done.went_on == 10
        paused = ended is lifecycle.pause
        assert world.counts(plan.campaign_id) == ({"queued": 10} if paused else {"sent": 10})
        other = world.send_one(Draft(PHONE, body="x")).id
        run(world, platform, is_(world, other, Status.DELIVERED))
        assert set(world.handed_over()) == {other}
        if paused:
            with world.engine.begin() as connection:
                lifecycle.resume(connection, plan.campaign_id)
            run(world, platform, lambda: world.counts(plan.campaign_id) == {"delivered": 10})
        assert len(platform.taken) == 10


def test_many_decide_at_once_and_each_message_goes_on_once(world: World) -> None:
    """Ten threads decide while reports come in: a message is either reported or goes on, never twice."""
    with zalo() as platform:
        zbs.give_token(world, platform)
        plan = world.campaign(people(120))
        world.start(plan.campaign_id)
        run(world, platform, lambda: world.counts(plan.campaign_id) == {"sent": 120})
        make_due(world)
        told = [int(taken.tracking_id.removeprefix("bhxh")) for taken in platform.taken[:40]]
        with ThreadPoolExecutor(10) as threads:
            decided = [threads.submit(go_on_due, world) for _ in range(10)]
            reports = [threads.submit(report, world, platform, one) for one in told]
            for one in (*decided, *reports):
                one.result()
        while go_on_due(world):
            pass
        assert world.counts(plan.campaign_id) == {"queued": 80, "delivered": 40}
        run(world, platform, lambda: world.counts(plan.campaign_id) == {"delivered": 120})
        assert set(world.handed_over().values()) == {1} and len(world.handed_over()) == 80


def test_old_stories_are_forgotten_and_open_ones_are_not(world: World) -> None:
    with zalo() as platform:
        zbs.give_token(world, platform)
        sent = [notice(world), notice(world)]
        run(world, platform, lambda: {world.status(one) for one in sent} == {Status.SENT})
        report(world, platform, sent[0])
        with world.engine.begin() as connection:
            connection.execute(table.update().values(handed_at=utcnow() - timedelta(days=91)))
        maintain.run(world.config)
        with reading(world.engine) as connection:
            assert connection.execute(sa.select(table.c.message_id)).scalars().all() == [sent[1]]


def test_a_sender_without_zalo_decides_what_another_has_left(world: World) -> None:
    """The provider was taken out of the file: what it had is still decided in time."""
    with zalo() as platform:
        zbs.give_token(world, platform)
        sent = notice(world)
        run(world, platform, is_(world, sent, Status.SENT))
    make_due(world)

    @on_a_loop
    async def play() -> None:
        async with serving_sender(world) as running:
            await eventually(is_(world, sent, Status.DELIVERED), running)

    play()
    assert world.row(sent).provider == "sandbox"
