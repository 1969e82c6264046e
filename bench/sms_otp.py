"""An OTP from POST /otp to the provider, and its check, through the product's own server and a real sender.

    .venv/bin/python -m bench.sms_otp [--count 300] [--clients 4]

Measured: the POST's answer (accepted, committed); from that moment to the sandbox's ledger entry; the check's answer. Rate
limits are off, tries and locks are not.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

import httpx
import sqlalchemy as sa

from bench.figures import milliseconds
from bench.sms_campaign import free_port, running_sender
from bhxh.dates import utcnow
from kit import garbage
from kit.crypto import new_keyset
from kit.database import create_engine, upgrade
from sms_gateway.config import GatewayConfig, SandboxSettings
from sms_gateway.migrations import SCRIPT_LOCATION
from sms_gateway.schema import message, otp, sandbox_inbox
from sms_gateway.sealing import Sealing

KEY = "bench-key-of-the-gateway"
_CHILD = "import json,sys; from bench.sms_otp import server; server(json.loads(sys.stdin.readline()))"


def server(settings: dict[str, object]) -> None:
    """The HTTP server as the product runs it."""
    import uvicorn

    from app.front import SMS_THREADS
    from app.intake import PatientIntake
    from app.threads import in_threads
    from sms_gateway.api import create_app
    from sms_gateway.api.singles import Singles

    port = settings.pop("port")
    sandbox = settings.pop("sandbox")
    assert isinstance(sandbox, dict) and isinstance(port, int)
    app = create_app(GatewayConfig(**settings, sandbox=SandboxSettings(**sandbox)))  # type: ignore[arg-type]
    garbage.settle()
    served = PatientIntake(Singles(app, in_threads(app, SMS_THREADS)))
    uvicorn.run(served, host="127.0.0.1", port=port, log_level="error", access_log=False)


@contextlib.contextmanager
def running_server(config: GatewayConfig) -> Iterator[tuple[str, int]]:
    """The gateway's address, once it answers, and its process."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = int(sock.getsockname()[1])
    child = subprocess.Popen([sys.executable, "-c", _CHILD], stdin=subprocess.PIPE, text=True)
    assert child.stdin is not None
    child.stdin.write(json.dumps(asdict(config) | {"port": port}) + "\n")
    child.stdin.flush()
    url = f"http://127.0.0.1:{port}/sms/v1"
    try:
        while True:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{url}/openapi.json").status_code == 200:
                    break
            time.sleep(0.1)
        yield url, child.pid
    finally:
        child.terminate()
        child.wait(20)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--clients", type=int, default=4)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        config = GatewayConfig(
            f"sqlite:///{folder}/sms.db",
            new_keyset(),
            "bench",
            rate_limits=False,
            demo_sms_key=KEY,
            wake_port=free_port(),
        )
        upgrade(config.database_url, SCRIPT_LOCATION)
        with running_server(config) as (url, _), running_sender(config):
            measure(config, url, options.count, options.clients)


def measure(config: GatewayConfig, url: str, count: int, clients: int) -> None:
    """Sends, waits for the last to arrive, checks, and prints."""
    client = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {KEY}"}, timeout=30)

    def send(number: int) -> tuple[str, float, float]:
        began = time.perf_counter()
        answer = client.post("/otp", json={"to": f"09{number:08d}", "purpose": "kcb"})
        assert answer.status_code == 202, answer.text
        return answer.json()["id"], time.perf_counter() - began, utcnow().timestamp()

    for number in range(20):
        send(90_000_000 + number)
    engine, sealing = create_engine(config.database_url), Sealing.from_config(config)
    while len(_arrived(engine, sealing)) < 20:
        time.sleep(0.1)  # the sender is still starting
    with ThreadPoolExecutor(clients) as pool:
        sent = list(pool.map(send, range(count)))
    while len(arrived := _arrived(engine, sealing)) < count + 20:
        time.sleep(0.2)

    def check(otp_id: str) -> float:
        code = next(word for word in arrived[otp_id][1].replace(",", " ").split() if len(word) == 6 and word.isdigit())
        began = time.perf_counter()
        answer = client.post(f"/otp/{otp_id}/check", json={"code": code})
        assert answer.status_code == 200, answer.text
        return time.perf_counter() - began

    with ThreadPoolExecutor(clients) as pool:
        checks = list(pool.map(check, [otp_id for otp_id, _, _ in sent]))
    print(f"OTP, {clients} clients at once:")
    print("  POST /otp answered:", milliseconds([seconds for _, seconds, _ in sent]))
    handed_over = [max(0.0, arrived[otp_id][0] - accepted) for otp_id, _, accepted in sent]
    print("  accepted -> handed to the provider:", milliseconds(handed_over))
    print("  POST /otp/{id}/check answered:", milliseconds(checks))


def _arrived(engine: sa.Engine, sealing: Sealing) -> dict[str, tuple[float, str]]:
    """When each code reached the provider, and the text that did, by OTP id."""
    with engine.connect() as connection:
        rows = connection.execute(
            sa.select(otp.c.id, sandbox_inbox.c.message_id, sandbox_inbox.c.at, sandbox_inbox.c.body)
            .join(message, message.c.id == otp.c.message_id)
            .join(sandbox_inbox, sandbox_inbox.c.message_id == message.c.id)
        ).all()
    return {row.id: (row.at.timestamp(), sealing.open("sandbox_inbox.body", row.message_id, row.body)) for row in rows}


if __name__ == "__main__":
    main()
