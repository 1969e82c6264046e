"""Messages through an aggregator of eSMS's shape: taken once whatever breaks, reported by a signed address or asked about."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

import sms_gateway.providers.esms.provider
from bhxh.dates import utcnow
from kit.database import reading
from sms_gateway.providers import Outcome, Outgoing
from sms_gateway.providers.esms.callbacks import report_url
from sms_gateway.providers.esms.settings import EsmsSettings
from sms_gateway.schema import Lane, Status, message
from tests.sms_gateway.gateway import Gateway, config, serving
from tests.sms_gateway.providers.whole import PHONE, accept, all_are, answer_to, outgoing, provider, sending, status
from tests.sms_gateway.sender_child import sender_process
from tests.sms_gateway.sending import eventually
from tests.sms_gateway.smpp.lines import on_a_loop
from tests.support.esms import KEYS, Esms
from tests.support.peer import Answer, Request, Script, always, hang_up, peer, silent

SECRET = "signs-the-addresses"
ENVIRONMENT = {"API_KEY": KEYS["ApiKey"], "SECRET_KEY": KEYS["SecretKey"], "CALLBACK": SECRET}
FIXED = {
    "name": "esms",
    "kind": "esms",
    "api_key_env": "API_KEY",
    "secret_key_env": "SECRET_KEY",
    "brandname": "BHXHVN",
    "callback_url": "http://127.0.0.1:9/sms/v1",
    "callback_secret_env": "CALLBACK",
    "url": "http://127.0.0.1:9",
}
POLLED = {"callback_url": None, "callback_secret_env": None, "poll_after": 0.2, "poll_rate": 100.0}
UNICODE = "Kính gửi Ông/Bà Nguyễn Thị Ấn"


def settings(**changes: Any) -> EsmsSettings:
    table = {key: value for key, value in (FIXED | changes).items() if value is not None}
    return EsmsSettings.model_validate(table, context={"environment": ENVIRONMENT})


@pytest.fixture(autouse=True)
def _repeats_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sms_gateway.providers.esms.provider, "_REPEAT_AFTER", 0.1)


@pytest.fixture
def gateway(database_url: str, tmp_path: Path) -> Any:
    with serving(config(database_url, tmp_path, providers=(settings(),))) as running:
        yield running


def call_back(asked: dict[str, Any], told: dict[str, str], mark: str = "&") -> int:
    """The aggregator reports at the address it was given; the status that is answered."""
    return httpx.get(asked["CallbackUrl"] + mark + str(httpx.QueryParams(told))).status_code


def rows(gateway: Gateway) -> list[Any]:
    with reading(gateway.engine) as connection:
        return list(connection.execute(sa.select(message).order_by(message.c.id)).all())


async def until(holds: Callable[[], bool]) -> None:
    """Wait for what another process, or another task of ours, does."""
    async with asyncio.timeout(60):
        while not await asyncio.to_thread(holds):  # noqa: ASYNC110 - another process moves the rows
            await asyncio.sleep(0.02)


def test_messages_go_out_and_their_reports_come_back(gateway: Gateway) -> None:
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
            table = FIXED | {"url": url, "callback_url": gateway.url}
            lines = ["[[provider]]", *(f'{key} = "{value}"' for key, value in table.items())]
            path.write_text("\n".join(lines), encoding="utf-8")
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


def code(number: str) -> Script:
    return always(200, {"CodeResult": number, "ErrorMessage": f"{PHONE} 736251"})


@pytest.mark.parametrize(
    ("script", "outcome", "error"),
    [
        (always(200, {"CodeResult": "100", "SMSID": "n-1"}), Outcome.ACCEPTED, None),
        (always(200, {"CodeResult": 100, "SMSID": "n-1"}), Outcome.ACCEPTED, None),
        (code("100"), Outcome.ACCEPTED, None),
        (code("124"), Outcome.DUPLICATE, None),
        (code("99"), Outcome.BAD_NUMBER, "esms_99"),
        (code("108"), Outcome.BAD_NUMBER, "esms_108"),
        (code("177"), Outcome.BAD_NUMBER, "esms_177"),
        (code("146"), Outcome.BAD_CONTENT, "esms_146"),
        (code("201"), Outcome.BAD_CONTENT, "esms_201"),
        (code("101"), Outcome.STOP, "esms_101"),
        (code("103"), Outcome.STOP, "esms_103"),
        (code("104"), Outcome.STOP, "esms_104"),
        (code("140"), Outcome.STOP, "esms_140"),
        (code("160"), Outcome.RETRY, "esms_160"),
        (code("555"), Outcome.RETRY, "esms_555"),
        (code("777"), Outcome.STOP, "esms_777"),
        (always(400, {"CodeResult": "108"}), Outcome.BAD_NUMBER, "esms_108"),
        (always(400, "?"), Outcome.BAD_CONTENT, "esms_http_400"),
        (always(403, "?"), Outcome.STOP, "esms_http_403"),
        (always(301, ""), Outcome.STOP, "esms_http_301"),
        (always(429, "?"), Outcome.RETRY, "esms_http_429"),
        (always(500, {"CodeResult": "108"}), Outcome.UNKNOWN, "esms_http_500"),
        (always(200, "<html>"), Outcome.UNKNOWN, "esms_unreadable"),
        (always(200, []), Outcome.UNKNOWN, "esms_unreadable"),
        (always(200, {"CodeResult": "x" * 100}), Outcome.UNKNOWN, "esms_unreadable"),
        (always(200, "[" * 100_000), Outcome.UNKNOWN, "esms_unreadable"),
        (hang_up, Outcome.UNKNOWN, "esms_remoteprotocolerror"),
        (silent, Outcome.UNKNOWN, "esms_readtimeout"),
    ],
)
def test_what_an_answer_means(
    caplog: pytest.LogCaptureFixture, script: Script, outcome: Outcome, error: str | None
) -> None:
    caplog.set_level(logging.DEBUG)

    @on_a_loop
    async def play() -> None:
        given = settings(timeout=0.3, errors={"777": "stop"})
        async with peer(script) as url, provider(given.model_copy(update={"url": url})) as esms:
            answer = await answer_to(esms, outgoing("Ma cua Ong/Ba: 736251"))
        assert (answer.message_id, answer.outcome, answer.error) == (7, outcome, error)

    play()
    for private in (*ENVIRONMENT.values(), PHONE, PHONE[2:], "736251"):
        assert private not in caplog.text


def in_turn(*scripts: Script) -> Script:
    """One script after the other."""
    left = list(scripts)

    async def play(request: Request) -> Answer:
        return await left.pop(0)(request)

    return play


@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        (in_turn(hang_up, code("124")), Outcome.DUPLICATE),
        (in_turn(hang_up, code("100")), Outcome.ACCEPTED),
        (in_turn(always(502, ""), code("146")), Outcome.BAD_CONTENT),
        (in_turn(hang_up, code("160")), Outcome.UNKNOWN),
        (in_turn(hang_up, code("103")), Outcome.UNKNOWN),
        (in_turn(code("160")), Outcome.RETRY),
    ],
)
def test_what_was_not_answered_is_asked_once_more(script: Script, outcome: Outcome) -> None:
    """What the repeat is refused for says nothing about the first, unless it would have been refused as well."""

    @on_a_loop
    async def play() -> None:
        async with peer(script) as url, provider(settings(url=url)) as esms:
            assert (await answer_to(esms, outgoing())).outcome is outcome

    play()


def test_a_repeat_that_cannot_be_made_leaves_the_first_in_doubt() -> None:
    @on_a_loop
    async def play() -> None:
        came = asyncio.Event()

        async def note_and_hang_up(_: Request) -> Answer:
            came.set()
            return None

        async with contextlib.AsyncExitStack() as opened:
            url = await opened.enter_async_context(peer(note_and_hang_up))
            async with provider(settings(url=url)) as esms:
                asking = asyncio.create_task(answer_to(esms, outgoing()))
                await came.wait()
                await opened.aclose()
                assert (await asking).outcome is Outcome.UNKNOWN
        async with provider(settings()) as esms:
            assert (await answer_to(esms, outgoing())).outcome is Outcome.NOT_SENT

    play()


async def asked_for(*messages: Outgoing, **changes: Any) -> list[dict[str, Any]]:
    """What the aggregator is asked."""
    esms = Esms()
    async with peer(esms.script) as url, provider(settings(url=url, **changes)) as made:
        for one in messages:
            await answer_to(made, one)
    return esms.asked


def test_what_the_aggregator_is_asked() -> None:
    @on_a_loop
    async def play() -> None:
        whole, number = outgoing("Xin chao", campaign_id=3), outgoing("Mã: 12", lane=Lane.OTP)
        first, repeated, other, bare = [
            *await asked_for(whole, whole, number),
            *await asked_for(whole, **POLLED, brandname=None, type="fixed_number", sandbox=True),
        ]
        reference, address = first.pop("RequestId"), first.pop("CallbackUrl")
        assert first == KEYS | {
            "Phone": "0" + PHONE[2:],
            "Content": "Xin chao",
            "SmsType": "2",
            "IsUnicode": "0",
            "Sandbox": "0",
            "Brandname": "BHXHVN",
            "campaignid": "3",
        }
        assert repeated["RequestId"] == reference != other["RequestId"], "another text under the same number"
        assert all(len(asked["RequestId"]) <= 50 for asked in (repeated, other))
        assert (other["IsUnicode"], "campaignid" in other) == ("1", False)
        assert address.startswith("http://127.0.0.1:9/sms/v1/receipts/esms?id=7&sig=")
        assert SECRET not in address
        assert (bare["SmsType"], bare["Sandbox"]) == ("8", "1")
        assert not {"Brandname", "CallbackUrl"} & set(bare)

    play()


def test_what_it_is_not_asked() -> None:
    @on_a_loop
    async def play() -> None:
        over = outgoing("x", expires_at=utcnow() - timedelta(seconds=1))
        foreign, accented = outgoing("x", msisdn="14155550100"), outgoing("è")
        for one, error in ((over, "expired"), (foreign, "esms_foreign_number"), (accented, "esms_needs_unicode")):
            assert await asked_for(one, unicode=False) == []
            async with provider(settings(unicode=False)) as esms:
                assert (await answer_to(esms, one)).error == error
        async with provider(settings(unicode=False, max_segments=3, **POLLED)) as esms:
            able = esms.capabilities
        assert (able.unicode, able.max_segments, able.dedupes, able.query, able.receipts) == (
            False,
            3,
            True,
            True,
            True,
        )
        async with provider(settings(**POLLED | {"poll_rate": 0.0})) as esms:
            assert (esms.capabilities.query, esms.capabilities.receipts) == (False, False)

    play()


def test_messages_without_a_report_are_asked_about(gateway: Gateway) -> None:
    @on_a_loop
    async def play() -> None:
        esms = Esms(poll_status=500)
        sent = [await asyncio.to_thread(accept, gateway, text) for text in ("mot", "hai", "ba", "bon")]
        async with peer(esms.script) as url, sending(gateway, settings(url=url, **POLLED)) as running:
            await eventually(all_are(gateway, sent, "sent"), running)
            numbers = {asked["Content"]: esms.number(asked) for asked in esms.asked}
            esms.states[numbers["mot"]] = {"SendStatus": 5, "SendFailed": 0, "SendSuccess": 1}
            esms.states[numbers["hai"]] = {"SendStatus": 5, "SendFailed": 1, "SendSuccess": 0}
            esms.states[numbers["ba"]] = {"SendStatus": "2"}
            await eventually(lambda: len(esms.polled) >= 2, running)
            esms.poll_status = 200
            await eventually(all_are(gateway, sent[:1], "delivered"), running)
            await eventually(all_are(gateway, sent[1:2], "failed"), running)
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
