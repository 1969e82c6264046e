"""What the person at the terminal reads: the addresses once everything answers, and why a process died.

Runs as an event listener of supervisord, which speaks with it over standard input and output.
"""

import json
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from supervisor import childutils

from app.settings import Product
from backend.demo.citizens import WITH_ACCOUNT
from bhxh.messages import text

_LAST_BYTES = 20_000


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def _healthy(product: Product) -> bool:
    try:
        with urllib.request.urlopen(f"{product.local_url}/healthz", timeout=3) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _reason(log: Path) -> str:
    """The last line of a process's log that tells what went wrong."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - _LAST_BYTES))
            lines = file.read().decode("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return ""
    for line in reversed(lines):
        shown = line.strip()
        if shown.startswith("{"):
            try:
                entry = json.loads(shown)
            except ValueError:
                continue
            if entry.get("level") not in {"error", "critical"}:
                continue
            shown = f"{entry.get('event')} {entry.get('error', '')}"
        if shown:
            return shown[:300]
    return ""


def banner(product: Product) -> list[str]:
    """The lines shown once everything answers."""
    url = product.public_url
    lines = [
        "",
        text("run.ready"),
        text("run.chat", url=f"{url}/"),
        text("run.api", url=f"{url}/api/docs"),
    ]
    if product.demo:
        lines += [
            text("run.inbox", url=product.sandbox_inbox),
            text("run.demo_people"),
            text("run.demo_sms_key", key=product.demo_sms_key),
            text("run.demo_staff", url=f"{url}/nhan-vien/dang-nhap", password=product.demo_password),
            text(
                "run.demo_citizens",
                url=f"{url}/tai-khoan/dang-nhap",
                codes=", ".join(WITH_ACCOUNT),
                password=product.demo_password,
            ),
        ]
    return [*lines, text("run.stop"), ""]


def _announce(product: Product) -> None:
    while not _healthy(product):
        time.sleep(0.5)
    for line in banner(product):
        _say(line)


def run(product: Product) -> None:
    """Listen until supervisord ends."""
    threading.Thread(target=_announce, args=(product,), daemon=True).start()
    while True:
        headers, payload = childutils.listener.wait()
        event = childutils.get_headers(payload)
        if event.get("expected", "0") != "1" or headers["eventname"].endswith("FATAL"):
            name = event["processname"]
            log = product.data_dir / "log" / f"{name}.log"
            _say(text("run.died", name=name, reason=_reason(log) or text("run.no_reason"), log=log))
        childutils.listener.ok()
