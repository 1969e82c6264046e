"""The outbox against the product's own gateway: what one side writes, the other must take."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
import sqlalchemy as sa
from werkzeug.serving import make_server

from backend import notify
from backend.database import Database
from backend.notify import delivery
from backend.notify.gateway import HttpGateway
from backend.notify.models import OutboxMessage, OutboxState
from bhxh.dates import utcnow
from kit.crypto import new_keyset
from kit.database import create_engine, reading, upgrade
from sms_gateway.api import create_app
from sms_gateway.config import GatewayConfig
from sms_gateway.migrations import SCRIPT_LOCATION
from sms_gateway.schema import message

KEY = "k" * 40
FIELDS = {"so_ho_so": "07915.G/2026/00001", "co_quan": "BHXH Quận 5", "han_nop": "30/11/2026"}


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[tuple[HttpGateway, sa.Engine]]:
    url = f"sqlite:///{tmp_path / 'sms.sqlite'}"
    upgrade(url, SCRIPT_LOCATION)
    config = GatewayConfig(url, keyset=new_keyset(), secret_key="gateway", demo_sms_key=KEY, wake_port=9)
    server = make_server("127.0.0.1", 0, create_app(config), threaded=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    client = HttpGateway(f"http://127.0.0.1:{server.server_port}", KEY)
    engine = create_engine(url)
    yield client, engine
    client.close()
    server.shutdown()
    engine.dispose()


def stored(engine: sa.Engine) -> int:
    with reading(engine) as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(message)).scalar_one()


def test_a_message_is_taken_once_however_often_it_is_sent(
    database: Database, gateway: tuple[HttpGateway, sa.Engine]
) -> None:
    client, engine = gateway
    with database.begin() as session:
        reference = notify.enqueue_sms(session, to="0912345678", template="tiep_nhan", personalisation=FIELDS)
        row = session.get_one(OutboxMessage, reference)
        kept = {"recipient": row.recipient, "personalisation": row.personalisation}
    assert delivery.drain(database, client) == 1
    with database.begin() as session:  # as if the worker had died before it could note the answer
        claimed = {"state": OutboxState.CLAIMED, "claim": "dead", "due_at": utcnow(), **kept}
        session.execute(sa.update(OutboxMessage).values(**claimed))
    assert delivery.drain(database, client) == 1
    assert stored(engine) == 1


def test_missing_fields_are_refused_for_good(database: Database, gateway: tuple[HttpGateway, sa.Engine]) -> None:
    client, engine = gateway
    with database.begin() as session:
        reference = notify.enqueue_sms(session, to="0912345678", template="tiep_nhan", personalisation={})
    assert delivery.drain(database, client) == 0
    with database.reading() as session:
        row = session.get_one(OutboxMessage, reference)
        assert row.state == OutboxState.FAILED and row.error
    assert stored(engine) == 0


def test_a_wrong_key_leaves_the_message_waiting(database: Database, gateway: tuple[HttpGateway, sa.Engine]) -> None:
    right, engine = gateway
    wrong = HttpGateway(right.base_url, "x" * 40)
    with database.begin() as session:
        reference = notify.enqueue_sms(session, to="0912345678", template="tiep_nhan", personalisation=FIELDS)
    assert delivery.drain(database, wrong) == 0
    with database.reading() as session:
        assert session.get_one(OutboxMessage, reference).state == OutboxState.WAITING
    assert stored(engine) == 0
