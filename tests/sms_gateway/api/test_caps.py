"""Caps and foreign numbers over HTTP."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sms_gateway.rules import caps
from sms_gateway.schema import message
from tests.sms_gateway.gateway import Gateway, config, serving


def change(gateway: Gateway, abroad: bool | None = None, **most: int) -> None:
    with gateway.engine.begin() as connection:
        assert caps.change(connection, "demo", most, abroad)


def test_beyond_a_cap(gateway: Gateway) -> None:
    change(gateway, number_hour=2)
    send = {"to": "0912345678", "body": "x"}
    assert [gateway.http.post("/messages", json=send).status_code for _ in range(3)] == [202, 202, 429]
    refused = gateway.http.post("/messages", json=send)
    assert refused.json()["code"] == "cap_number" and "giờ này" in refused.json()["detail"]
    assert int(refused.headers["Retry-After"]) <= 3600
    batch = gateway.http.post("/messages/batch", json={"messages": [send, send | {"to": "0987654321"}]}).json()
    assert [one["code"] for one in batch["rejected"]] == ["cap_number"] and len(batch["accepted"]) == 1
    otp = gateway.http.post("/otp", json={"to": "0912345678", "purpose": "kcb"})
    assert (otp.status_code, otp.json()["code"]) == (429, "cap_number")
    assert gateway.count(message) == 3


def test_load_tools_may_lift_caps(tmp_path: Path) -> None:
    free = replace(config(f"sqlite:///{tmp_path / 'sms.db'}", tmp_path), rate_limits=False)
    with serving(free) as gateway:
        change(gateway, number_hour=0)
        assert gateway.http.post("/messages", json={"to": "0912345678", "body": "x"}).status_code == 202


@pytest.mark.parametrize("number", ["+66812345678", "0066 81 234 5678", "+323456789"])
def test_a_foreign_number_is_for_those_who_may(gateway: Gateway, number: str) -> None:
    refused = gateway.http.post("/messages", json={"to": number, "body": "x"})
    assert refused.status_code == 422 and refused.json()["errors"][0]["code"] == "phone.abroad"
    change(gateway, abroad=True)
    answer = gateway.http.post("/messages", json={"to": number, "body": "x"})
    if number == "+323456789":
        assert answer.json()["errors"][0]["code"] == "phone.abroad_number"
    else:
        assert answer.status_code == 202
    assert gateway.http.post("/messages", json={"to": "+84 912 345 678", "body": "x"}).status_code == 202
