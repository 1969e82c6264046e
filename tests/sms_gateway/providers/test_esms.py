"""What an aggregator of eSMS's shape is asked, and what its answers mean."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import timedelta
from typing import Any

import pytest

import sms_gateway.providers.esms.provider
from bhxh.dates import utcnow
from sms_gateway.providers import Outcome, Outgoing
from sms_gateway.schema import Lane
from tests.sms_gateway.providers.esms import ENVIRONMENT, POLLED, SECRET, settings
from tests.sms_gateway.providers.whole import PHONE, answer_to, outgoing, provider
from tests.sms_gateway.smpp.lines import on_a_loop
from tests.support.esms import KEYS, Esms
from tests.support.peer import Answer, Request, Script, always, hang_up, peer, silent


@pytest.fixture(autouse=True)
def _repeats_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sms_gateway.providers.esms.provider, "_REPEAT_AFTER", 0.1)


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
        for one, error in ((over, "expired"), (outgoing("è"), "esms_needs_unicode")):
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
