"""The whole interface against its own OpenAPI document, and every route against the rule that it needs a key."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import httpx
import pytest

from sms_gateway.api import endpoints
from sms_gateway.api.endpoints import PREFIX
from tests.sms_gateway.gateway import LIVE, Gateway

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
    "unsupported_method",
    "ignored_auth",
)


def test_the_document_is_served_and_names_every_route(gateway: Gateway) -> None:
    document = gateway.http.get("/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    documented = {(path, method) for path, item in document["paths"].items() for method in item}
    declared = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in gateway.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD"}
        if not rule.endpoint.startswith(("static", "openapi"))
    }
    assert documented == declared
    assert all(path.startswith(PREFIX) for path, _ in documented)


def test_the_document_names_no_host_that_a_request_named(gateway: Gateway) -> None:
    """It is made once: whoever asked first with another host would have given that host to everybody's programs, keys and all."""
    gateway.http.get("/openapi.json", headers={"Host": "xa.example"})
    document = gateway.http.get("/openapi.json")
    assert document.status_code == 200 and "xa.example" not in document.text


def test_no_answer_is_undocumented_and_none_is_a_server_error(gateway: Gateway) -> None:
    command = [sys.executable, "-m", "schemathesis.cli", "run", f"{gateway.url}/openapi.json", "--max-examples=10"]
    options = [f"--checks={','.join(CHECKS)}", "--header", f"Authorization: Bearer {LIVE}", "--seed=1", "--no-color"]
    done = subprocess.run(
        [*command, *options, "--suppress-health-check=all"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert f"{len(endpoints())} selected" in done.stdout, done.stdout[-2000:]


@pytest.mark.parametrize("endpoint", endpoints(), ids=lambda endpoint: f"{endpoint.method} {endpoint.path}")
def test_every_route_asks_for_a_key_or_is_known_not_to(gateway: Gateway, endpoint: Any) -> None:
    path = PREFIX + re.sub(r"<\w+:?\w*>", "1", endpoint.path.replace("<provider>", "sandbox"))
    for header in ({}, {"Authorization": "Bearer wrong-key-of-nobody"}, {"Authorization": f"Basic {LIVE}"}):
        answer = httpx.request(endpoint.method, gateway.url.removesuffix(PREFIX) + path, headers=header)
        open_to_all = {"/sandbox/": 200}
        assert answer.status_code == open_to_all.get(endpoint.path, 401), answer.text
        if answer.status_code == 401:
            assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_key_without_the_scope_is_refused(gateway: Gateway) -> None:
    keys = gateway.app.extensions["sms_gateway"].keys
    with gateway.engine.begin() as connection:
        _, secret = keys.create(connection, "only-otp", live=True, scopes=["otp"])
    client = gateway.as_key(secret)
    assert client.post("/otp", json={"to": "0912345678", "purpose": "kcb"}).status_code == 202
    refused = client.get("/templates")
    assert (refused.status_code, refused.json()["code"]) == (403, "scope")
    assert client.get("/sandbox/messages").status_code == 403


def test_unknown_paths_and_methods_are_problems_too(gateway: Gateway) -> None:
    for method, path, status in (("GET", "/nothing", 404), ("DELETE", "/templates", 405), ("OPTIONS", "/otp", 405)):
        answer = gateway.http.request(method, path)
        assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
        assert answer.json()["detail"]
