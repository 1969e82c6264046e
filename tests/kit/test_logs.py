import json
import logging

import httpx
import pytest

from kit import logs

PRIVATE = [
    "DN4797912345678",
    "DN 4 79 7912345678",
    "0912345678",
    "0912 345 678",
    "079085001234",
    "7912345678",
    "a.b@c.vn",
]


@pytest.mark.parametrize("value", PRIVATE)
def test_private_values_never_reach_a_log(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("test")
    logs.get_logger("x").info("event", note=f"for {value} today", phone=value, nested={"a": [value]})
    logging.getLogger("library").warning("could not send to %s", value)
    try:
        raise ValueError(value)
    except ValueError:
        logging.getLogger("library").exception("failed")
    assert value not in capsys.readouterr().err


def test_what_an_engineer_needs_stays(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("test")
    logs.get_logger("x").info("sent", count=12345678, seconds=0.25, id="msg-42", port=8080)
    entry = json.loads(capsys.readouterr().err)
    assert (entry["event"], entry["count"], entry["seconds"], entry["id"], entry["process"]) == (
        "sent",
        12345678,
        0.25,
        "msg-42",
        "test",
    )
    assert entry["timestamp"].endswith("Z")


def test_addresses_of_our_own_requests_are_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    """Some providers take a secret in the address alone."""
    logs.configure("test")
    with httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(200))) as client:
        client.get("http://provider.example/status?SecretKey=hunter2")
    assert "hunter2" not in capsys.readouterr().err
