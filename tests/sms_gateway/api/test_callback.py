"""``/callback`` over HTTP."""

from __future__ import annotations

import pytest

from sms_gateway.schema import callback
from tests.sms_gateway.gateway import TEST, Gateway

URL = "https://vi-du.vn/sms?x=1"


def test_an_address_is_set_shown_and_taken_away(gateway: Gateway) -> None:
    assert gateway.http.get("/callback").json()["code"] == "callback_none"
    made = gateway.http.put("/callback", json={"url": URL, "inbound": "own"})
    assert made.status_code == 200 and made.json()["secret"].startswith("bhxh_cb_")
    again = gateway.http.put("/callback", json={"url": URL, "sent": True}).json()
    assert again["secret"] != made.json()["secret"]
    shown = gateway.http.get("/callback").json()
    assert "secret" not in shown and (shown["url"], shown["sent"], shown["inbound"]) == (URL, True, "none")
    assert (shown["waiting"], shown["dropped"], shown["error"]) == (0, 0, None)
    assert gateway.as_key(TEST).get("/callback").status_code == 404, "each key has its own"
    assert gateway.http.delete("/callback").status_code == 204
    assert gateway.http.delete("/callback").status_code == 404


@pytest.mark.parametrize(
    "url",
    ["http://vi-du.vn/", "ftp://vi-du.vn/", "https://", "https://ai:mat@vi-du.vn/", "https://vi-du.vn/#a", "https://ví-dụ.vn/",
     "https://vi-du.vn:99999/", "https://vi-du.vn/a b", "vi-du.vn", "https://[::1/"],
)  # fmt: skip
def test_what_is_no_address(gateway: Gateway, url: str) -> None:
    refused = gateway.http.put("/callback", json={"url": url})
    assert refused.status_code == 422 and "https://" in refused.json()["errors"][0]["detail"]
    assert gateway.count(callback) == 0


def test_every_text_of_every_phone_is_not_for_the_asking(gateway: Gateway) -> None:
    assert gateway.http.put("/callback", json={"url": URL, "inbound": "all"}).status_code == 422


def test_a_key_without_the_scope(gateway: Gateway) -> None:
    with gateway.engine.begin() as connection:
        keys = gateway.app.extensions["sms_gateway"].keys
        _, secret = keys.create(connection, "x", live=True, scopes=["messages"])
    assert gateway.as_key(secret).put("/callback", json={"url": URL}).status_code == 403
