"""A sender as a child process, for tests that kill it: settings as JSON on standard input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from kit import database
from sms_gateway.config import GatewayConfig, SandboxSettings
from sms_gateway.providers.file import load
from sms_gateway.sender.main import run


@contextmanager
def sender_process(
    config: GatewayConfig,
    providers: Path | None = None,
    environment: Mapping[str, str] | None = None,
    before: Sequence[str] = (),
) -> Iterator[subprocess.Popen[str]]:
    """A running sender, killed at the end if it still runs. ``providers``: its file; ``environment``: its secrets and the like,
    beside what this process has; ``before``: a command that runs it, such as ``ip netns exec``."""
    command = [*before, sys.executable, "-m", "tests.sms_gateway.sender_child"]
    surroundings = {**os.environ, **(environment or {})}
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env=surroundings)
    assert child.stdin is not None
    with child.stdin as settings:
        settings.write(json.dumps(asdict(config) | {"providers": str(providers) if providers else None}))
    try:
        yield child
    finally:
        child.kill()
        child.wait()


def main() -> None:
    settings = json.load(sys.stdin)
    settings["sandbox"] = SandboxSettings(**settings["sandbox"])
    path = settings.pop("providers")
    database.BUSY_TIMEOUT_MS = int(os.environ.get("TEST_BUSY_TIMEOUT_MS", database.BUSY_TIMEOUT_MS))
    providers = () if path is None else load(Path(path), os.environ)
    run(GatewayConfig(**settings, providers=providers))


if __name__ == "__main__":
    main()
