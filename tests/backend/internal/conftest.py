"""The internal API with a real register and registration, a gateway that sends OTPs nowhere, and turns that run."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask.testing import FlaskClient

from backend import demo
from backend.config import BackendConfig
from backend.conversations import handles, store, turns
from backend.conversations.masking import mask
from backend.database import Database
from backend.internal.app import create_internal_app
from bhxh.dates import utcnow
from sms_gateway.client import SmsClient
from tests.backend.conftest import config_of

CODE = "123456"


@dataclass
class OtpGateway:
    """Keeps the OTP part of the gateway's contract: five tries, used once. `down` makes it answer 503."""

    sent: list[dict[str, Any]] = field(default_factory=list)
    tries: dict[str, int] = field(default_factory=dict)
    down: bool = False
    expired: bool = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            return httpx.Response(503)
        body = json.loads(request.content)
        if request.url.path.endswith("/otp"):
            self.sent.append({**body, "ip": request.headers.get("X-Citizen-Ip")})
            otp = f"otp-{len(self.sent)}"
            self.tries[otp] = 5
            expires = (utcnow() + timedelta(minutes=5)).isoformat()
            return httpx.Response(202, json={"id": otp, "expires_at": expires, "resend_after": 30})
        otp = request.url.path.split("/")[-2]
        if self.expired or otp not in self.tries:
            return httpx.Response(410, json={"code": "expired", "detail": ""})
        if self.tries[otp] == 0:
            return httpx.Response(429, json={"code": "locked", "detail": ""})
        if body["code"] == CODE:
            del self.tries[otp]
            return httpx.Response(200, json={"verified": True})
        self.tries[otp] -= 1
        return httpx.Response(422, json={"code": "wrong", "attempts_left": self.tries[otp], "detail": ""})


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> BackendConfig:
    """On SQLite and on PostgreSQL: what is minted and proven is written by several transactions at once."""
    return config_of(tmp_path, database_url)


@pytest.fixture
def gateway() -> OtpGateway:
    return OtpGateway()


@pytest.fixture
def internal(config: BackendConfig, database: Database, gateway: OtpGateway) -> FlaskClient:
    demo.seed(config)
    sms = SmsClient("http://sms/sms/v1", "key", transport=httpx.MockTransport(gateway))
    return create_internal_app(config, sms=sms).test_client()


class Citizen:
    """A conversation whose turn runs until the test is over; `say` puts what is typed behind handles."""

    def __init__(self, database: Database, internal: FlaskClient, token: str, *, address: str = "203.0.113.7") -> None:
        self.database = database
        self.internal = internal
        self.headers = {"Authorization": f"Bearer {token}"}
        with database.begin() as session:
            now = utcnow()
            conversation = store.create(session, store.new_id(), now)
            lease = timedelta(minutes=5)
            _, work = turns.begin(session, conversation, "chào", None, client=address, now=now, lease=lease)
            assert work
            self.row_id = conversation.id
            self.work = work

    def say(self, text: str, field: str | None = None, *, otp: bool = False) -> str:
        with self.database.begin() as session:
            return handles.put(session, self.row_id, mask(text, field, otp_pending=otp))

    def shown(self, handle: str) -> str:
        with self.database.reading() as session:
            return handles.Rendering(session, self.row_id, [handle]).render(handle)

    def call(self, path: str, **body: Any) -> dict[str, Any]:
        content = {"session": self.work.session, "turn": self.work.turn_id, **body}
        response = self.internal.post(f"/internal/v1{path}", json=content, headers=self.headers)
        assert response.status_code == 200, response.json
        answer: dict[str, Any] = response.json
        return answer

    @contextmanager
    def finished(self) -> Iterator[None]:
        """The turn is over."""
        with self.database.begin() as session:
            conversation = store.locked(session, self.row_id)
            assert conversation
            turns.finish(session, conversation, self.work, "xong")
        yield


@pytest.fixture
def citizen(database: Database, internal: FlaskClient, config: BackendConfig) -> Citizen:
    return Citizen(database, internal, config.internal_token)
