"""Tokens that are good once: renewed in time, by one process at a time, and what is left when that process is killed."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from app import cli_zbs
from bhxh.dates import utcnow
from kit.zalo import Renewed, TokensRefused, renewed_of
from sms_gateway.messages.accept import Draft
from sms_gateway.providers.sandbox import SandboxRoute
from sms_gateway.providers.zbs.tokens import HOLD, Tokens
from sms_gateway.schema import Status, provider_token
from tests.sms_gateway import zbs
from tests.sms_gateway.providers.test_zbs import NOTICE, is_, run
from tests.sms_gateway.sender_child import sender_process
from tests.sms_gateway.world import World
from tests.support.zalo import Zalo, zalo

_SETTLED = {Status.SENT, Status.DELIVERED}
SANDBOX = '[[provider]]\nname = "sandbox"\nkind = "sandbox"\n'


@pytest.fixture(autouse=True)
def _secrets() -> Iterator[None]:
    with mock.patch.dict(os.environ, zbs.ENVIRONMENT):
        yield


def tokens(world: World, holder: str = "here") -> Tokens:
    return Tokens(world.engine, world.sealing, "zalo", holder)


def version(world: World) -> int:
    pair = tokens(world).read()
    return 0 if pair is None else pair.version


def send(world: World) -> int:
    return world.send_one(Draft("84912345678", template="thong_bao_ma_so", values=NOTICE)).id


def wait_for(holds: Callable[[], bool], *children: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert all(child.poll() is None for child in children), "a sender ended"
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_tokens_are_stored_sealed_and_a_version_is_renewed_once(world: World) -> None:
    with zalo() as platform:
        zbs.give_token(world, platform)
    now = utcnow()
    mine, other = tokens(world), tokens(world, "there")
    held = mine.hold(1, now)
    assert held is not None and held.refresh == "refresh-0"
    assert other.hold(1, now) is None, "one at a time"
    assert other.hold(1, now + HOLD) is not None, "a hold runs out"
    assert mine.keep(held, Renewed("access-1", "refresh-1", 100), now), "who has the pair stores it, whoever holds now"
    assert not mine.keep(held, Renewed("access-x", "refresh-x", 100), now)
    assert other.hold(1, now + HOLD) is None, "that version is gone"
    pair = mine.read()
    assert pair is not None and (pair.version, pair.access, pair.error) == (2, "access-1", None)
    assert [pair.good(now + timedelta(seconds=after)) for after in (0, 99, 100)] == [True, True, False]
    assert [pair.due(now + timedelta(seconds=after)) for after in (0, 79, 80)] == [False, False, True]
    with world.engine.connect() as connection:
        row = connection.execute(sa.select(provider_token)).one()
    assert b"access-1" not in row.access and b"refresh-1" not in row.refresh


def test_a_token_given_by_hand_is_not_overwritten_by_a_renewal_under_way(world: World) -> None:
    with zalo() as platform:
        zbs.give_token(world, platform)
        held = tokens(world).hold(1, utcnow())
        assert held is not None
        zbs.give_token(world, platform)
        assert not tokens(world).keep(held, Renewed("a", "r", 100), utcnow())
        assert tokens(world).hold(2, utcnow()) is not None


def test_a_token_that_zalo_no_longer_takes_is_renewed_and_the_message_sent_once(world: World) -> None:
    with zalo() as platform:
        zbs.give_token(world, platform)
        first = send(world)
        run(world, zbs.settings(platform), is_(world, first, Status.SENT))
        assert version(world) == 2
        platform.forget_access_tokens()
        more = [send(world) for _ in range(20)]
        run(world, zbs.settings(platform), lambda: {world.status(one) for one in more} == {Status.SENT})
        assert version(world) == 3 and set(platform.asked.values()) == {1}
        assert sorted(one.tracking_id for one in platform.taken) == sorted(f"bhxh{one}" for one in (first, *more))
        assert not world.handed_over()


def test_two_senders_never_use_one_refresh_token_twice(world: World, tmp_path: Path) -> None:
    """All access tokens are forgotten again and again while both send, so that both want another at the same moment."""
    with zalo() as platform, ExitStack() as senders:
        zbs.give_token(world, platform)
        path = zbs.file(tmp_path / "providers.toml", platform, SANDBOX, window=10)
        names = ("host-a", "host-b")
        children = [
            senders.enter_context(sender_process(replace(world.config, sender_name=name), path)) for name in names
        ]
        wait_for(lambda: version(world) == 2, *children)
        total = 0
        for _ in range(5):
            platform.forget_access_tokens()
            sent = [send(world) for _ in range(40)]
            total += len(sent)
            wait_for(lambda sent=sent: {world.status(one) for one in sent} <= _SETTLED, *children)  # type: ignore[misc]
        assert version(world) >= 4
        assert set(platform.asked.values()) == {1}, "a refresh token was used twice"
        by_zalo = {one.tracking_id for one in platform.taken}
        assert len(by_zalo) == len(platform.taken) and len(by_zalo) + len(world.handed_over()) == total


@pytest.mark.parametrize("reached", [True, False])
def test_a_sender_killed_between_the_use_of_a_token_and_its_successor(
    world: World, tmp_path: Path, reached: bool
) -> None:
    """Killed when Zalo has used the token up and before the new one is stored: only a person can mend it. Killed before the
    request left: the next one renews as if nothing had been."""
    killed: list[int] = []
    with zalo() as platform:
        zbs.give_token(world, platform)
        path = zbs.file(tmp_path / "providers.toml", platform, SANDBOX)
        if reached:
            with sender_process(world.config, path) as child:

                def kill() -> None:
                    child.kill()
                    child.wait()
                    killed.append(1)
                    raise ConnectionError

                platform.before_tokens = kill
                deadline = time.monotonic() + 60
                while not killed and time.monotonic() < deadline:
                    time.sleep(0.02)
            platform.before_tokens = lambda: None
        else:
            assert tokens(world, "killed").hold(1, utcnow()) is not None
        assert version(world) == 1
        early = send(world)
        run(world, zbs.settings(platform), is_(world, early, Status.DELIVERED))
        assert sum(platform.asked.values()) == len(killed), "nobody touches a token that somebody holds"
        with world.engine.begin() as connection:
            connection.execute(provider_token.update().values(held_until=utcnow()))
        later = send(world)
        run(world, zbs.settings(platform), lambda: world.status(later) in (Status.SENT, Status.DELIVERED))
        pair = tokens(world).read()
        assert pair is not None
        if not reached:
            assert (pair.version, pair.error, world.status(later)) == (2, None, Status.SENT)
            return
        assert (pair.version, pair.error, world.status(later)) == (1, "zbs_14020", Status.DELIVERED)
        assert platform.asked == {"refresh-0": 2}
        zbs.give_token(world, platform)
        last = send(world)
        run(world, zbs.settings(platform), is_(world, last, Status.SENT))


def test_while_the_token_server_is_away_the_old_token_serves(world: World) -> None:
    with zalo() as away:
        pass
    with zalo() as platform:
        zbs.give_token(world, platform)
        first = send(world)
        run(world, zbs.settings(platform), is_(world, first, Status.SENT))
        with world.engine.begin() as connection:  # due, and still good
            connection.execute(provider_token.update().values(renewed_at=utcnow() - timedelta(days=30)))
        second = send(world)
        run(world, zbs.settings(platform, token_url=away.token_url), is_(world, second, Status.SENT))
        pair = tokens(world).read()
        assert pair is not None and (pair.version, pair.error) == (2, "connecterror")


@pytest.mark.parametrize(
    ("status", "content", "reason"),
    [
        (200, b'{"error":-14020,"error_name":"Invalid refresh token"}', "zbs_14020"),
        (200, b"", "http_200"),
        (500, b"<html>", "http_500"),
        (200, b"[]", "http_200"),
        (200, b'{"error":"x"}', "http_200"),
        (200, b'{"access_token":"a","refresh_token":"r","expires_in":"soon"}', "http_200"),
        (200, b'{"access_token":"","refresh_token":"r","expires_in":"90000"}', "unusable"),
        (200, b'{"access_token":"a","refresh_token":7,"expires_in":"90000"}', "unusable"),
        (200, b'{"access_token":"a","refresh_token":"r","expires_in":"0"}', "unusable"),
        (200, b'{"access_token":"a","refresh_token":"r","expires_in":"nan"}', "unusable"),
        (200, b'{"access_token":"a","refresh_token":"r","expires_in":1e300}', "unusable"),
    ],
)
def test_what_is_no_pair_is_refused(status: int, content: bytes, reason: str) -> None:
    with pytest.raises(TokensRefused, match=f"^{reason}$"):
        renewed_of(status, content)


def test_a_pair_is_read_with_its_life_as_text() -> None:
    content = b'{"access_token":"a","refresh_token":"r","expires_in":"90000"}'
    assert renewed_of(200, content) == Renewed("a", "r", 90000)


def test_the_first_token_is_given_on_the_command_line(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    platform = Zalo(url="http://127.0.0.1:9")
    own = replace(world.config, providers=(zbs.settings(platform), SandboxRoute()))
    monkeypatch.setattr(cli_zbs.settings, "load", lambda: SimpleNamespace(gateway=lambda: own))

    def say(*arguments: str, typed: str | None = None, **environment: str) -> tuple[int, str]:
        done = CliRunner().invoke(cli_zbs.zbs, arguments, input=typed, env={cli_zbs.VARIABLE: None} | environment)
        return done.exit_code, done.output

    assert say("status", "zalo")[0] == 1
    assert say("token", "sandbox", typed="x\n")[0] == 2
    assert say("token", "zalo", typed="a b\n")[0] == 1
    assert version(world) == 0
    code, output = say("token", "zalo", typed="from-the-console\n")
    assert code == 0 and "from-the-console" not in output
    assert "chưa đổi lấy access token" in say("status", "zalo")[1]
    held = tokens(world).hold(1, utcnow())
    assert held is not None and held.refresh == "from-the-console"
    tokens(world).keep(held, Renewed("a", "r", 100), utcnow())
    assert say("status", "zalo")[0] == 0
    assert say("token", "zalo", ZBS_REFRESH_TOKEN="from-the-environment")[0] == 0
    held = tokens(world).hold(3, utcnow())
    assert held is not None and held.refresh == "from-the-environment"
    tokens(world).put_back(held, utcnow(), "zbs_14020")
    code, output = say("status", "zalo")
    assert code == 1 and "zbs_14020" in output and "bhxh sms zbs token zalo" in output
