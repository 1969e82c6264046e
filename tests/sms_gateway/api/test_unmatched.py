"""Receipts that match no message, over HTTP and on the command line."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from app import cli_sms_receipts
from bhxh.dates import utcnow
from sms_gateway import maintain
from sms_gateway.messages import receipts, unmatched
from sms_gateway.providers import Receipt
from sms_gateway.schema import Status, parked_receipt
from tests.sms_gateway.gateway import LIVE, TEST, Gateway


def report(gateway: Gateway, *numbers: str, provider: str = "telco-a") -> None:
    with gateway.engine.begin() as connection:
        receipts.apply(connection, [Receipt(provider, number, Status.FAILED, utcnow(), "absent") for number in numbers])


def test_they_are_kept_and_reported(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    report(gateway, *(f"n{number}" for number in range(unmatched.PAGE + 5)))
    report(gateway, "x", provider="telco-b")
    with gateway.engine.begin() as connection:
        connection.execute(parked_receipt.update().values(received_at=utcnow() - unmatched.WAIT - timedelta(hours=1)))
    report(gateway, "young")
    maintain.run(gateway.config)
    with gateway.engine.begin() as connection:
        keys = gateway.app.extensions["sms_gateway"].keys
        _, secret = keys.create(connection, "truc", live=True, scopes=["providers"])
    client = gateway.as_key(secret)
    found = client.get("/unmatched-receipts").json()
    assert found["waiting"] == 1
    figures = [(one["provider"], one["status"], one["receipts"]) for one in found["figures"]]
    assert figures == [("telco-a", "failed", unmatched.PAGE + 5), ("telco-b", "failed", 1)]
    following = client.get("/unmatched-receipts", params={"before": found["next"]}).json()
    both = [*found["receipts"], *following["receipts"]]
    assert len({one["provider_message_id"] for one in both}) == unmatched.PAGE + 6 and following["next"] is None
    only = client.get("/unmatched-receipts", params={"provider": "telco-b"}).json()["receipts"]
    assert [(one["provider_message_id"], one["error"]) for one in only] == [("x", "absent")]
    assert gateway.as_key(LIVE + TEST).get("/unmatched-receipts").status_code == 401

    monkeypatch.setattr(
        cli_sms_receipts.settings,
        "load",
        lambda: SimpleNamespace(local_url=gateway.url.removesuffix("/sms/v1"), demo_sms_key=secret),
    )
    said = CliRunner().invoke(cli_sms_receipts.receipts, ["unmatched", "--provider", "telco-b"]).stdout
    assert "còn chờ khớp: 1" in said and "telco-b  x  failed  absent" in said


def test_a_receipt_that_came_early_is_no_unmatched_one(gateway: Gateway) -> None:
    report(gateway, "young")
    maintain.run(gateway.config)
    with gateway.engine.connect() as connection:
        assert unmatched.figures(connection) == [] and unmatched.waiting(connection) == 1
