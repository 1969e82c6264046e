"""Through a real Kannel to an SMSC and back by its reports; and what is done with forged ones."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path
from typing import Any

import httpx
import pytest

from bhxh.dates import utcnow
from sms_gateway.providers import Outcome
from sms_gateway.providers.callbacks import signature
from sms_gateway.providers.kannel.provider import outcome_of
from sms_gateway.providers.kannel.settings import KannelSettings
from sms_gateway.schema import Status, message
from tests.sms_gateway.gateway import config, serving
from tests.sms_gateway.providers.whole import accept, all_are, sending, status
from tests.sms_gateway.sending import eventually
from tests.sms_gateway.smpp.lines import on_a_loop
from tests.support.kannel import kannel
from tests.support.smsc import node_smsc

SECRET = "signs-the-reports"
ENVIRONMENT = {"PASSWORD": "test", "CALLBACK": SECRET}


def settings(**changes: Any) -> KannelSettings:
    table = {
        "name": "kannel",
        "kind": "kannel",
        "url": "http://127.0.0.1:9/cgi-bin/sendsms",
        "username": "test",
        "password_env": "PASSWORD",
        "sender": "BHXHVN",
        "callback_url": "http://127.0.0.1:9/sms/v1",
        "callback_secret_env": "CALLBACK",
        **changes,
    }
    return KannelSettings.model_validate(table, context={"environment": ENVIRONMENT})


@contextlib.contextmanager
def gateway_with_kannel(database_url: str, tmp_path: Path) -> Any:
    with serving(config(database_url, tmp_path, providers=(settings(),))) as gateway:
        yield gateway


def test_messages_go_through_kannel_and_its_reports_come_back(database_url: str, tmp_path: Path) -> None:
    @on_a_loop
    async def play() -> None:
        with gateway_with_kannel(database_url, tmp_path) as gateway:
            texts = ["Xin chao [Ong/Ba] 100% {1}", "Kính gửi Ông/Bà Nguyễn Thị Ấn", "Kính gửi Ông/Bà Ấn. " * 8]
            async with node_smsc(receipts="after", keep=True, receiptDelay=50) as smsc:
                async with kannel(tmp_path, smsc.port, 9) as box:
                    await smsc.event("bound")
                    sent = [await asyncio.to_thread(accept, gateway, text) for text in texts]
                    url = f"http://127.0.0.1:{box.sendsms}/cgi-bin/sendsms"
                    async with sending(gateway, settings(callback_url=gateway.url, url=url)) as running:
                        await eventually(all_are(gateway, sent, "delivered"), running)
                kept = (await smsc.state())["kept"]
            received = ["", "", ""]
            for part in kept:
                assert (part["from"], part["to"]) == ("BHXHVN", "84912345678")
                received[0 if part["data_coding"] == 0 else 2 if part["udh"] else 1] += part["text"]
            assert [text.strip() for text in received] == [text.strip() for text in texts]

    play()


def test_an_smsc_that_refuses_is_reported_as_failed(database_url: str, tmp_path: Path) -> None:
    @on_a_loop
    async def play() -> None:
        with gateway_with_kannel(database_url, tmp_path) as gateway:
            async with node_smsc(receipts="after", stat="UNDELIV") as smsc, kannel(tmp_path, smsc.port, 9) as box:
                await smsc.event("bound")
                sent = await asyncio.to_thread(accept, gateway, "x")
                url = f"http://127.0.0.1:{box.sendsms}/cgi-bin/sendsms"
                async with sending(gateway, settings(callback_url=gateway.url, url=url)) as running:
                    await eventually(all_are(gateway, [sent], "failed"), running)

    play()


def test_a_wrong_password_stops_the_line_and_loses_nothing(database_url: str, tmp_path: Path) -> None:
    @on_a_loop
    async def play() -> None:
        with gateway_with_kannel(database_url, tmp_path) as gateway:
            async with node_smsc() as smsc, kannel(tmp_path, smsc.port, 9) as box:
                sent = await asyncio.to_thread(accept, gateway, "x")
                url = f"http://127.0.0.1:{box.sendsms}/cgi-bin/sendsms"
                async with sending(gateway, settings(callback_url=gateway.url, url=url, username="nobody")):
                    await asyncio.sleep(1.5)
                assert status(gateway, sent) == "queued"
                assert (await smsc.state())["submits"] == 0

    play()


def test_without_kannel_nothing_is_lost_and_a_request_that_breaks_is_unknown(database_url: str, tmp_path: Path) -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    @on_a_loop
    async def play() -> None:
        with gateway_with_kannel(database_url, tmp_path) as gateway:
            sent = await asyncio.to_thread(accept, gateway, "x")
            async with sending(gateway, settings(callback_url=gateway.url)):
                await asyncio.sleep(0.5)
            assert status(gateway, sent) == "queued"
            server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/cgi-bin/sendsms"
            async with sending(gateway, settings(callback_url=gateway.url, url=url)) as running:
                await eventually(all_are(gateway, [sent], "unknown"), running)
            server.close()

    play()


def test_a_report_needs_the_signature_of_its_own_message(database_url: str, tmp_path: Path) -> None:
    with gateway_with_kannel(database_url, tmp_path) as gateway:
        mine, other = accept(gateway, "x"), accept(gateway, "y")
        with gateway.engine.begin() as connection:
            values = {"status": Status.SENT, "provider": "kannel", "sent_at": utcnow()}
            connection.execute(message.update().values(values))

        def tell(message_id: str, sig: str, kind: str = "1") -> int:
            params = {"id": message_id, "sig": sig, "type": kind}
            return httpx.get(f"{gateway.url}/receipts/kannel", params=params).status_code

        good = signature(SECRET, "kannel", mine)
        assert [tell(mine, "0" * 32), tell(other, good), tell("", ""), tell(mine, "é")] == [403] * 4
        assert tell(mine, good, "soon") == 422
        assert tell(mine, good, "8") == 204
        assert status(gateway, mine) == "sent"
        assert [tell(mine, good), tell(mine, good, "2")] == [204, 204]
        assert (status(gateway, mine), status(gateway, other)) == ("delivered", "sent")
        assert httpx.get(f"{gateway.url}/receipts/telco-a").status_code == 404


@pytest.mark.parametrize(
    ("code", "text", "outcome"),
    [
        (202, "0: Accepted for delivery", Outcome.ACCEPTED),
        (202, "3: Queued for later delivery", Outcome.ACCEPTED),
        (400, "Sender missing and no global set, rejected", Outcome.BAD_CONTENT),
        (403, "Authorization failed for sendsms", Outcome.STOP),
        (403, "Not routable. Do not try again.", Outcome.BAD_NUMBER),
        (404, "Unknown request.", Outcome.STOP),
        (503, "Temporal failure, try again later.", Outcome.RETRY),
        (500, "", Outcome.RETRY),
    ],
)
def test_what_an_answer_means(code: int, text: str, outcome: Outcome) -> None:
    assert outcome_of(code, text)[0] is outcome
