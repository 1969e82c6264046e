"""The internal API with a real register and registration, a gateway that sends OTPs nowhere, and turns that run."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from backend import demo
from backend.config import BackendConfig
from backend.conversations import handles, store, turns
from backend.conversations.masking import mask
from backend.conversations.turns import Lease
from backend.database import Database
from backend.internal.app import create_internal_app
from bhxh.dates import utcnow
from tests.backend.conftest import config_of
from tests.support.otp import CODE, OtpGateway

__all__ = ["CODE", "OtpGateway"]


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
    return create_internal_app(config, sms=gateway.client()).test_client()


class Citizen:
    """A conversation whose turn runs until the test is over; `say` puts what is typed behind handles."""

    def __init__(self, database: Database, internal: FlaskClient, token: str, *, address: str = "203.0.113.7") -> None:
        self.database = database
        self.internal = internal
        self.headers = {"Authorization": f"Bearer {token}"}
        with database.begin() as session:
            now = utcnow()
            conversation = store.create(session, store.new_id(), now)
            lease = Lease(timedelta(minutes=5))
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
