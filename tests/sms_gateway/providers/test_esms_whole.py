"""The whole gateway with an aggregator of eSMS's shape: taken once whatever breaks, reported at a signed address or asked about."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.database import reading
from sms_gateway.providers.esms.callbacks import report_url
from sms_gateway.schema import Status, message
from tests.sms_gateway.gateway import Gateway, config, serving
from tests.sms_gateway.providers.esms import ENVIRONMENT, FIXED, POLLED, settings
from tests.sms_gateway.providers.whole import accept, all_are, sending, status
from tests.sms_gateway.sender_child import sender_process
from tests.sms_gateway.sending import eventually
from tests.sms_gateway.smpp.lines import on_a_loop
from tests.sms_gateway.world import World, people
from tests.support.esms import Esms
from tests.support.peer import peer

UNICODE = "Kính gửi Ông/Bà Nguyễn Thị Ấn"


@pytest.fixture
def gateway(database_url: str, tmp_path: Path) -> Any:
    with serving(config(database_url, tmp_path, providers=(settings(),))) as running:
        yield running


def table(**changes: Any) -> str:
    """The providers file for a sender of its own process."""
    values = {key: value for key, value in (FIXED | changes).items() if value is not None}
    return "\n".join(["[[provider]]", *(f"{key} = {json.dumps(value)}" for key, value in values.items())])


def call_back(asked: dict[str, Any], told: dict[str, str], mark: str = "&") -> int:
    """The aggregator reports at the address it was given; the status that is answered."""
    return httpx.get(asked["CallbackUrl"] + mark + str(httpx.QueryParams(told))).status_code


def rows(gateway: Gateway) -> list[Any]:
    with reading(gateway.engine) as connection:
        return list(connection.execute(sa.select(message).order_by(message.c.id)).all())


async def until(holds: Callable[[], bool]) -> None:
    """Wait for what another process, or another task of ours, does."""
    async with asyncio.timeout(90):
        while not await asyncio.to_thread(holds):  # noqa: ASYNC110 - another process moves the rows
            await asyncio.sleep(0.02)


def test_messages_go_out_and_their_reports_come_back(gateway: Gateway, capfd: pytest.CaptureFixture[str]) -> None:
    @on_a_loop
    async def play() -> None:
        esms = Esms()
        plain = await asyncio.to_thread(accept, gateway, "Xin chao")
        accented = await asyncio.to_thread(accept, gateway, UNICODE)
        async with peer(esms.script) as url, sending(gateway, settings(url=url, callback_url=gateway.url)) as running:
            await eventually(all_are(gateway, [plain, accented], "sent"), running)
        first, second = sorted(esms.asked, key=lambda asked: asked["IsUnicode"])
        assert (first["Content"], second["Content"], second["IsUnicode"]) == ("Xin chao", UNICODE, "1")
        for counts in ({"SendStatus": 2}, {"SendStatus": 7}, {"SendStatus": 5, "SendSuccess": 0}):
            assert await asyncio.to_thread(call_back, first, esms.report(first, **counts)) == 204
        assert status(gateway, plain) == "sent"
        for counts in ({}, {}, {"SendFailed": 1, "SendSuccess": 0}):
            assert await asyncio.to_thread(call_back, first, esms.report(first, **counts)) == 204
        failed = esms.report(second, SendFailed=1, SendSuccess=0)
        assert await asyncio.to_thread(call_back, second, failed, "?") == 204
        assert (status(gateway, plain), status(gateway, accented)) == ("delivered", "failed")
        assert [row.provider_message_id for row in rows(gateway)] == [esms.number(first), esms.number(second)]
        assert rows(gateway)[1].error == "esms_failed"

    play()
    logged = "".join(capfd.readouterr())
    assert "sender_started" in logged
    for private in (*ENVIRONMENT.values(), "912345678", UNICODE, "sig="):
        assert private not in logged


def test_a_sender_killed_between_request_and_answer_sends_nothing_twice(
    gateway: Gateway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One request was taken and not answered, one not even taken: both are asked for again, and go out once."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    path = tmp_path / "providers.toml"
    child_config = replace(gateway.config, providers=(), import_dir=None, poll_seconds=0.05)

    @on_a_loop
    async def play() -> None:
        esms = Esms()
        dead = asyncio.Event()

        async def stall_the_second(asked: dict[str, Any]) -> bool:
            if not dead.is_set() and asked["Content"] == "hai":
                await asyncio.Event().wait()
            return True

        async def stall_the_first(asked: dict[str, Any]) -> bool:
            if not dead.is_set():
                await asyncio.Event().wait()
            return True

        esms.before, esms.after = stall_the_second, stall_the_first
        sent = [await asyncio.to_thread(accept, gateway, text) for text in ("mot", "hai")]
        async with peer(esms.script) as url:
            path.write_text(table(url=url, callback_url=gateway.url), encoding="utf-8")
            with sender_process(child_config, path) as child:
                await until(lambda: len(esms.asked) == 2)
                child.kill()
                child.wait()
            assert (sum(esms.sms.values()), {status(gateway, one) for one in sent}) == (1, {"claimed"})
            dead.set()
            with sender_process(child_config, path):
                await until(all_are(gateway, sent, "sent"))
        assert len(esms.asked) == 4
        assert sorted(esms.sms.values()) == [1, 1]
        assert {asked["RequestId"] for asked in esms.asked} == set(esms.sms)
        for asked in esms.asked[:2]:
            assert await asyncio.to_thread(call_back, asked, esms.report(asked)) == 204
        assert {status(gateway, one) for one in sent} == {"delivered"}

    play()


def test_a_campaign_whose_sender_is_killed_goes_out_once(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is left out, nobody gets two, and nothing stays unknown."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    path = tmp_path / "providers.toml"
    rows_in_all = 200

    @on_a_loop
    async def play() -> None:
        esms = Esms(delivers=True)

        async def dawdle(_: dict[str, Any]) -> bool:
            await asyncio.sleep(0.03)
            return True

        esms.before = esms.after = dawdle
        plan = world.campaign(people(rows_in_all), khong_dau=True)
        world.start(plan.campaign_id)
        async with peer(esms.script) as url:
            path.write_text(table(url=url, **POLLED), encoding="utf-8")
            with sender_process(world.config, path) as child:
                await until(lambda: len(esms.asked) >= 90)
                child.kill()
                child.wait()
            assert world.counts(plan.campaign_id)["claimed"] > 0
            with sender_process(world.config, path):
                await until(lambda: set(world.counts(plan.campaign_id)) <= {"sent", "delivered"})
        assert set(esms.sms.values()) == {1}, "sent twice"
        assert len(esms.sms) == rows_in_all, "lost"
        assert len(esms.asked) > rows_in_all, "nothing was asked again"

    play()


def test_messages_without_a_report_are_asked_about(gateway: Gateway) -> None:
    @on_a_loop
    async def play() -> None:
        esms = Esms()
        sent = [await asyncio.to_thread(accept, gateway, text) for text in ("mot", "hai", "ba", "bon")]
        async with peer(esms.script) as url, sending(gateway, settings(url=url, **POLLED)) as running:
            await eventually(all_are(gateway, sent, "sent"), running)
            numbers = {asked["Content"]: esms.number(asked) for asked in esms.asked}
            esms.states[numbers["mot"]] = {"SendStatus": 5, "SendFailed": 0, "SendSuccess": 1}
            esms.states[numbers["hai"]] = {"SendStatus": 5, "SendFailed": 1, "SendSuccess": 0}
            esms.states[numbers["ba"]] = {"SendStatus": "2"}
            esms.broken.add(numbers["mot"])
            await eventually(all_are(gateway, sent[1:2], "failed"), running)
            assert status(gateway, sent[0]) == "sent", "what is asked first could not be, and kept nobody waiting"
            esms.broken.clear()
            await eventually(all_are(gateway, sent[:1], "delivered"), running)
            esms.states[numbers["ba"]] = {"SendStatus": "teleported"}
            settled = len(esms.polled)
            await eventually(lambda: len(esms.polled) >= settled + 4, running)
        asked_later = {query["RefId"] for query in esms.polled[settled + 1 :]}
        assert asked_later == {numbers["ba"], numbers["bon"]}
        assert {status(gateway, one) for one in sent[2:]} == {"sent"}

    play()


def test_only_who_was_given_the_address_reports(gateway: Gateway) -> None:
    mine, other = (int(accept(gateway, text)) for text in ("x", "y"))
    with gateway.engine.begin() as connection:
        connection.execute(message.update().values(status=Status.SENT, provider="esms", sent_at=utcnow()))
    given = settings(callback_url=gateway.url)
    address, others = report_url(given, mine), report_url(given, other)
    assert address is not None
    assert others is not None
    esms = Esms()
    told = esms.report({"RequestId": "1", "Phone": "0912345678"})

    def tell(url: str, **changes: str) -> int:
        return httpx.get(url, params=dict(httpx.URL(url).params) | told | changes).status_code

    receipts = f"{gateway.url}/receipts/esms"
    assert tell(receipts) == 403
    assert tell(f"{receipts}?id={mine}&sig={'0' * 32}") == 403
    assert tell(address.replace(f"id={mine}", f"id={other}")) == 403
    assert tell(address.replace(f"id={mine}", "id=x")) == 403
    assert tell(address, sig="é") == 403
    for nonsense in ({"SendStatus": ""}, {"SendStatus": "9"}, {"SendFailed": "x"}, {"SendSuccess": "9" * 20}):
        assert tell(address, **nonsense) == 422
    assert tell(address, SMSID="x" * 65) == 422
    assert {status(gateway, str(one)) for one in (mine, other)} == {"sent"}
    assert tell(others, SendStatus="4") == 204
    assert tell(address) == 204
    assert (status(gateway, str(mine)), status(gateway, str(other))) == ("delivered", "failed")
    assert httpx.post(f"{gateway.url}/inbound/esms", data=told).status_code == 404


def test_a_report_that_comes_before_the_answer(gateway: Gateway) -> None:
    @on_a_loop
    async def play() -> None:
        esms = Esms()

        async def report_first(asked: dict[str, Any]) -> bool:
            return await asyncio.to_thread(call_back, asked, esms.report(asked)) == 204

        esms.after = report_first
        sent = await asyncio.to_thread(accept, gateway, "x")
        async with peer(esms.script) as url, sending(gateway, settings(url=url, callback_url=gateway.url)) as running:
            await eventually(lambda: rows(gateway)[0].provider_message_id is not None, running)
        assert status(gateway, sent) == "delivered"

    play()


def test_without_a_callback_reports_are_forged(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'sms.db'}"
    with serving(config(url, tmp_path, providers=(settings(**POLLED),))) as gateway:
        assert httpx.get(f"{gateway.url}/receipts/esms?id=1&sig=").status_code == 403
