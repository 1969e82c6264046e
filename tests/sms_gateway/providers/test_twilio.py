"""Messages through Twilio's SDK: to Prism, which knows Twilio's interface, and to a server that does what Prism cannot."""

from __future__ import annotations

import asyncio
import base64
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.database import reading
from sms_gateway.providers import Outcome
from sms_gateway.schema import Lane, message
from tests.sms_gateway.gateway import Gateway, config, serving
from tests.sms_gateway.providers.twilio import ACCOUNT, PUBLIC, TOKEN, report, settings, tell
from tests.sms_gateway.providers.whole import PHONE, accept, all_are, answer_to, outgoing, provider, sending, status
from tests.sms_gateway.sending import eventually
from tests.sms_gateway.smpp.lines import on_a_loop
from tests.support.peer import Answer, Request, Script, always, hang_up, peer, silent
from tests.support.prism import SID, prism


@pytest.fixture
def gateway(database_url: str, tmp_path: Path) -> Any:
    with serving(config(database_url, tmp_path, providers=(settings(),))) as running:
        yield running


def test_a_message_goes_out_as_twilio_wants_it_and_its_reports_come_back(
    gateway: Gateway, capfd: pytest.CaptureFixture[str]
) -> None:
    @on_a_loop
    async def play() -> None:
        text = "Kính gửi Ông/Bà Nguyễn Thị Ấn"
        sent = await asyncio.to_thread(accept, gateway, text)
        otp = await asyncio.to_thread(accept, gateway, "Ma cua Ong/Ba: 736251", lane="otp")
        async with prism() as api_url, sending(gateway, settings(api_url=api_url)) as running:
            await eventually(all_are(gateway, [sent, otp], "sent"), running)
        for state in ("queued", "sent", "delivered", "delivered", "undelivered"):
            assert tell(gateway, report(sent, state)) == 204
        assert tell(gateway, report(otp, "undelivered", ErrorCode="30003")) == 204
        assert (status(gateway, sent), status(gateway, otp)) == ("delivered", "failed")
        with reading(gateway.engine) as connection:
            query = sa.select(message.c.provider_message_id, message.c.error).order_by(message.c.id)
            assert connection.execute(query).all() == [(SID, None), (SID, "twilio_30003")]

    play()
    logged = "".join(capfd.readouterr())
    assert "sender_started" in logged
    for private in (TOKEN, "912345678", "736251", "Nguyễn"):
        assert private not in logged


def test_what_prism_finds_wrong_fails_and_stays_failed(gateway: Gateway) -> None:
    @on_a_loop
    async def play() -> None:
        sent = await asyncio.to_thread(accept, gateway, "x")
        async with prism() as api_url:
            wrong = settings(api_url=api_url, callback_url="https://[sms]/v1")
            async with sending(gateway, wrong) as running:
                await eventually(all_are(gateway, [sent], "failed"), running)
        with reading(gateway.engine) as connection:
            assert connection.execute(sa.select(message.c.error)).scalar_one() == "twilio_422"

    play()


REFUSAL = {"code": 21211, "message": f"The 'To' number +{PHONE} is not a valid phone number.", "status": 400}


def refused(status: int, code: int) -> Script:
    return always(status, REFUSAL | {"code": code, "status": status})


@pytest.mark.parametrize(
    ("script", "outcome", "error"),
    [
        (always(201, {"sid": SID, "status": "queued", "num_segments": "1"}), Outcome.ACCEPTED, None),
        (refused(400, 21211), Outcome.BAD_NUMBER, "twilio_21211"),
        (refused(400, 21610), Outcome.BAD_NUMBER, "opted_out"),
        (refused(400, 21617), Outcome.BAD_CONTENT, "twilio_21617"),
        (refused(400, 29999), Outcome.BAD_CONTENT, "twilio_29999"),
        (refused(400, 21606), Outcome.STOP, "twilio_21606"),
        (refused(401, 20003), Outcome.STOP, "twilio_20003"),
        (refused(403, 29999), Outcome.STOP, "twilio_29999"),
        (refused(404, 20404), Outcome.STOP, "twilio_20404"),
        (refused(429, 20429), Outcome.RETRY, "twilio_20429"),
        (refused(400, 21611), Outcome.RETRY, "twilio_21611"),
        (always(429, "slow down"), Outcome.RETRY, "twilio_429"),
        (always(503, "busy"), Outcome.RETRY, "twilio_503"),
        (always(301, ""), Outcome.STOP, "twilio_301"),
        (refused(500, 20500), Outcome.UNKNOWN, "twilio_20500"),
        (always(502, "<html>"), Outcome.UNKNOWN, "twilio_502"),
        (always(201, "<html>"), Outcome.UNKNOWN, "twilio_jsondecodeerror"),
        (always(201, []), Outcome.UNKNOWN, "twilio_attributeerror"),
        (always(400, []), Outcome.BAD_CONTENT, "twilio_400"),
        (hang_up, Outcome.UNKNOWN, "twilio_remoteprotocolerror"),
        (silent, Outcome.UNKNOWN, "twilio_readtimeout"),
    ],
)
def test_what_an_answer_means(
    caplog: pytest.LogCaptureFixture, script: Script, outcome: Outcome, error: str | None
) -> None:
    caplog.set_level(logging.DEBUG)

    @on_a_loop
    async def play() -> None:
        async with peer(script) as api_url, provider(settings(api_url=api_url, timeout=0.5)) as twilio:
            answer = await answer_to(twilio, outgoing("Mã của Ông/Bà: 736251"))
        assert (answer.message_id, answer.outcome, answer.error) == (7, outcome, error)
        assert answer.provider_message_id == (SID if outcome is Outcome.ACCEPTED else None)

    play()
    for private in (TOKEN, PHONE, "736251"):
        assert private not in caplog.text


def test_a_connection_that_was_never_made_costs_nothing(gateway: Gateway) -> None:
    @on_a_loop
    async def play() -> None:
        async with provider(settings()) as twilio:
            assert (await answer_to(twilio, outgoing())).outcome is Outcome.NOT_SENT
        sent = await asyncio.to_thread(accept, gateway, "x")
        async with sending(gateway, settings()):
            await asyncio.sleep(0.5)
        assert status(gateway, sent) == "queued"

    play()


def test_a_country_that_is_switched_off_stops_the_line_only_if_it_is_ours() -> None:
    @on_a_loop
    async def play() -> None:
        async with peer(refused(400, 21408)) as api_url, provider(settings(api_url=api_url)) as twilio:
            for msisdn, outcome in ((PHONE, Outcome.STOP), ("66812345678", Outcome.BAD_NUMBER)):
                answer = await answer_to(twilio, outgoing(msisdn=msisdn))
                assert (answer.outcome, answer.error) == (outcome, "twilio_21408")

    play()


def asked(message_changes: dict[str, Any] | None = None, **changes: Any) -> list[Request]:
    """What Twilio is asked for one message."""
    came: list[Request] = []

    async def note(request: Request) -> Answer:
        came.append(request)
        return await always(201, {"sid": SID})(request)

    @on_a_loop
    async def play() -> None:
        async with peer(note) as api_url, provider(settings(api_url=api_url, **changes)) as twilio:
            await answer_to(twilio, outgoing("Kính gửi", **(message_changes or {})))

    play()
    return came


def test_what_twilio_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TWILIO_REGION", "TWILIO_EDGE"):
        monkeypatch.setenv(name, "elsewhere")
    (request,) = asked()
    assert (request.method, request.path) == ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    assert request.headers["authorization"] == "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
    assert request.form == {
        "To": f"+{PHONE}",
        "From": "BHXHVN",
        "Body": "Kính gửi",
        "StatusCallback": f"{PUBLIC}/receipts/twilio?id=7",
        "ValidityPeriod": "36000",
        "SmartEncoded": "false",
    }
    service, key = "MG" + "1" * 32, "SK" + "2" * 32
    own = {"sender": None, "messaging_service": service, "api_key": key, "api_key_secret_env": "KEY"}
    (request,) = asked(discard_content=True, validity=60, **own)
    assert request.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert request.headers["authorization"] == "Basic " + base64.b64encode(f"{key}:secret-of-the-key".encode()).decode()
    assert request.form.items() >= {"MessagingServiceSid": service, "ValidityPeriod": "60"}.items()
    assert request.form["ContentRetention"] == "discard"
    assert "From" not in request.form


def test_an_otp_is_not_kept_longer_than_it_lives() -> None:
    soon = {"lane": Lane.OTP, "expires_at": utcnow() + timedelta(seconds=90)}
    (request,) = asked(soon)
    assert 80 <= int(request.form["ValidityPeriod"]) <= 90
    assert asked({"lane": Lane.OTP, "expires_at": utcnow()}) == []


def test_a_request_without_answer_is_unknown_and_its_report_still_counts(gateway: Gateway) -> None:
    """Twilio knows no reference of ours, so it is never asked twice; what it reports names our message."""

    @on_a_loop
    async def play() -> None:
        came: list[Request] = []

        async def take_and_hang_up(request: Request) -> Answer:
            came.append(request)
            return None

        sent = await asyncio.to_thread(accept, gateway, "x")
        async with peer(take_and_hang_up) as api_url, sending(gateway, settings(api_url=api_url)) as running:
            await eventually(all_are(gateway, [sent], "unknown"), running)
            await asyncio.sleep(1.5)
        assert len(came) == 1
        assert tell(gateway, report(sent, "delivered")) == 204
        assert status(gateway, sent) == "delivered"

    play()
