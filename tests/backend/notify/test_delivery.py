import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import select, update

from backend import notify, worker
from backend.config import BackendConfig
from backend.database import Database
from backend.notify import delivery
from backend.notify.gateway import HttpGateway
from backend.notify.models import OutboxMessage, OutboxState
from backend.notify.tasks import KEEP, forget_finished
from bhxh.dates import utcnow
from tests.support.gateway import ReferenceGateway, serve

SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture
def gateway() -> ReferenceGateway:
    return ReferenceGateway()


@pytest.fixture
def served(gateway: ReferenceGateway, config: BackendConfig) -> Iterator[BackendConfig]:
    with serve(gateway) as address:
        yield replace(config, sms_url=address)


def enqueue(database: Database, count: int) -> list[str]:
    with database.begin() as session:
        return [
            notify.enqueue_sms(session, to="0912345678", template="tiep_nhan", personalisation={"so": str(number)})
            for number in range(count)
        ]


def rows(database: Database) -> dict[str, OutboxMessage]:
    with database.reading() as session:
        return {row.id: row for row in session.scalars(select(OutboxMessage))}


def make_all_due(database: Database) -> None:
    with database.begin() as session:
        session.execute(update(OutboxMessage).values(due_at=utcnow() - timedelta(seconds=1)))


def test_a_message_goes_out_once_and_is_then_forgotten(
    database: Database, served: BackendConfig, gateway: ReferenceGateway
) -> None:
    (reference,) = enqueue(database, 1)
    client = HttpGateway(served.sms_url, served.sms_key)
    assert delivery.drain(database, client) == 1
    assert delivery.drain(database, client) == 0
    assert gateway.messages[reference] == {
        "to": "84912345678",
        "reference": reference,
        "template": "tiep_nhan",
        "personalisation": {"so": "0"},
        "lane": "transactional",
    }
    row = rows(database)[reference]
    assert (row.state, row.gateway_id, row.recipient, row.personalisation) == ("sent", "m-" + reference, None, None)


def test_a_message_refused_for_good_fails_and_is_not_tried_again(
    database: Database, served: BackendConfig, gateway: ReferenceGateway
) -> None:
    (reference,) = enqueue(database, 1)
    gateway.refusal = (422, "personalisation.missing")
    client = HttpGateway(served.sms_url, served.sms_key)
    assert delivery.drain(database, client) == 0
    row = rows(database)[reference]
    assert (row.state, row.error, row.recipient) == ("failed", "personalisation.missing", None)
    make_all_due(database)
    delivery.drain(database, client)
    assert gateway.calls == [reference]


@pytest.mark.parametrize("status", [401, 404, 429, 503])
def test_trouble_on_the_way_is_retried_later_with_back_off(
    database: Database, served: BackendConfig, gateway: ReferenceGateway, status: int
) -> None:
    first, second = enqueue(database, 2)
    gateway.refusal = (status, "later")
    client = HttpGateway(served.sms_url, served.sms_key)
    waits = []
    for _ in range(3):
        before = utcnow()
        assert delivery.drain(database, client) == 0
        waits.append((rows(database)[first].due_at - before).total_seconds())
        make_all_due(database)
        with database.begin() as session:  # the first of the two stays the one that is tried
            session.execute(
                update(OutboxMessage).where(OutboxMessage.id == second).values(due_at=utcnow() + timedelta(hours=1))
            )
    assert waits[0] < waits[1] < waits[2]
    assert set(gateway.calls) == {first}
    gateway.refusal = None
    make_all_due(database)
    assert delivery.drain(database, client) == 2
    assert set(gateway.messages) == {first, second}


def test_a_message_is_given_up_after_days_of_trouble(database: Database, config: BackendConfig) -> None:
    (reference,) = enqueue(database, 1)
    with database.begin() as session:
        session.execute(update(OutboxMessage).values(created_at=utcnow() - delivery.GIVE_UP - timedelta(minutes=1)))
    nobody = HttpGateway("http://127.0.0.1:9", config.sms_key)
    assert delivery.drain(database, nobody) == 0
    assert rows(database)[reference].state == OutboxState.FAILED


def test_two_workers_share_the_outbox_and_send_nothing_twice(
    database: Database, served: BackendConfig, gateway: ReferenceGateway
) -> None:
    references = enqueue(database, 120)
    threads = [
        Thread(target=delivery.drain, args=(Database.open(served), HttpGateway(served.sms_url, served.sms_key)))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(gateway.calls) == Counter(references)
    assert {row.state for row in rows(database).values()} == {"sent"}


def test_a_worker_killed_between_hand_over_and_note_leads_to_one_message(
    database: Database, served: BackendConfig, gateway: ReferenceGateway
) -> None:
    references = enqueue(database, 3)
    reached, never = Event(), Event()

    def hang(message: dict[str, Any]) -> None:
        reached.set()
        never.wait(60)

    gateway.before_answer = hang
    process = SPAWN.Process(target=worker.run, args=(served,))
    process.start()
    assert reached.wait(60)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join(30)
    never.set()
    gateway.before_answer = lambda message: None

    client = HttpGateway(served.sms_url, served.sms_key)
    assert delivery.drain(database, client) == 0, "the dead worker's claim still holds"
    make_all_due(database)
    assert delivery.drain(database, client) == 3
    assert set(gateway.messages) == set(references)
    assert len(gateway.calls) == 4, "one call was repeated, under the reference the gateway knew"
    assert {row.state for row in rows(database).values()} == {"sent"}


def test_sigterm_ends_the_worker_after_the_message_in_hand(
    database: Database, served: BackendConfig, gateway: ReferenceGateway
) -> None:
    enqueue(database, 3)
    reached, go_on = Event(), Event()

    def hold(message: dict[str, Any]) -> None:
        reached.set()
        go_on.wait(60)

    gateway.before_answer = hold
    process = SPAWN.Process(target=worker.run, args=(served,))
    process.start()
    assert reached.wait(60)
    process.terminate()
    go_on.set()
    process.join(30)
    assert process.exitcode == 0
    states = Counter(row.state for row in rows(database).values())
    assert states["claimed"] == 0 and states["sent"] == len(gateway.messages)


def test_what_was_finished_long_ago_is_deleted(database: Database, config: BackendConfig) -> None:
    sent, waiting = enqueue(database, 2)
    with database.begin() as session:
        session.execute(update(OutboxMessage).values(created_at=utcnow() - KEEP - timedelta(days=1)))
        session.execute(update(OutboxMessage).where(OutboxMessage.id == sent).values(state=OutboxState.SENT))
    forget_finished(database, config)
    forget_finished(database, config)
    assert set(rows(database)) == {waiting}
