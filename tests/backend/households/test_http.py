"""The household register by HTTP against a server process of its own: the contract, and every way of being away."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.households import http
from backend.households.http import HttpRegister
from backend.households.register import RegisterAway, Verdict, check
from tests.support.product import free_ports

SERVER = Path(__file__).with_name("household_server.py")
TOKEN = "token-of-the-register"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    port = free_ports(1)
    process = subprocess.Popen([sys.executable, str(SERVER), str(port), TOKEN])
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture
def register(url: str) -> Iterator[HttpRegister]:
    made = HttpRegister(url, TOKEN)
    yield made
    made.close()


def test_found_differs_not_found(register: HttpRegister) -> None:
    found = check(register, "7912345678", "Nguyễn Văn An")
    assert found.verdict is Verdict.FOUND
    assert found.member is not None and found.member.date_of_birth.isoformat() == "1985-03-12"
    assert check(register, "7912345678", "Nguyễn Vân An").verdict is Verdict.NEAR
    assert check(register, "7912345678", "Trần Văn Bình").verdict is Verdict.NAME_DIFFERS
    assert check(register, "7900000000", "Nguyễn Văn An").verdict is Verdict.NOT_FOUND


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("7900000404", "status_404"),
        ("7900000500", "status_500"),
        ("7900000301", "status_301"),
        ("7900000001", "malformed"),
        ("7900000002", "another_code"),
        ("7900000003", "too_long"),
        ("7900000004", "RemoteProtocolError"),
    ],
)
def test_every_other_answer_means_that_it_is_away(register: HttpRegister, code: str, reason: str) -> None:
    with pytest.raises(RegisterAway) as away:
        register.find(code)
    assert away.value.reason == reason


def test_a_wrong_token_and_a_closed_port_mean_that_it_is_away(url: str) -> None:
    with pytest.raises(RegisterAway, match="status_401"):
        HttpRegister(url, "another").find("7912345678")
    with pytest.raises(RegisterAway, match="ConnectError"):
        HttpRegister(f"http://127.0.0.1:{free_ports(1)}", TOKEN).find("7912345678")


def test_nobody_waits_for_a_register_that_hangs(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "ANSWER_SECONDS", 0.2)
    with pytest.raises(RegisterAway, match="timeout"):
        HttpRegister(url, TOKEN).find("7900000005")
