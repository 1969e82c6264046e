"""A campaign's life, its figures and its export."""

from __future__ import annotations

import csv
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.database import reading
from kit.problems import Problem
from sms_gateway.campaigns import lifecycle
from sms_gateway.campaigns.export import recipients
from sms_gateway.campaigns.rows import CampaignGone, Recipient, Sealed, store
from sms_gateway.campaigns.sweep import cancel_waiting
from sms_gateway.campaigns.view import view
from sms_gateway.messages.find import find
from sms_gateway.schema import campaign_rate, message
from sms_gateway.templates import find as find_template
from tests.sms_gateway.sending import run_until
from tests.sms_gateway.world import World, people


def code_of(call: object, *args: object) -> str:
    with pytest.raises(Problem) as refused:
        call(*args)  # type: ignore[operator]
    return refused.value.code


def test_moves_that_are_not_allowed(world: World) -> None:
    plan = world.campaign(people(2), ready=False)
    with world.engine.begin() as connection:
        for call in (lifecycle.pause, lifecycle.resume):
            assert code_of(call, connection, plan.campaign_id) == "campaign_state"
        assert code_of(lifecycle.start, connection, plan.campaign_id, world.config) == "campaign_state"
        lifecycle.finish_import(connection, plan.campaign_id)
        lifecycle.start(connection, plan.campaign_id, world.config)
        assert code_of(lifecycle.start, connection, plan.campaign_id, world.config) == "campaign_state"
        assert code_of(lifecycle.resume, connection, plan.campaign_id) == "campaign_state"
        lifecycle.pause(connection, plan.campaign_id)
        lifecycle.cancel(connection, plan.campaign_id)
        for call in (lifecycle.pause, lifecycle.resume, lifecycle.cancel):
            assert code_of(call, connection, plan.campaign_id) == "campaign_state"
        assert code_of(lifecycle.cancel, connection, 999) == "campaign_unknown"
        assert code_of(lifecycle.get, connection, plan.campaign_id, 999) == "campaign_unknown"


def test_of_many_who_press_start_one_succeeds(world: World) -> None:
    plan = world.campaign(people(2))
    together = Barrier(6)

    def press(_: int) -> bool:
        together.wait()
        try:
            world.start(plan.campaign_id)
        except Problem:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(press, range(6))) == 1


def test_an_empty_campaign_does_not_start(world: World) -> None:
    plan = world.campaign()
    assert code_of(world.start, plan.campaign_id) == "campaign_empty"


def test_approval_needs_a_second_person(world: World) -> None:
    world.config = replace(world.config, campaign_approval_above=2)
    plan = world.campaign(people(2))
    assert code_of(world.start, plan.campaign_id) == "campaign_approval"
    with world.engine.begin() as connection:
        assert code_of(lifecycle.approve, connection, plan.campaign_id, "truyenthong") == "campaign_own_approval"
        lifecycle.approve(connection, plan.campaign_id, "lanhdao")
    world.start(plan.campaign_id)
    small = world.campaign(people(1))
    world.start(small.campaign_id)


def test_what_a_campaign_needs(world: World) -> None:
    notice, otp = world.template("thong_bao_ma_so"), world.template("otp")
    file = lifecycle.Source("file", ("so_dien_thoai", "ho_ten"))
    with world.engine.begin() as connection:
        for name, used, code in (
            (" ", notice, "campaign_name"),
            ("x" * 201, notice, "campaign_name"),
            ("x", otp, "campaign_lane"),
            ("x", notice, "campaign_columns"),
        ):
            with pytest.raises(Problem) as refused:
                lifecycle.create(connection, world.owner, name, used, source=file, created_by="a")
            assert refused.value.code == code


def test_rows_of_a_campaign_that_never_started_are_created_and_of_a_cancelled_one_cancelled(world: World) -> None:
    plan = world.campaign(people(3))
    assert world.counts(plan.campaign_id) == {"created": 3}
    with reading(world.engine) as connection:
        message_id = connection.execute(sa.select(sa.func.min(message.c.id))).scalar_one()
    assert world.owner.key_id is not None
    with reading(world.engine) as connection:
        assert find(connection, message_id, world.owner.key_id)["status"] == "created"
    with world.engine.begin() as connection:
        lifecycle.cancel(connection, plan.campaign_id)
    assert world.counts(plan.campaign_id) == {"cancelled": 3}
    with world.engine.begin() as connection:
        assert cancel_waiting(connection, utcnow(), limit=2) == 2
        assert find(connection, message_id, world.owner.key_id)["status"] == "cancelled"
    assert world.counts(plan.campaign_id) == {"cancelled": 3}


def test_cancelling_in_mid_import_stops_it(world: World) -> None:
    plan = world.campaign(people(3), ready=False)
    with world.engine.begin() as connection:
        lifecycle.cancel(connection, plan.campaign_id)
    with pytest.raises(CampaignGone):
        world.import_rows(plan, people(2))
    with world.engine.begin() as connection:
        lifecycle.finish_import(connection, plan.campaign_id)
    assert world.campaign_status(plan.campaign_id) == "cancelled"
    assert world.counts(plan.campaign_id) == {"cancelled": 3}


def test_the_view(world: World) -> None:
    plan = world.campaign(people(3), ready=False)
    with world.engine.begin() as connection:
        errors = [lifecycle.RowError(n, "so_dien_thoai", "phone.length", "Sai độ dài.") for n in range(120, 0, -1)]
        lifecycle.record_errors(connection, plan.campaign_id, errors)
        store(connection, plan, Sealed((), 0), file_rows=120, invalid=120)
        lifecycle.finish_import(connection, plan.campaign_id)
        lifecycle.start(connection, plan.campaign_id, world.config)
        connection.execute(
            sa.insert(campaign_rate), [
                {"campaign_id": plan.campaign_id, "sender": name, "per_second": 1.0, "at": at}
                for name, at in (("a", utcnow()), ("b", utcnow()), ("dead", utcnow() - timedelta(minutes=1)))
            ],
        )  # fmt: skip
        shown = view(connection, plan.campaign_id, replace(world.config, segment_price=300), world.owner.key_id)
    assert (shown["status"], shown["rows"], shown["valid"], shown["invalid"]) == ("running", 123, 3, 120)
    assert shown["counts"] == {"queued": 3}
    assert (shown["segments"], shown["cost"], shown["rate"]) == (6, 1800, 2.0)
    assert shown["eta"] is not None
    assert [error["row"] for error in shown["errors"]] == list(range(1, 101))


def test_the_export_has_the_files_columns_and_what_became_of_each(world: World) -> None:
    risky = Recipient(5, "84987654321", ("=1+1", "7900000009"))
    plan = world.campaign([*people(1200), risky])
    world.start(plan.campaign_id)
    run_until(world, lambda: world.counts(plan.campaign_id) == {"delivered": 1201})
    pieces = list(recipients(world.engine, world.sealing, plan.campaign_id))
    assert len(pieces) == 3
    assert pieces[0].startswith(
        "\ufeffso_dien_thoai,ho_ten,ma_so_bhxh,id,status,segments,provider,sent_at,delivered_at,error"
    )
    rows = list(csv.DictReader(io.StringIO("".join(pieces).removeprefix("\ufeff"))))
    assert len(rows) == 1201
    assert (rows[7]["so_dien_thoai"], rows[7]["ho_ten"], rows[7]["ma_so_bhxh"]) == (
        "0900000007",
        "Nguyễn Thị 7",
        "7900000007",
    )
    assert (rows[7]["status"], rows[7]["segments"], rows[7]["provider"]) == ("delivered", "2", "sandbox")
    assert rows[7]["sent_at"].endswith("+07:00")
    assert rows[7]["delivered_at"]
    assert rows[-1]["ho_ten"] == "'=1+1"
    with pytest.raises(Problem):
        recipients(world.engine, world.sealing, 999)


def test_khong_dau_makes_a_campaign_cheaper(world: World) -> None:
    plan = world.campaign(people(2), khong_dau=True)
    with reading(world.engine) as connection:
        rows = connection.execute(sa.select(message.c.encoding, message.c.segments)).all()
        assert find_template(connection, "thong_bao_ma_so").khong_dau is False
    assert [tuple(row) for row in rows] == [("gsm7", 1)] * 2
    world.start(plan.campaign_id)
    run_until(world, lambda: world.tally() == {"delivered": 2})
