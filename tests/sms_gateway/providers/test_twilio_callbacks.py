"""What Twilio sends us: signed reports and phones' messages, and what others send in its name."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.database import reading
from sms_gateway.schema import Status, inbound_message, message, parked_receipt
from tests.sms_gateway.gateway import Gateway, config, serving
from tests.sms_gateway.providers.twilio import PUBLIC, report, settings, signed, tell
from tests.sms_gateway.providers.whole import PHONE, accept, all_are, sending, status
from tests.sms_gateway.sending import eventually
from tests.sms_gateway.smpp.lines import on_a_loop
from tests.support.peer import Answer, Request, always, peer
from tests.support.prism import SID


@pytest.fixture
def gateway(database_url: str, tmp_path: Path) -> Any:
    with serving(config(database_url, tmp_path, providers=(settings(),))) as running:
        yield running


def test_only_twilio_reports(gateway: Gateway) -> None:
    mine, other = accept(gateway, "x"), accept(gateway, "y")
    with gateway.engine.begin() as connection:
        connection.execute(message.update().values(status=Status.SENT, provider="twilio", sent_at=utcnow()))
    path, form = report(mine, "delivered")
    good = signed(PUBLIC + path, form)

    def post(path: str, form: dict[str, str], headers: dict[str, Any]) -> int:
        return httpx.post(gateway.url + path, data=form, headers=headers).status_code

    assert [post(path, form, {}), post(path, form, {"X-Twilio-Signature": "é".encode()})] == [
        403,
        403,
    ]
    assert tell(gateway, (path, form), token="another") == 403
    assert tell(gateway, (path, form), public="http://sms.example.vn/sms/v1") == 403
    assert tell(gateway, (path, form), public=gateway.url) == 403
    assert post(report(other, "delivered")[0], form, good) == 403
    assert post(path, form | {"MessageStatus": "failed"}, good) == 403
    assert post(path, form | {"More": "1"}, good) == 403
    assert httpx.get(gateway.url + path, headers=good).status_code == 403
    assert {status(gateway, mine), status(gateway, other)} == {"sent"}
    assert post(path, form, good) == 204
    assert post(path, form, good) == 204
    assert (status(gateway, mine), status(gateway, other)) == ("delivered", "sent")


def test_reports_that_make_no_sense(gateway: Gateway) -> None:
    for told, answer in (
        (report("1", "teleported"), 422),
        (report("1", ""), 422),
        (report("1", "delivered", MessageSid="SM1"), 422),
        (report("x", "delivered"), 422),
        (report("9" * 19, "delivered"), 422),
        (report("1", "delivered", Long="x" * 20_000), 413),
    ):
        assert tell(gateway, told) == answer, told


def test_bodies_that_are_no_form(gateway: Gateway) -> None:
    for body in (b"\xff\xfe%", b"a=%ff", urlencode({f"f{n}": n for n in range(200)}).encode(), b""):
        headers = {"X-Twilio-Signature": "x", "Content-Type": "application/x-www-form-urlencoded"}
        for path in ("/receipts/twilio", "/inbound/twilio"):
            assert httpx.post(gateway.url + path, content=body, headers=headers).status_code == 403


def test_reports_that_come_before_the_answer(gateway: Gateway) -> None:
    """With our number in the address they move the message at once; without it they wait for Twilio's number."""

    @on_a_loop
    async def play() -> None:
        sent = [await asyncio.to_thread(accept, gateway, text) for text in ("x", "y")]
        sids = [f"SM{number:032x}" for number in range(2)]

        async def report_first(request: Request) -> Answer:
            message_id = request.form["StatusCallback"].partition("id=")[2]
            sid = sids[sent.index(message_id)]
            named = message_id if message_id == sent[0] else None
            assert await asyncio.to_thread(tell, gateway, report(named, "delivered", MessageSid=sid)) == 204
            return await always(201, {"sid": sid})(request)

        async with peer(report_first) as api_url, sending(gateway, settings(api_url=api_url)) as running:
            await eventually(all_are(gateway, sent, "delivered"), running)
        with reading(gateway.engine) as connection:
            assert connection.execute(sa.select(parked_receipt)).all() == []
            numbers = (
                connection.execute(sa.select(message.c.provider_message_id).order_by(message.c.id)).scalars().all()
            )
        assert numbers == sids

    play()


def test_what_phones_send_is_kept_once(gateway: Gateway) -> None:
    form = {"MessageSid": SID, "From": f"+{PHONE}", "To": "+84900000000", "Body": "TC BHXH 7900000001 cảm ơn"}
    arrived = ("/inbound/twilio", form)
    assert [tell(gateway, arrived), tell(gateway, arrived)] == [204, 204]
    assert tell(gateway, arrived, token="another") == 403
    assert tell(gateway, ("/inbound/twilio", form | {"From": "x" * 30})) == 422
    assert tell(gateway, ("/inbound/twilio", {"From": f"+{PHONE}", "To": "8079"})) == 422
    with reading(gateway.engine) as connection:
        (row,) = connection.execute(sa.select(inbound_message)).all()
    opened = gateway.sealing.open("inbound_message.body", row.id, row.body)
    assert (row.provider, row.recipient, opened) == ("twilio", "+84900000000", form["Body"])
    assert row.phone_hash == gateway.sealing.phone_hash(PHONE)
