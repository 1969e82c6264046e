"""Events are kept once, worked on in each address's order, and survive whatever happens to who works on them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from threading import Event, Lock
from time import sleep

import orjson
import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import OperationalError

from backend.channels import tasks
from backend.channels.journal import worker
from backend.channels.journal.models import ChannelEvent
from backend.channels.journal.worker import Handler
from backend.config import BackendConfig
from backend.conversations.inbound import Heard, Inbox
from backend.conversations.models import HeardEvent, Message
from backend.conversations.timing import Timing
from backend.database import Database
from bhxh.dates import utcnow
from kit.presence import Presence
from tests.backend.channels.journal.conftest import CHANNEL, UNHURRIED, MakeJournal, body, keep
from tests.backend.channels.test_core import eventually
from tests.support.webhooks import settle, waiting


def said(database: Database) -> Counter[str]:
    """What citizens have said, as the conversations have it."""
    with database.reading() as session:
        messages = session.scalars(select(Message).where(Message.author == "citizen"))
        return Counter(message.body["text"] for message in messages)


def kept(database: Database) -> list[ChannelEvent]:
    with database.reading() as session:
        return list(session.scalars(select(ChannelEvent).order_by(ChannelEvent.id)))


def test_repetitions_at_the_same_moment_count_once(
    make_journal: MakeJournal, hear: Handler, database: Database
) -> None:
    journals = [make_journal(hear), make_journal(hear)]
    fresh = [(f"{number % 12}", f"câu {number}") for number in range(60)]
    events = fresh * 4
    Random(7).shuffle(events)
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda place: keep(journals[place % 2], *events[place]), range(len(events))))
    settle(database)
    assert said(database) == Counter(text for _, text in fresh)
    keep(journals[0], *fresh[0])  # and long after
    assert kept(database) == [] and said(database).total() == 60


def test_each_address_keeps_its_order_whoever_works(make_journal: MakeJournal, database: Database) -> None:
    seen: dict[str, list[str]] = defaultdict(list)
    lock, chance = Lock(), Random(7)

    def handle(raw: bytes, _at: datetime) -> None:
        sleep(chance.uniform(0, 0.004))
        content = orjson.loads(raw)
        with lock:
            seen[content["address"]].append(content["text"])

    journals = [make_journal(handle), make_journal(handle)]
    for number in range(120):
        keep(journals[number % 2], f"{number % 3}", f"{number}")
    settle(database)
    assert seen == {f"{lane}": [f"{number}" for number in range(lane, 120, 3)] for lane in range(3)}


def test_nothing_of_a_person_is_readable_in_the_table(make_journal: MakeJournal, database: Database) -> None:
    stop = Event()
    journal = make_journal(lambda raw, at: stop.wait(60))
    try:
        keep(journal, "0912345678", "bí mật")
        (row,) = kept(database)
        shown = repr([getattr(row, column.name) for column in ChannelEvent.__table__.columns])
        assert "0912345678" not in shown and "bí mật".encode() not in row.body and b"address" not in row.body
    finally:
        stop.set()


def test_when_the_database_cannot_nothing_is_acknowledged(
    make_journal: MakeJournal, hear: Handler, database: Database
) -> None:
    journal = make_journal(hear)
    with database.begin() as session:
        session.execute(text("ALTER TABLE channel_event RENAME TO elsewhere"))
    with pytest.raises(Exception, match="channel_event"):
        keep(journal, "7", "một")
    with database.begin() as session:
        session.execute(text("ALTER TABLE elsewhere RENAME TO channel_event"))
    keep(journal, "7", "một")
    settle(database)
    assert said(database) == Counter(["một"])


def test_what_always_fails_is_set_aside_and_holds_up_nobody(
    make_journal: MakeJournal,
    hear: Handler,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(worker, "PAUSES", (timedelta(seconds=0.05), timedelta(seconds=0.1)))
    tries: list[str] = []

    def handle(raw: bytes, at: datetime) -> None:
        if b"poison" in raw:
            tries.append("poison")
            raise ValueError("poison 0912345678")
        hear(raw, at)

    journal = make_journal(handle)
    keep(journal, "7", "poison")
    keep(journal, "7", "sau đó")
    keep(journal, "8", "người khác")
    settle(database)
    assert len(tries) == 3 and said(database) == Counter(["sau đó", "người khác"])
    (left,) = kept(database)
    assert left.due_at is None and left.error == "ValueError" and left.attempts == 3
    keep(journal, "7", "poison")  # its platform repeats it
    settle(database)
    assert len(tries) == 3
    logged = "".join(capfd.readouterr())
    assert "channel_event_set_aside" in logged and "0912345678" not in logged


def test_a_database_that_is_away_costs_no_try(
    make_journal: MakeJournal, hear: Handler, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "DATABASE_PAUSE", timedelta(seconds=0.02))
    failures = [OperationalError("insert", {}, Exception("away")) for _ in range(8)]

    def handle(raw: bytes, at: datetime) -> None:
        if failures:
            raise failures.pop()
        hear(raw, at)

    keep(make_journal(handle), "7", "một")
    settle(database)
    assert not failures and said(database) == Counter(["một"]) and kept(database) == []


def test_an_event_that_took_its_process_down_is_not_touched_for_ever(
    make_journal: MakeJournal, hear: Handler, database: Database
) -> None:
    stop = Event()
    first = make_journal(lambda raw, at: stop.wait(60))
    keep(first, "7", "một")
    assert eventually(lambda: kept(database)[0].claim is not None)
    with database.begin() as session:  # as many processes have died with it
        session.execute(update(ChannelEvent).values(attempts=12, due_at=utcnow(), claim="the dead"))
    make_journal(hear)
    settle(database)
    stop.set()
    (left,) = kept(database)
    assert left.error == "begun_too_often" and not said(database)


def test_what_a_process_has_not_begun_when_it_stops_is_free_at_once(
    make_journal: MakeJournal, hear: Handler, database: Database
) -> None:
    begun, go_on = Event(), Event()

    def handle(raw: bytes, at: datetime) -> None:
        begun.set()
        go_on.wait(60)
        hear(raw, at)

    journal = make_journal(lambda raw, at: None, poll_only := Timing(lease=120.0, poll=0.05))
    journal.worker.close()
    for number in range(5):
        keep(journal, "7", f"{number}")
    stopping = make_journal(handle, poll_only)
    assert begun.wait(60)
    with ThreadPoolExecutor(1) as pool:
        closed = pool.submit(stopping.close)
        go_on.set()
        closed.result(60)
    assert [(one.attempts, one.claim) for one in kept(database)] == [(0, None)] * 4
    make_journal(hear)
    settle(database)
    assert said(database) == Counter(f"{number}" for number in range(5))


PROCESS = """
import json, sys, time
from pathlib import Path
from backend.channels.journal.journal import Journal
from backend.config import BackendConfig
from backend.conversations.timing import Timing
from backend.database import Database
given = json.loads(sys.argv[1])
database = Database.open(BackendConfig(data_dir=Path("."), **given["config"]))
journal = Journal(database, {"telegram": lambda body, at: time.sleep(600)}, Timing(lease=1.0, poll=0.05))
journal.start()
for event, address, body in given["events"]:
    journal.keep("telegram", event, address, body.encode()).result(60)
    print("kept", flush=True)
time.sleep(600)
"""


def test_what_a_killed_process_had_acknowledged_is_worked_on_by_the_next(
    make_journal: MakeJournal, hear: Handler, inbox: Inbox, database: Database, config: BackendConfig
) -> None:
    names = ("database_url", "keyset", "secret_key", "internal_token", "engine_token", "sms_key")
    events = [(f"{number % 4}:câu {number}", f"{number % 4}", f"câu {number}") for number in range(40)]
    given = {
        "config": {name: getattr(config, name) for name in names},
        "events": [(event, address, body(address, said, event).decode()) for event, address, said in events],
    }
    command = [sys.executable, "-c", PROCESS, json.dumps(given)]
    with subprocess.Popen(command, text=True, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        try:
            acknowledged = [child.stdout.readline() for _ in events]
            assert eventually(lambda: any(one.claim is not None for one in kept(database)), 60)
        finally:
            os.kill(child.pid, signal.SIGKILL)
    assert acknowledged == ["kept\n"] * 40 and waiting(database) == 40
    # The dead had finished one, and not written that down.
    inbox.receive(Heard(channel=CHANNEL, address="0", event="0:câu 0", text="câu 0"))
    make_journal(hear)
    settle(database)
    assert said(database) == Counter(f"câu {number}" for number in range(40))
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(HeardEvent)) == 40


def test_what_nobody_could_work_on_is_erased(
    make_journal: MakeJournal, database: Database, config: BackendConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "PAUSES", ())

    def fail(_raw: bytes, _at: datetime) -> None:
        raise ValueError

    journal = make_journal(fail)
    keep(journal, "7", "một")
    settle(database)
    tasks.forget_old(database, config)
    assert len(kept(database)) == 1
    with database.begin() as session:
        session.execute(update(ChannelEvent).values(received_at=utcnow() - timedelta(days=4)))
    tasks.forget_old(database, config)
    assert kept(database) == []


def test_who_died_on_this_machine_is_replaced_at_once(
    make_journal: MakeJournal, hear: Handler, database: Database, tmp_path: Path
) -> None:
    gone, lasts = Presence(tmp_path), Presence(tmp_path)
    stuck = Event()
    journals = [make_journal(lambda _raw, _at: bool(stuck.wait(60)), UNHURRIED, presence=gone)]
    keep(journals[0], "1", "một")
    assert eventually(lambda: [event.claim for event in kept(database)] != [None])
    gone.close()  # it hangs as one that has been killed
    make_journal(hear, UNHURRIED, presence=lasts)
    assert eventually(lambda: said(database) == Counter({"một": 1}))
    stuck.set()
