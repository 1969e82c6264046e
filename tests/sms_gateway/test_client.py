"""The client that other parts use, against a real gateway and against one that misbehaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from sms_gateway.client import GatewayRefused, GatewayUnavailable, Message, SmsClient
from tests.sms_gateway.gateway import LIVE, Gateway, config, serving

NOTICE = {"ho_ten": "Nguyễn Văn An", "ma_so_bhxh": "7912345678"}


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    with serving(config(f"sqlite:///{tmp_path / 'sms.db'}", tmp_path)) as running:
        yield running


def test_a_message_a_batch_and_their_repetition(gateway: Gateway) -> None:
    client = SmsClient(gateway.url, LIVE)
    message = Message("0912345678", "r1", template="thong_bao_ma_so", personalisation=NOTICE)
    first = client.send_message(message)
    again = client.send_message(message)
    assert (first.repeated, again.repeated, again.id) == (False, True, first.id)
    assert client.message_status(first.id) == "queued"
    batch = client.send_batch([message, Message("123", "r2", body="Xin chào", lane="transactional")])
    assert batch.accepted == ((first.id, "r1"),)
    assert [(index, code) for index, code, _ in batch.rejected] == [(1, "phone.length")]
    with pytest.raises(GatewayRefused) as refused:
        client.send_message(Message("0912345678", "r1", body="Khác"))
    assert (refused.value.status, refused.value.code) == (409, "reference_conflict")
    client.close()


def test_a_code_from_sending_to_every_outcome_of_checking(gateway: Gateway) -> None:
    client = SmsClient(gateway.url, LIVE)
    sent = client.otp_send("0912345678", "kcb", ip="203.0.113.7")
    assert sent.sent and sent.expires_at is not None and sent.expires_at.tzinfo is not None
    code = gateway.last_code()
    early = client.otp_send("0912345678", "kcb")
    assert (early.sent, early.code) == (False, "otp_resend")
    assert 0 < early.resend_after <= 30
    wrong = client.otp_check(sent.id, f"{(int(code) + 1) % 10**6:06d}")
    assert (wrong.outcome, wrong.attempts_left) == ("wrong", 4)
    typo = client.otp_check(sent.id, "12 34")
    assert (typo.outcome, typo.attempts_left) == ("wrong", None)
    assert client.otp_check(sent.id, code).verified
    assert client.otp_check(sent.id, code).outcome == "expired"
    assert client.otp_check("0" * 32, code).outcome == "unknown"
    with pytest.raises(GatewayRefused):
        client.otp_send("0283822334", "kcb")


def test_a_wrong_key_is_a_refusal(gateway: Gateway) -> None:
    with pytest.raises(GatewayRefused) as refused:
        SmsClient(gateway.url, "another-key-of-nobody").otp_check("0" * 32, "123456")
    assert refused.value.status == 401


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(503, text="busy"),
        httpx.Response(500, json={"code": "internal"}),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[]),
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("cut off"),
    ],
)
def test_every_breakdown_is_one_kind_of_error(answer: httpx.Response | Exception) -> None:
    def handle(_request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    client = SmsClient("http://gateway.invalid/sms/v1", LIVE, transport=httpx.MockTransport(handle))
    with pytest.raises(GatewayUnavailable):
        client.send_message(Message("0912345678", "r", body="x"))
    with pytest.raises(GatewayUnavailable):
        client.otp_send("0912345678", "kcb")
    with pytest.raises(GatewayUnavailable):
        client.otp_check("id", "123456")


def test_a_gateway_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(GatewayUnavailable) as error:
        SmsClient("http://127.0.0.1:9/sms/v1", LIVE).otp_check("secret-id", "123456")
    assert "secret-id" not in str(error.value)
