"""What a phone of the sandbox sends, over HTTP."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sms_gateway.schema import inbound_message
from tests.sms_gateway.gateway import Gateway, config, serving

STOP = {"sender": "0912345678", "text": "HỦY"}


def test_a_phone_of_the_sandbox_says_stop(gateway: Gateway) -> None:
    assert gateway.http.post("/inbound/sandbox", json=STOP).status_code == 204
    found = gateway.http.post("/blocks/find", json={"phone": "0912345678"}).json()["blocks"]
    assert [one["source"] for one in found] == ["keyword"]
    assert gateway.http.post("/inbound/sandbox", json={"text": "x"}).status_code == 422
    assert gateway.http.post("/inbound/nobody", json=STOP).status_code == 404


def test_outside_the_demo_the_sandbox_has_no_phones(tmp_path: Path) -> None:
    settings = config(f"sqlite:///{tmp_path / 'sms.db'}", tmp_path)
    with serving(replace(settings, env="production")) as gateway:
        with gateway.engine.begin() as connection:
            _, secret = gateway.app.extensions["sms_gateway"].keys.create(connection, "x", live=True)
        assert gateway.as_key(secret).post("/inbound/sandbox", json=STOP).status_code == 404
        assert gateway.count(inbound_message) == 0
