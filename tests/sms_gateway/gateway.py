"""A gateway behind a real HTTP server, in the threads and with the short way of the product, as tests of its API use it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import orjson
import sqlalchemy as sa
from flask import Flask

from app.front import SMS_THREADS
from app.intake import PatientIntake
from app.threads import in_threads
from kit.crypto import new_keyset
from kit.database import create_engine, upgrade
from sms_gateway.api import create_app
from sms_gateway.api.singles import Singles
from sms_gateway.config import GatewayConfig
from sms_gateway.migrations import SCRIPT_LOCATION
from sms_gateway.schema import message
from sms_gateway.sealing import Sealing
from tests.support.serving import serving as on_a_port

LIVE = "a-live-key-only-for-tests"
TEST = LIVE + ".test"
KEYSET = new_keyset()


def config(database_url: str, folder: Path, **changes: Any) -> GatewayConfig:
    """Settings of a demo gateway whose sender does not run."""
    fixed = {"keyset": KEYSET, "secret_key": "only-for-tests", "demo_sms_key": LIVE, "wake_port": 9}
    return GatewayConfig(database_url, **(fixed | {"import_dir": folder / "imports"} | changes))


@dataclass
class Gateway:
    """``http`` speaks as the live key, ``url`` ends in /sms/v1."""

    config: GatewayConfig
    app: Flask
    engine: sa.Engine
    sealing: Sealing
    url: str
    http: httpx.Client

    def as_key(self, secret: str) -> httpx.Client:
        return httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {secret}"}, timeout=30)

    def contents(self) -> list[Any]:
        """What each stored message holds, oldest first."""
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(message.c.id, message.c.content).order_by(message.c.id)).all()
        return [row.content and self.sealing.open("message.content", row.id, row.content) for row in rows]

    def last_code(self) -> str:
        """The code in the newest message, as the citizen would read it."""
        return str(orjson.loads(self.contents()[-1])["ma_otp"])

    def count(self, table: sa.Table) -> int:
        with self.engine.connect() as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


@contextlib.contextmanager
def serving(settings: GatewayConfig) -> Iterator[Gateway]:
    """The gateway of these settings, migrated, on a port of its own."""
    upgrade(settings.database_url, SCRIPT_LOCATION)
    app = create_app(settings)
    engine = create_engine(settings.database_url)
    with on_a_port(PatientIntake(Singles(app, in_threads(app, SMS_THREADS)))) as address:
        url = f"{address}/sms/v1"
        with httpx.Client(base_url=url, headers={"Authorization": f"Bearer {LIVE}"}, timeout=30) as http:
            yield Gateway(settings, app, engine, Sealing.from_config(settings), url, http)
    engine.dispose()
    app.extensions["sms_gateway"].imports.close()
    app.extensions["sms_gateway"].engine.dispose()
