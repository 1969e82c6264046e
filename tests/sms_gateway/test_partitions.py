"""Messages by month on PostgreSQL: moved there, prepared ahead, dropped when they are old."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.database import downgrade, upgrade
from sms_gateway import partitions
from sms_gateway.messages.accept import Draft
from sms_gateway.migrations import SCRIPT_LOCATION
from sms_gateway.schema import Status, message, message_reference
from tests.sms_gateway.world import World

BEFORE = "0014"
PHONE = "84982345678"
pytestmark = pytest.mark.only_on("postgresql")  # SQLite has one table


def partition_of(world: World, message_id: int) -> str:
    query = sa.text("SELECT tableoid::regclass::text FROM message WHERE id = :id")
    with world.engine.connect() as connection:
        return str(connection.execute(query, {"id": message_id}).scalar_one())


def names(world: World) -> set[str]:
    return {name for name in sa.inspect(world.engine).get_table_names() if partitions.is_partition(name)}


def test_a_message_lies_in_its_month_and_is_found_by_its_id(world: World) -> None:
    sent = world.send_one(Draft(PHONE, body="x", reference="r"))
    assert partition_of(world, sent.id) == f"message_{utcnow():%Y%m}"
    assert world.send_one(Draft(PHONE, body="x", reference="r")).id == sent.id
    plan = sa.text(f"EXPLAIN SELECT status FROM message WHERE id = {sent.id}")
    with world.engine.connect() as connection:
        looked = "".join(connection.execute(plan).scalars())
    assert f"message_{utcnow():%Y%m}" in looked
    assert "message_before" not in looked


def test_what_is_there_survives_dividing_and_joining(world: World) -> None:
    url = world.config.database_url
    downgrade(url, SCRIPT_LOCATION, BEFORE)
    with world.engine.begin() as connection:
        connection.execute(sa.text("SELECT setval('message_id_seq', 7)"))
    old = 8
    row = {
        "id": old,
        "lane": 1,
        "status": Status.SENT,
        "sandbox": False,
        "khong_dau": False,
        "phone_hash": b"0" * 32,
        "encoding": "gsm7",
        "segments": 1,
        "attempts": 1,
        "created_at": utcnow(),
    }
    with world.engine.begin() as connection:
        connection.execute(sa.insert(message), row)
    upgrade(url, SCRIPT_LOCATION)
    new = world.send_one(Draft(PHONE, body="x")).id
    assert partition_of(world, old) == "message_before"
    downgrade(url, SCRIPT_LOCATION, BEFORE)
    upgrade(url, SCRIPT_LOCATION)
    later = world.send_one(Draft(PHONE, body="x")).id
    assert partition_of(world, old) == "message_before"
    assert partition_of(world, new) == partition_of(world, later)
    assert later > new
    assert world.tally() == {"sent": 1, "queued": 2}


def test_months_are_prepared_and_dropped_once(world: World) -> None:
    then = datetime(2031, 1, 31, 12, tzinfo=UTC)
    for _ in range(2):
        with world.engine.begin() as connection:
            partitions.keep(connection, then, retention_days=30)
    assert names(world) == {"message_before", "message_203101", "message_203102", "message_203103"}


def test_a_month_goes_when_all_of_it_is_old_and_nothing_waits(world: World) -> None:
    world.send_one(Draft(PHONE, body="x", reference="r"))
    month = f"message_{utcnow():%Y%m}"
    old = (utcnow().replace(day=1) + timedelta(days=32)).replace(day=1) + timedelta(days=31)
    for days, status, stays in ((60, Status.SENT, True), (30, Status.QUEUED, True), (30, Status.SENT, False)):
        with world.engine.begin() as connection:
            connection.execute(sa.update(message).values(status=status))
            partitions.keep(connection, old, retention_days=days)
        assert (month in names(world)) is stays
    with world.engine.connect() as connection:
        assert connection.execute(sa.select(message_reference)).all() == []
    assert world.tally() == {}


def test_a_month_that_is_read_just_now_is_dropped_the_next_time(world: World) -> None:
    world.send_one(Draft(PHONE, body="x", reference="r"))
    month = f"message_{utcnow():%Y%m}"
    old = utcnow() + timedelta(days=200)
    with world.engine.begin() as connection:
        connection.execute(sa.update(message).values(status=Status.SENT))
    with world.engine.connect() as reader:
        reader.execute(sa.select(message.c.id)).all()
        with world.engine.begin() as connection:
            partitions.keep(connection, old, retention_days=30)
        assert month in names(world)
        with world.engine.connect() as connection:
            assert len(connection.execute(sa.select(message_reference)).all()) == 1
    with world.engine.begin() as connection:
        partitions.keep(connection, old, retention_days=30)
    assert month not in names(world)
