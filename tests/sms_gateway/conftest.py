"""A real gateway database for every test that asks, on SQLite and on PostgreSQL."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from kit.crypto import new_keyset
from kit.database import create_engine, upgrade
from sms_gateway.config import GatewayConfig, SandboxSettings
from sms_gateway.migrations import SCRIPT_LOCATION
from sms_gateway.sealing import Sealing
from sms_gateway.seeds import seed
from tests.sms_gateway.world import World
from tests.support.databases import database_url, postgres_cluster, templates

__all__ = ["database_url", "postgres_cluster", "templates"]


@pytest.fixture(scope="session")
def migrations() -> str | None:
    return SCRIPT_LOCATION


KEYSET = new_keyset()


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """A migrated, seeded gateway with one key and no sender; wakes nobody (port 9 is the discard service)."""
    config = GatewayConfig(
        database_url,
        keyset=KEYSET,
        secret_key="only-for-tests",
        sandbox=SandboxSettings(receipt_delay=0.0, seed=1),
        wake_port=9,
        poll_seconds=0.05,
    )
    upgrade(database_url, SCRIPT_LOCATION)
    engine = create_engine(database_url)
    with engine.begin() as connection:
        seed(connection, config)
    yield World(config, engine, Sealing.from_config(config))
    engine.dispose()


@pytest.fixture
def free_udp_port() -> int:
    """A loopback port on which nobody listens."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
