"""Tokens that are good once: renewed in time, by one at a time, and what is left when a process is killed in between."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import httpx
import pytest
from click.testing import CliRunner
from sqlalchemy import select, update

from app import cli_zalo
from backend.channels.zalo.keeper import Keeper
from backend.channels.zalo.models import ZaloToken
from backend.channels.zalo.tokens import HOLD, Tokens
from backend.config import BackendConfig
from backend.database import Database
from bhxh.dates import utcnow
from kit.zalo import Renewed
from tests.backend.channels.zalo.conftest import config_for, eventually
from tests.support.zalo_oa import APP_ID, Oa

sqlite_only = pytest.mark.only_on("sqlite")

PROCESS = """
import json, sys
import httpx
from backend.channels.zalo.config import ZaloConfig
from backend.channels.zalo.keeper import Keeper
from backend.channels.zalo.tokens import Tokens
from backend.config import BackendConfig
from backend.database import Database
from pathlib import Path
given = json.loads(sys.argv[1])
config = BackendConfig(data_dir=Path("."), **given["config"])
keeper = Keeper(ZaloConfig(**given["zalo"]), Tokens(Database.open(config), given["zalo"]["app_id"]), httpx.Client(trust_env=False))
print("ready", flush=True)
sys.stdin.readline()
for version in map(int, sys.stdin.readline().split()):
    pair = keeper.another(version)
    print("version", pair.version if pair else 0, flush=True)
print("end", flush=True)
"""


@pytest.fixture
def tokens(database: Database) -> Tokens:
    made = Tokens(database, APP_ID)
    made.give("refresh-0", utcnow())
    return made


def keeper(oa: Oa, database: Database) -> Keeper:
    return Keeper(config_for(oa), Tokens(database, APP_ID), httpx.Client(trust_env=False))


@contextmanager
def process(oa: Oa, config: BackendConfig) -> Iterator[subprocess.Popen[str]]:
    """A process of its own that wants another token for each version it is told."""
    zalo = config_for(oa)
    names = ("database_url", "keyset", "secret_key", "internal_token", "engine_token", "sms_key")
    given = {"config": {name: getattr(config, name) for name in names}, "zalo": vars(zalo)}
    command = [sys.executable, "-c", PROCESS, json.dumps(given)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        try:
            assert child.stdout is not None and child.stdout.readline() == "ready\n"
            yield child
        finally:
            child.kill()


def versions(child: subprocess.Popen[str]) -> list[int]:
    """What it got, one after the other; its log stands between."""
    assert child.stdout is not None
    lines = iter(child.stdout.readline, "end\n")
    return [int(line.split()[1]) for line in lines if line.startswith("version ")]


def test_a_pair_is_stored_sealed_and_a_version_is_renewed_once(tokens: Tokens, database: Database) -> None:
    now, other = utcnow(), Tokens(database, APP_ID)
    held = tokens.hold(1, now)
    assert held is not None and held.refresh == "refresh-0"
    assert other.hold(1, now) is None, "one at a time"
    assert other.hold(1, now + HOLD) is not None, "a hold runs out"
    assert tokens.keep(held, Renewed("access-1", "refresh-1", 90_000), now), "who has the pair stores it"
    assert not tokens.keep(held, Renewed("access-x", "refresh-x", 100), now)
    pair = tokens.read()
    assert pair is not None and (pair.version, pair.access, pair.error) == (2, "access-1", None)
    due = [pair.due(now + timedelta(hours=hours)) for hours in (0, 19.9, 20)]
    assert due == [False, False, True] and not pair.good(now + timedelta(hours=25))
    with database.engine.connect() as connection:
        row = connection.exec_driver_sql("SELECT access, refresh FROM zalo_token").one()
    assert b"access-1" not in bytes(row.access) and b"refresh-1" not in bytes(row.refresh)


@sqlite_only
def test_a_token_given_by_hand_is_not_overwritten_by_a_renewal_under_way(tokens: Tokens) -> None:
    held = tokens.hold(1, utcnow())
    assert held is not None
    tokens.give("by-hand", utcnow())
    assert not tokens.keep(held, Renewed("a", "r", 100), utcnow())
    again = tokens.hold(2, utcnow())
    assert again is not None and again.refresh == "by-hand"


def test_threads_that_want_another_token_use_each_refresh_token_once(
    oa: Oa, tokens: Tokens, database: Database
) -> None:
    keepers = [keeper(oa, database) for _ in range(4)]
    for version in range(1, 6):
        with ThreadPoolExecutor(16) as pool:
            pairs = list(pool.map(lambda number, v=version: keepers[number % 4].another(v), range(16)))  # type: ignore[misc]
        assert {pair.version for pair in pairs if pair} == {version + 1} and None not in pairs
    assert set(oa.oauth.asked.values()) == {1}


def test_processes_that_want_another_token_use_each_refresh_token_once(
    oa: Oa, tokens: Tokens, database: Database, config: BackendConfig
) -> None:
    with process(oa, config) as one, process(oa, config) as two:
        for child in (one, two):
            assert child.stdin is not None
            child.stdin.write("go\n" + " ".join(map(str, range(1, 8))) + "\n")
            child.stdin.flush()
        told = [versions(child) for child in (one, two)]
    assert set(oa.oauth.asked.values()) == {1}, "a refresh token was used twice"
    for got in told:
        assert len(got) == 7 and all(version > wanted for wanted, version in enumerate(got, start=1))


@sqlite_only
def test_a_process_killed_while_it_renews_leaves_a_hold_and_then_a_person_is_asked(
    oa: Oa, tokens: Tokens, database: Database, config: BackendConfig, capsys: pytest.CaptureFixture[str]
) -> None:
    with process(oa, config) as child:

        def kill() -> None:
            os.kill(child.pid, signal.SIGKILL)
            child.wait()
            raise ConnectionError

        oa.oauth.before_tokens = kill
        assert child.stdin is not None
        child.stdin.write("go\n1\n")
        child.stdin.flush()
        assert eventually(lambda: child.poll() is not None)
    oa.oauth.before_tokens = lambda: None
    next_one = keeper(oa, database)
    assert next_one.current() is None and sum(oa.oauth.asked.values()) == 1, "somebody holds it"
    with database.begin() as session:
        session.execute(update(ZaloToken).values(held_until=utcnow()))
    assert next_one.another(1) is None
    pair = tokens.read()
    assert pair is not None and pair.error == "zbs_14020"
    assert "zalo_token_refused" in capsys.readouterr().out
    asked = sum(oa.oauth.asked.values())
    assert next_one.another(1) is None and sum(oa.oauth.asked.values()) == asked, "not again and again"
    tokens.give(oa.oauth.refresh_token, utcnow())  # the person
    found = next_one.another(0)
    assert found is not None and oa.oauth.error_of(found.access or "") == 0


@sqlite_only
def test_a_token_is_renewed_when_a_fifth_of_its_life_is_left(oa: Oa, tokens: Tokens, database: Database) -> None:
    one = keeper(oa, database)
    first = one.current()
    assert first is not None and one.look() is False and one.current() == first
    with database.begin() as session:
        session.execute(
            update(ZaloToken).values(
                renewed_at=utcnow() - timedelta(hours=20), access_until=utcnow() + timedelta(hours=5)
            )
        )
    one.look()
    second = one.current()
    assert second is not None and second.version == first.version + 1


@sqlite_only
def test_while_zalo_cannot_be_reached_the_old_token_serves(oa: Oa, tokens: Tokens, database: Database) -> None:
    one = keeper(oa, database)
    first = one.current()
    away = Keeper(config_for(Oa(url="http://127.0.0.1:9")), Tokens(database, APP_ID), httpx.Client(trust_env=False))
    with database.begin() as session:
        session.execute(update(ZaloToken).values(renewed_at=utcnow() - timedelta(days=30)))
    away.look()
    assert away.current() is not None and first is not None
    with database.reading() as session:
        assert session.scalars(select(ZaloToken.error)).one() == "connecterror"
    one.look()  # and the hold is free at once
    found = one.current()
    assert found is not None and found.version == first.version + 1


@sqlite_only
def test_the_first_token_is_given_on_the_command_line(
    oa: Oa, database: Database, config: BackendConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = replace(config, zalo=config_for(oa))
    monkeypatch.setattr(cli_zalo.settings, "load", lambda: SimpleNamespace(backend=lambda: whole))

    def say(*arguments: str, typed: str | None = None, **environment: str) -> tuple[int, str]:
        done = CliRunner().invoke(cli_zalo.zalo, arguments, input=typed, env={cli_zalo.VARIABLE: None} | environment)
        return done.exit_code, done.output

    assert say("status")[0] == 1 and say("token", typed="a b\n")[0] == 1
    code, output = say("token", typed="from-the-console\n")
    assert code == 0 and "from-the-console" not in output
    assert "chưa đổi lấy access token" in say("status")[1]
    assert say("token", ZALO_REFRESH_TOKEN="refresh-0")[0] == 0
    assert keeper(oa, database).current() is not None
    assert say("status")[0] == 0
    monkeypatch.setattr(cli_zalo.settings, "load", lambda: SimpleNamespace(backend=lambda: config))
    assert say("status")[0] == 1
