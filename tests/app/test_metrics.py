"""Metrics of running processes, and the Grafana dashboard: each of its queries asks for what is really exported."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.support.consoles import Consoles
from tests.support.product import ROOT, SMS_KEY

pytestmark = pytest.mark.slow
DASHBOARD = ROOT / "docs" / "grafana" / "sms-gateway.json"
_LANGUAGE = {"sum", "by", "rate", "histogram_quantile", "min", "max", "le"}
PHONE = "0912345678"
Samples = dict[str, list[dict[str, str]]]


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Consoles]:
    running = Consoles(tmp_path_factory.mktemp("metrics") / "data", BHXH_SANDBOX_RECEIPT_DELAY="0.1")
    try:
        yield running.start()
    finally:
        running.stop()


def scrape(product: Consoles) -> Samples:
    """Every sample of both processes: name to labels."""
    found: Samples = {}
    for place in (0, 1):
        text = httpx.get(f"http://127.0.0.1:{product.port + 10 + place}/metrics", trust_env=False).text
        for family in text_string_to_metric_families(text):
            for sample in family.samples:
                found.setdefault(sample.name, []).append(dict(sample.labels) | {"=": str(sample.value)})
    return found


@pytest.fixture(scope="module")
def samples(product: Consoles) -> Samples:
    """After a message and a code have gone out and been reported."""
    api = httpx.Client(
        base_url=f"{product.url}/sms/v1", headers={"Authorization": f"Bearer {SMS_KEY}"}, trust_env=False
    )
    sent = api.post("/messages", json={"to": PHONE, "body": "Xin chào", "lane": "transactional"})
    assert sent.status_code == 202
    assert api.post("/otp", json={"to": PHONE, "purpose": "kcb"}).status_code == 202
    assert api.get(f"/messages/{sent.json()['id']}").status_code == 200
    assert api.get(f"/messages/{sent.json()['id']}0").status_code == 404
    assert api.get("/nothing/here").status_code == 404
    deadline = time.monotonic() + 30
    while True:
        found = scrape(product)
        if len(found.get("bhxh_sms_receipts_total", [])) and len(found.get("bhxh_sms_provider_open", [])):
            return found
        assert time.monotonic() < deadline, sorted(found)
        time.sleep(0.2)


def queries() -> list[str]:
    panels = json.loads(DASHBOARD.read_text("utf-8"))["panels"]
    return [target["expr"] for panel in panels for target in panel["targets"]]


@pytest.mark.parametrize("query", queries())
def test_every_query_asks_for_what_is_exported(samples: Samples, query: str) -> None:
    without_spans = re.sub(r"\[\w+\]", "", query)
    grouped = {name.strip() for group in re.findall(r"by \(([^)]*)\)", query) for name in group.split(",")}
    without_groups = re.sub(r"by \([^)]*\)", "", without_spans)
    asked = re.findall(r"([a-z_]+)(?:\{([^}]*)\})?", without_groups.replace("(", " ").replace(")", " "))
    metrics = [(name, matchers) for name, matchers in asked if name not in _LANGUAGE and not name.isdigit()]
    assert metrics, query
    for name, matchers in metrics:
        assert name in samples, name
        matched = dict(re.findall(r'(\w+)="([^"]*)"', matchers))
        fitting = [labels for labels in samples[name] if matched.items() <= labels.items()]
        assert fitting, (name, matched)
        assert all(grouped <= labels.keys() for labels in fitting), (name, grouped)


def test_what_happened_is_counted(samples: Samples) -> None:
    def total(name: str, **labels: str) -> float:
        return sum(float(found["="]) for found in samples[name] if labels.items() <= found.items())

    assert total("bhxh_sms_claimed_total", provider="sandbox", lane="otp", telco="vinaphone") == 1
    assert total("bhxh_sms_answers_total", provider="sandbox", outcome="accepted") == 2
    assert total("bhxh_sms_provider_open", provider="sandbox") == 1
    assert total("bhxh_sms_api_requests_total", route="/sms/v1/otp", method="POST", status="202") == 1
    assert total("bhxh_sms_api_requests_total", route="unknown", status="404") == 1
    assert total("bhxh_sms_queue_messages") == 0
    assert total("bhxh_sms_answer_seconds_count", lane="otp") == 1


def test_no_label_tells_of_a_person(samples: Samples) -> None:
    ours = [labels for name in samples if name.startswith("bhxh") for labels in samples[name]]
    values = {value for labels in ours for label, value in labels.items() if label != "="}
    assert not any(PHONE[1:] in value or re.search(r"\d{7}", value) for value in values)
    routes = {labels["route"] for labels in samples["bhxh_sms_api_requests_total"]}
    assert "/sms/v1/messages/<int:message_id>" in routes and not any(re.search(r"/\d", route) for route in routes)


def test_metrics_are_not_on_the_public_port(product: Consoles) -> None:
    assert httpx.get(f"{product.url}/metrics", trust_env=False).status_code == 404
