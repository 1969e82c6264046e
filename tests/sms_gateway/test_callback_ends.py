"""Both ends of a callback: who may be called, and who is believed."""

from __future__ import annotations

import socket
import threading
from ipaddress import ip_address, ip_network

import httpcore
import pytest

from sms_gateway.callbacks import outside
from sms_gateway.client.callbacks import SIGNATURE, TIMESTAMP, TOLERANCE_SECONDS, Forged, events, sign, verified

SECRET = "bhxh_cb_only-for-tests"
BODY = b'{"events":[{"type":"later"}]}'


def signed(body: bytes = BODY, at: str = "1000", secret: str = SECRET) -> dict[str, str]:
    return {TIMESTAMP.upper(): at, SIGNATURE.lower(): sign(secret, at, body)}


def test_what_the_gateway_signed_is_believed() -> None:
    assert verified(SECRET, signed(), BODY, now=1000) == BODY
    assert verified(SECRET, signed(), BODY, now=1000 + TOLERANCE_SECONDS) == BODY
    assert events(BODY) == [], "kinds of events that come later break no receiver"


@pytest.mark.parametrize(
    ("headers", "body", "now"),
    [
        ({}, BODY, 1000),
        (signed() | {SIGNATURE.lower(): "v1="}, BODY, 1000),
        (signed() | {SIGNATURE.lower(): "v1=é"}, BODY, 1000),
        (signed(secret="other"), BODY, 1000),
        (signed(), BODY + b" ", 1000),
        (signed() | {TIMESTAMP.upper(): "1001"}, BODY, 1000),
        (signed(), BODY, 1001 + TOLERANCE_SECONDS),
        (signed(at="9999"), BODY, 1000),
        (signed(at="²"), BODY, 1000),
    ],
)
def test_what_it_did_not_sign_or_long_ago_is_not(headers: dict[str, str], body: bytes, now: float) -> None:
    with pytest.raises(Forged):
        verified(SECRET, headers, body, now=now)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        *((one, True) for one in ("8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808")),
        *((one, False) for one in ("127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.5.4", "169.254.169.254", "0.0.0.0")),
        *((one, False) for one in ("100.64.0.1", "224.0.0.1", "::1", "::", "fe80::1", "fd00::1", "::ffff:10.0.0.1")),
        *((one, False) for one in ("64:ff9b::a00:1", "2002:a00:1::", "2001:0:a00:1::", "255.255.255.255")),
    ],
)  # fmt: skip
def test_what_lies_in_the_internet(address: str, public: bool) -> None:
    assert outside.is_public(ip_address(address)) is public


def test_plain_http_goes_to_allowed_networks_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", ("8.8.8.8", 80))])
    with pytest.raises(outside.Refused):
        outside.post("http://vi-du.vn/", b"", {}, (ip_network("127.0.0.0/8"),))


def test_an_answer_in_drips_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside, "LONGEST_SECONDS", 0.5)
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            line, _ = server.accept()
            with line:
                while not stop.wait(0.05):
                    line.sendall(b"H")

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        with pytest.raises((httpcore.TimeoutException, httpcore.ProtocolError)):
            outside.post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"", {}, (ip_network("127.0.0.0/8"),))
        stop.set()
        thread.join()
