"""What a message refers to is there as long as the message is."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from sms_gateway.messages.accept import Draft
from sms_gateway.schema import api_key, campaign, campaign_count, message, template
from tests.sms_gateway.world import World, people

PHONE = "84912345678"


def delete(world: World, table: sa.Table, row_id: int) -> None:
    with world.engine.begin() as connection:
        connection.execute(sa.delete(campaign_count))
        assert connection.execute(sa.delete(table).where(table.c.id == row_id)).rowcount == 1


@pytest.mark.parametrize("parent", [api_key, campaign, template], ids=str)
def test_what_a_message_refers_to_stays(world: World, parent: sa.Table) -> None:
    if parent is campaign:
        row_id = world.campaign(people(1)).campaign_id
    elif parent is template:
        values = {"ma_otp": "736251", "muc_dich": "đổi mật khẩu", "so_phut": "5"}
        row_id = world.template("otp").id
        world.send_one(Draft(PHONE, template="otp", values=values))
    else:
        assert world.owner.key_id is not None
        row_id = world.owner.key_id
        world.send_one(Draft(PHONE, body="x"))
    with pytest.raises(IntegrityError):
        delete(world, parent, row_id)
    with world.engine.begin() as connection:
        connection.execute(sa.delete(message))
    delete(world, parent, row_id)
