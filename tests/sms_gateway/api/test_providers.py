"""How providers stand, and putting one off, over HTTP."""

from __future__ import annotations

from bhxh.dates import utcnow
from sms_gateway.health import book
from sms_gateway.health.figures import Figures
from sms_gateway.keys import Scope
from tests.sms_gateway.api.test_campaign_desk import key
from tests.sms_gateway.gateway import Gateway


def test_health_as_all_processes_have_seen_it(gateway: Gateway) -> None:
    with gateway.engine.begin() as connection:
        seen = {("sandbox", "viettel"): Figures(answers=40, errors=30, seconds=4, receipts=10, delivered=9)}
        book.write(connection, seen, utcnow())
    [sandbox] = gateway.http.get("/providers").json()["providers"]
    assert (sandbox["name"], sandbox["kind"], sandbox["hold"]) == ("sandbox", "sandbox", None)
    [health] = sandbox["health"]
    assert (health["telco"], health["state"], health["reason"]) == ("viettel", "out", "errors")
    assert (health["error_share"], health["latency"], health["delivered_share"]) == (0.75, 0.1, 0.9)
    assert health["confirmed_share"] is None


def test_holding_off_and_releasing(gateway: Gateway) -> None:
    held = gateway.http.post("/providers/sandbox/hold", json={"reason": "bảo trì"})
    assert held.status_code == 200 and held.json()["hold"]["by"] == "demo"
    assert gateway.http.post("/providers/sandbox/hold", json={}).json()["hold"]["reason"] is None
    assert gateway.http.get("/providers").json()["providers"][0]["hold"] is not None
    for _ in range(2):
        assert gateway.http.post("/providers/sandbox/release").json()["hold"] is None
    assert gateway.http.post("/providers/nobody/hold", json={}).status_code == 404
    assert gateway.http.post("/providers/nobody/release").json()["code"] == "provider_unknown"


def test_only_keys_with_the_scope_see_and_hold(gateway: Gateway) -> None:
    with key(gateway, "khac", *(set(Scope) - {Scope.PROVIDERS, Scope.STAFF})) as other:
        assert other.get("/providers").status_code == 403
        assert other.post("/providers/sandbox/hold", json={}).status_code == 403


def test_what_receipts_say_counts_without_a_sender(gateway: Gateway) -> None:
    """The process that hears reports writes them down by itself, once a second."""
    tally = gateway.app.extensions["sms_gateway"].tally
    tally.receipted({("sandbox", "viettel", True): 5})
    tally._taken_at -= 2
    reported = gateway.http.post("/receipts/sandbox", json={"id": "sb-1", "status": "delivered"})
    assert reported.status_code == 204
    [health] = gateway.http.get("/providers").json()["providers"][0]["health"]
    assert health["receipts"] >= 4.9
