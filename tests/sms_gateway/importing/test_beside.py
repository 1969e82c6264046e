"""A file whose rows a second process checks and encrypts: the same comes out of it, however it ends."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from sms_gateway import templates
from sms_gateway.campaigns import lifecycle
from sms_gateway.campaigns.importing import beside
from sms_gateway.campaigns.importing.problems import ImportRefused
from sms_gateway.campaigns.importing.run import run_import
from sms_gateway.campaigns.view import view
from sms_gateway.config import GatewayConfig
from sms_gateway.schema import message
from tests.sms_gateway.world import World

HEADER = "so_dien_thoai,ho_ten,ma_so_bhxh"


def row(n: int) -> str:
    return f"09{n:08d},Nguyễn Thị {n},{7_900_000_000 + n}"


FILE = "\n".join([HEADER, *map(row, range(3500)), "0912345678,An,123", row(7), *map(row, range(3500, 5000)), row(4999)])


def new_campaign(world: World) -> int:
    with world.engine.begin() as connection:
        used = templates.find(connection, "thong_bao_ma_so")
        source = lifecycle.Source("file", tuple(HEADER.split(",")))
        return lifecycle.create(connection, world.owner, "Đợt", used, source=source, created_by="thu").campaign_id


def run(world: World, campaign_id: int, content: str, helped: GatewayConfig | None) -> None:
    run_import(world.engine, world.sealing, campaign_id, io.BytesIO(content.encode()), helped)


def outcome(world: World, campaign_id: int) -> Any:
    """Everything that a campaign's rows say, in clear."""
    query = sa.select(message).where(message.c.campaign_id == campaign_id).order_by(message.c.id)
    with world.engine.connect() as connection:
        rows = connection.execute(query).all()
        shown = view(connection, campaign_id, world.config)
    clear = [
        (
            one.row,
            world.sealing.open("message.phone", one.id, one.phone),
            world.sealing.open("message.content", one.id, one.content),
            (bytes(one.phone_hash), one.telco, one.encoding, one.segments),
        )
        for one in rows
    ]
    return clear, [shown[name] for name in ("status", "rows", "valid", "segments", "errors", "counts")]


def test_the_same_comes_of_it_as_without(world: World) -> None:
    alone, together = new_campaign(world), new_campaign(world)
    run(world, alone, FILE, None)
    run(world, together, FILE, world.config)
    rows, shown = outcome(world, together)
    assert (rows, shown) == outcome(world, alone)
    assert len(rows) == 5000 and [error["code"] for error in shown[4]] == ["code.length", "duplicate", "duplicate"]


def test_a_file_that_breaks_leaves_nothing(world: World) -> None:
    campaign_id = new_campaign(world)
    with pytest.raises(ImportRefused, match="quotes"):
        run(world, campaign_id, FILE + '\n0912345678,"An,7912345678\n', world.config)
    rows, (status, *_) = outcome(world, campaign_id)
    assert (rows, status) == ([], "cancelled")


def test_its_death_ends_the_import_which_then_goes_on_where_it_was(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken, take = [], beside.Helper.take

    def dies(self: beside.Helper) -> Any:
        taken.append(1)
        if len(taken) == 3:
            raise EOFError
        return take(self)

    campaign_id, alone = new_campaign(world), new_campaign(world)
    monkeypatch.setattr(beside.Helper, "take", dies)
    with pytest.raises(EOFError):
        run(world, campaign_id, FILE, world.config)
    assert 0 < len(outcome(world, campaign_id)[0]) < 5000
    run(world, campaign_id, FILE, world.config)
    run(world, alone, FILE, None)
    assert outcome(world, campaign_id) == outcome(world, alone)


def test_one_that_cannot_begin_is_noticed(world: World) -> None:
    with pytest.raises((EOFError, ConnectionResetError)):
        run(world, new_campaign(world), FILE, replace(world.config, keyset="{}"))
