"""What phones send: kept once, joined from parts in any order, sealed, and cleared away in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

import pytest
import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.database import reading
from sms_gateway import maintain
from sms_gateway.messages import inbound
from sms_gateway.providers import InboundPart
from sms_gateway.schema import inbound_message, inbound_part
from tests.sms_gateway.world import World

WHOLE = InboundPart("telco-a", "0982345678", "8079", "TC BHXH 7900000001")
NOW = utcnow()


def keep(world: World, *parts: InboundPart, at: datetime = NOW) -> None:
    with world.engine.begin() as connection:
        inbound.keep(connection, world.sealing, parts, at)


def kept(world: World) -> list[tuple[str, str, int]]:
    """(phone, text, missing parts), oldest first."""
    with reading(world.engine) as connection:
        rows = connection.execute(sa.select(inbound_message).order_by(inbound_message.c.id)).all()
    opened = world.sealing.open
    return [
        (
            opened("inbound_message.phone", row.id, row.phone),
            opened("inbound_message.body", row.id, row.body),
            row.missing,
        )
        for row in rows
    ]


def parts(*texts: str, reference: str = "udh8:7") -> list[InboundPart]:
    return [
        WHOLE._replace(text=text, reference=reference, total=len(texts), number=number)
        for number, text in enumerate(texts, 1)
    ]


def test_a_text_is_kept_sealed_and_found_by_its_phone(world: World) -> None:
    keep(world, WHOLE)
    assert kept(world) == [("84982345678", "TC BHXH 7900000001", 0)]
    with reading(world.engine) as connection:
        row = connection.execute(sa.select(inbound_message)).one()
    assert row.phone_hash == world.sealing.phone_hash("84982345678")
    assert b"BHXH" not in row.body


def test_a_delivery_that_is_repeated_is_kept_once_and_a_new_one_again(world: World) -> None:
    keep(world, WHOLE, WHOLE)
    keep(world, WHOLE, at=NOW + timedelta(seconds=30))
    assert len(kept(world)) == 1
    keep(world, WHOLE._replace(sender="0902345678"))
    keep(world, WHOLE, at=NOW + inbound.REPEAT + timedelta(seconds=1))
    assert len(kept(world)) == 3


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_parts_are_joined_in_any_order_and_once(world: World, order: tuple[int, ...]) -> None:
    pieces = parts("Kính gửi ", "tổng ", "đài")
    for place in order:
        keep(world, pieces[place])
        keep(world, pieces[place])
    assert [text for _, text, _ in kept(world)] == ["Kính gửi tổng đài"]


def test_a_character_cut_in_two_is_whole_again(world: World) -> None:
    keep(world, *parts("x\ud83d", "\ude00y"))
    keep(world, WHOLE._replace(text="half \ud83d"), WHOLE._replace(text=None))
    assert [text for _, text, _ in kept(world)] == ["x😀y", "half �", "�"]


def test_a_reference_that_comes_round_begins_a_new_text(world: World) -> None:
    keep(world, parts("một ", "hai ")[0])
    keep(world, *parts("ba ", "bốn"))
    assert [(text, missing) for _, text, missing in kept(world)] == [("một ", 1), ("ba bốn", 0)]
    keep(world, *parts("năm ", "sáu"))
    assert [text for _, text, _ in kept(world)][2:] == ["năm sáu"]


def test_what_never_comes_is_not_waited_for_for_ever(world: World) -> None:
    long_ago = NOW - inbound.WAIT - timedelta(minutes=1)
    keep(world, parts("một ", "hai")[0], at=long_ago)
    keep(world, *parts("xong ", "rồi", reference="udh8:8"), at=long_ago)
    assert maintain.run(world.config).joined == 2
    assert [(text, missing) for _, text, missing in kept(world)] == [("xong rồi", 0), ("một ", 1)]
    with reading(world.engine) as connection:
        assert connection.execute(sa.select(inbound_part)).all() == []


def test_old_texts_are_forgotten(world: World) -> None:
    keep(world, WHOLE, at=NOW - timedelta(days=31))
    keep(world, WHOLE)
    maintain.run(replace(world.config, retention_days=30))
    assert len(kept(world)) == 1
