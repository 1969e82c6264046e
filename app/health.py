"""Whether every part is ready, for ``/healthz`` and ``/readyz``."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypedDict

import httpx
import sqlalchemy as sa

from app.liveness import age_of
from app.settings import Product
from kit.database import create_engine, reading

# A loop that has not come round for this long is stuck, whatever its process says.
STUCK_AFTER_SECONDS = 30.0
# Probes are not for free; a load balancer that asks ten times a second gets one answer a second.
REMEMBERED_SECONDS = 1.0


class Part(TypedDict):
    """``detail`` is for an operator and never holds an address with a password or personal data."""

    ready: bool
    detail: str


class Health:
    """Asks every part, at most once a second."""

    def __init__(self, product: Product) -> None:
        self._product = product
        self._http = httpx.AsyncClient(timeout=2.0, trust_env=False)
        self._engines = {
            "database": create_engine(product.database_url),
            "sms_database": create_engine(product.sms_database_url),
        }
        self._lock = asyncio.Lock()
        self._asked_at = 0.0
        self._parts: dict[str, Part] = {}

    async def close(self) -> None:
        """Give back connections."""
        await self._http.aclose()

    async def parts(self) -> dict[str, Part]:
        """Each part by name."""
        async with self._lock:
            if time.monotonic() - self._asked_at >= REMEMBERED_SECONDS:
                self._parts = await self._ask()
                self._asked_at = time.monotonic()
            return self._parts

    async def _ask(self) -> dict[str, Part]:
        checks: dict[str, Callable[[], Awaitable[Part]]] = {
            **{name: partial(asyncio.to_thread, _database, engine) for name, engine in self._engines.items()},
            "rasa": partial(self._answers, f"http://127.0.0.1:{self._product.rasa_port}/"),
            "actions": partial(self._answers, f"http://127.0.0.1:{self._product.actions_port}/health"),
            "internal": partial(self._answers, f"http://127.0.0.1:{self._product.internal_port}/internal/health"),
            "sender": partial(asyncio.to_thread, self._alive, "sender"),
            "worker": partial(asyncio.to_thread, self._alive, "worker"),
        }
        answers = await asyncio.gather(*(check() for check in checks.values()))
        return dict(zip(checks, answers, strict=True))

    async def _answers(self, url: str) -> Part:
        try:
            answer = await self._http.get(url)
        except httpx.HTTPError as error:
            return {"ready": False, "detail": type(error).__name__}
        return {"ready": answer.status_code < 500, "detail": f"HTTP {answer.status_code}"}

    def _alive(self, name: str) -> Part:
        age = age_of(self._product.data_dir, name)
        if age is None:
            return {"ready": False, "detail": "never seen"}
        return {"ready": age < STUCK_AFTER_SECONDS, "detail": f"seen {age:.0f} s ago"}


def _database(engine: sa.Engine) -> Part:
    try:
        with reading(engine) as connection:
            connection.execute(sa.text("SELECT 1"))
    except sa.exc.SQLAlchemyError as error:
        return {"ready": False, "detail": type(error).__name__}
    return {"ready": True, "detail": "ok"}
