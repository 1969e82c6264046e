"""The demo's inbox and the webhooks."""

from __future__ import annotations

import re
from dataclasses import replace

import httpx
import pytest
import sqlalchemy as sa

from bhxh.dates import utcnow
from sms_gateway.schema import Lane, Status, message, sandbox_inbox
from tests.sms_gateway.gateway import Gateway, serving


def deliver(gateway: Gateway, to: str, body: str, outcome: str = "delivered") -> None:
    """What the sandbox writes when it is handed a message."""
    msisdn = "84" + to[1:]
    message_id = gateway.count(sandbox_inbox) + 1
    row = {
        "message_id": message_id,
        "phone": gateway.sealing.seal("sandbox_inbox.phone", message_id, msisdn),
        "phone_hash": gateway.sealing.phone_hash(msisdn),
        "body": gateway.sealing.seal("sandbox_inbox.body", message_id, body),
        "lane": Lane.OTP,
        "outcome": outcome,
        "at": utcnow(),
    }
    with gateway.engine.begin() as connection:
        connection.execute(sa.insert(sandbox_inbox).values(row))


def test_the_inbox_shows_what_arrived_newest_first(gateway: Gateway) -> None:
    deliver(gateway, "0912345678", "một")
    deliver(gateway, "0912345679", "hai")
    deliver(gateway, "0912345678", "ba")
    deliver(gateway, "0912345678", "thất lạc", outcome="lost")
    shown = gateway.http.get("/sandbox/messages", params={"to": "+84 912 345 678"}).json()["messages"]
    assert [(item["to"], item["body"], item["lane"]) for item in shown] == [
        ("0912345678", "ba", "otp"),
        ("0912345678", "một", "otp"),
    ]
    assert len(gateway.http.get("/sandbox/messages").json()["messages"]) == 3
    assert gateway.http.get("/sandbox/messages", params={"to": "123"}).status_code == 422
    assert gateway.http.get("/sandbox/messages", params={"from": "1"}).status_code == 422


def test_there_is_no_inbox_in_production(gateway: Gateway) -> None:
    with serving(replace(gateway.config, env="production")) as production:
        assert production.http.get("/sandbox/messages").status_code == 404
        assert production.http.get("/sandbox/").status_code == 404


def test_the_page_has_nothing_inline_and_holds_no_message(gateway: Gateway) -> None:
    deliver(gateway, "0912345678", "bí mật")
    answer = httpx.get(f"{gateway.url}/sandbox/")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy
    assert "bí mật" not in answer.text and '<html lang="vi">' in answer.text
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|https?://", answer.text)
    for asset in re.findall(r'(?:href|src)="([^"]+)"', answer.text):
        found = httpx.get(str(httpx.URL(gateway.url).join(asset)))
        assert found.status_code == 200, asset


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_late_receipt_moves_a_message_forward_once(gateway: Gateway, method: str) -> None:
    sent = gateway.http.post("/messages", json={"to": "0912345678", "body": "Xin chào"}).json()
    with gateway.engine.begin() as connection:
        number = {"provider": "sandbox", "provider_message_id": f"sb-{sent['id']}", "status": Status.SENT}
        connection.execute(sa.update(message).values(number))

    def tell(status: str) -> int:
        told = {"id": f"sb-{sent['id']}", "status": status}
        request = {"params": told} if method == "GET" else {"json": told}
        return gateway.http.request(method, "/receipts/sandbox", **request).status_code  # type: ignore[arg-type]

    assert [tell("delivered"), tell("failed")] == [204, 204]
    assert gateway.http.get(f"/messages/{sent['id']}").json()["status"] == "delivered"
    assert tell("lost") == 422


def test_providers_that_are_not_here_are_not_found(gateway: Gateway) -> None:
    for path in ("/receipts/esms", "/inbound/esms"):
        assert gateway.http.post(path, json={}).json()["code"] == "provider_unknown"
    assert gateway.http.get("/receipts/twilio").status_code == 404
