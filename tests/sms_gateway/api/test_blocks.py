"""``/blocks`` over HTTP."""

from __future__ import annotations

from sms_gateway.api.blocks import MAX_PHONES
from sms_gateway.schema import block
from tests.sms_gateway.gateway import LIVE, TEST, Gateway


def test_a_number_is_blocked_found_and_freed(gateway: Gateway) -> None:
    asked = {"phones": ["0912 345 678", "+84912345678", "0987654321", "123"], "reason": "Gọi tổng đài xin thôi nhận"}
    answer = gateway.http.post("/blocks", json=asked)
    assert answer.status_code == 200
    said = answer.json()
    assert (said["added"], said["known"]) == (2, 0)
    assert [(one["index"], one["code"]) for one in said["rejected"]] == [(3, "phone.length")]
    assert gateway.http.post("/blocks", json=asked).json()["known"] == 2

    (found,) = gateway.http.post("/blocks/find", json={"phone": "0912345678"}).json()["blocks"]
    assert found["phone"] == "*******678" and found["by"] == "demo"
    assert (found["scope"], found["source"], found["reason"]) == ("bulk", "staff", "Gọi tổng đài xin thôi nhận")
    assert gateway.http.delete(f"/blocks/{found['id']}").status_code == 204
    assert gateway.http.delete(f"/blocks/{found['id']}").status_code == 404
    assert gateway.http.delete(f"/blocks/{2**63}").status_code == 404
    assert gateway.http.post("/blocks/find", json={"phone": "0912345678"}).json() == {"blocks": [], "next": None}


def test_the_list_goes_on_page_by_page(gateway: Gateway) -> None:
    phones = [f"09{n:08d}" for n in range(120)]
    assert gateway.http.post("/blocks", json={"phones": phones, "scope": "all_but_otp"}).json()["added"] == 120
    first = gateway.http.get("/blocks").json()
    second = gateway.http.get("/blocks", params={"before": first["next"]}).json()
    assert len({one["id"] for page in (first, second) for one in page["blocks"]}) == 120
    assert second["next"] is None
    assert gateway.http.get("/blocks", params={"source": "keyword"}).json()["blocks"] == []


def test_who_may(gateway: Gateway) -> None:
    body = {"phones": ["0912345678"]}
    with gateway.engine.begin() as connection:
        _, secret = gateway.app.extensions["sms_gateway"].keys.create(connection, "x", live=True, scopes=["messages"])
    assert gateway.as_key(secret).post("/blocks", json=body).json()["code"] == "scope"
    test_key = gateway.as_key(TEST)
    assert test_key.post("/blocks", json=body).json()["code"] == "test_key"
    assert test_key.delete("/blocks/1").status_code == 403
    assert gateway.count(block) == 0


def test_wrong_requests(gateway: Gateway) -> None:
    for body in ({"phones": []}, {"phones": ["0912345678"], "scope": "all"}, {"phones": ["1"] * (MAX_PHONES + 1)}):
        assert gateway.http.post("/blocks", json=body).status_code == 422
    refused = gateway.http.post("/blocks/find", json={"phone": "123"})
    assert refused.status_code == 422 and refused.json()["errors"][0]["field"] == "phone"
    assert LIVE not in refused.text
