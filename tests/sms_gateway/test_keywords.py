"""STOP and START from a phone: understood however they are written, obeyed once, answered without end to nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.database import reading
from sms_gateway.messages import inbound
from sms_gateway.messages.accept import Draft
from sms_gateway.messages.keywords import ANSWERS_A_DAY, Command, command
from sms_gateway.providers import InboundPart
from sms_gateway.rules import blocks
from sms_gateway.rules.blocks import Scope, Source
from sms_gateway.schema import Lane, Status, inbound_message, message
from tests.sms_gateway.sending import run_until
from tests.sms_gateway.world import World

PHONE = "84912345678"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        *((said, Command.STOP) for said in ("STOP", "stop.", "Hủy", "HUY", "TỪ CHỐI", "tu choi nhan tin", "Từ chối quảng cáo!")),
        *((said, Command.STOP) for said in ("Hu\u0309y", "huỷ", "HUY  DANG KY", "« Ngừng nhận tin »", "hủy thông báo")),
        *((said, Command.START) for said in ("START", "Đăng ký lại", "DANG KY LAI", "nhận lại tin nhắn", "đăng kí lại")),
        *((said, None) for said in ("", "HUY HO SO 123", "tôi muốn hủy hẹn", "BH QT 0110129425", "không stop", "dang ky", "??")),
    ],
)  # fmt: skip
def test_what_is_a_command(said: str, meant: Command | None) -> None:
    assert command(said) is meant


def text(world: World, said: str, minutes: float = 0, sender: str = "0912345678") -> None:
    with world.engine.begin() as connection:
        part = InboundPart("telco", sender, "8079", said)
        inbound.keep(connection, world.sealing, [part], utcnow() + timedelta(minutes=minutes))


def sources(world: World) -> list[str]:
    with reading(world.engine) as connection:
        return [row.source for row in blocks.of_phone(connection, world.sealing, PHONE)]


def answers(world: World) -> list[str]:
    with reading(world.engine) as connection:
        rows = connection.execute(sa.select(message).order_by(message.c.id)).all()
    return [world.sealing.open("message.content", row.id, row.content) for row in rows if row.key_id is None]


def test_stop_and_start(world: World) -> None:
    text(world, "Từ chối")
    assert sources(world) == ["keyword"]
    held = world.send_one(Draft(PHONE, body="x", lane=Lane.BULK)).id
    result = world.send_one(Draft(PHONE, body="kết quả hồ sơ", lane=Lane.TRANSACTIONAL)).id
    run_until(world, lambda: world.tally() == {"delivered": 2, "suppressed": 1})
    assert (world.status(held), world.status(result)) == (Status.SUPPRESSED, Status.DELIVERED)
    text(world, "DANG KY LAI", minutes=1)
    assert sources(world) == []
    assert ["DANG KY LAI" in answers(world)[0], "soạn HUY" in answers(world)[1]] == [True, True]
    with reading(world.engine) as connection:
        rows = connection.execute(sa.select(inbound_message.c.handled_at)).scalars().all()
    assert len(rows) == 2 and None not in rows


def test_start_lifts_what_a_provider_reported_but_not_what_staff_set(world: World) -> None:
    with world.engine.begin() as connection:
        for source in (Source.STAFF, Source.PROVIDER):
            blocks.add(
                connection, world.sealing, [PHONE], scope=Scope.BULK, source=source, reason="", by="x", now=utcnow()
            )
    text(world, "start")
    assert sources(world) == ["staff"]


def test_what_is_said_again_is_answered_once(world: World) -> None:
    for minutes in range(0, 20, 2):
        text(world, "HUY", minutes)
    assert len(answers(world)) == 1 and sources(world) == ["keyword"]


def test_two_machines_that_answer_each_other_stop(world: World) -> None:
    for minutes in range(0, 40, 2):
        text(world, "STOP" if minutes % 4 else "START", minutes)
    assert len(answers(world)) <= 2 * ANSWERS_A_DAY  # the test may run across midnight


def test_a_delivery_that_is_repeated_is_obeyed_once(world: World) -> None:
    text(world, "HUY")
    with world.engine.begin() as connection:
        blocks.lift(connection, world.sealing.phone_hash(PHONE), list(Source), by="an", now=utcnow())
    text(world, "HUY", minutes=0.5)
    assert sources(world) == []


@pytest.mark.parametrize("sender", ["VIETTEL", "8079", "+66812345678"])
def test_who_is_no_phone_of_ours_is_not_answered(world: World, sender: str) -> None:
    text(world, "STOP", sender=sender)
    assert answers(world) == []


def test_a_sentence_is_left_to_be_read(world: World) -> None:
    text(world, "Tôi muốn hủy đăng ký giúp mẹ tôi")
    assert sources(world) == answers(world) == []
    with reading(world.engine) as connection:
        assert connection.execute(sa.select(inbound_message.c.handled_at)).scalar_one() is None
