"""API keys: found by keyed hash, compared whole, replaced under the same id, revoked at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bhxh.dates import utcnow
from kit.crypto import Keyring
from sms_gateway.keys import Key, Keys, Scope, ensure_key
from sms_gateway.rules.caps import Caps
from sms_gateway.schema import api_key
from tests.sms_gateway.world import World


@pytest.fixture
def keys(world: World) -> Keys:
    return Keys(world.engine, Keyring.from_settings(world.config.keyset, world.config.secret_key))


def test_a_new_key_opens_and_its_secret_is_stored_nowhere(world: World, keys: Keys) -> None:
    with world.engine.begin() as connection:
        key_id, secret = keys.create(connection, "so-y-te", live=False, scopes=[Scope.OTP])
    assert secret.startswith("bhxh_test_")
    assert keys.authenticate(secret) == Key(key_id, "so-y-te", False, frozenset({Scope.OTP}), False, Caps())
    assert keys.authenticate(secret + "x") is None
    assert keys.authenticate("") is None
    with world.engine.connect() as connection:
        row = connection.execute(sa.select(api_key).where(api_key.c.id == key_id)).one()
    assert secret not in str(row)
    assert row.last_used_at is not None and utcnow() - row.last_used_at < timedelta(minutes=1)


def test_another_secret_under_the_same_name_keeps_the_id_and_closes_the_old_one(world: World, keys: Keys) -> None:
    keyring = Keyring.from_settings(world.config.keyset, world.config.secret_key)
    with world.engine.begin() as connection:
        first = ensure_key(connection, keyring, "backend", "first-secret-of-16", [Scope.OTP])
        assert ensure_key(connection, keyring, "backend", "second-secret-of-16", [Scope.MESSAGES]) == first
        assert ensure_key(connection, keyring, "backend", "second-secret-of-16", [Scope.MESSAGES]) == first
    assert keys.authenticate("first-secret-of-16") is None
    assert keys.authenticate("second-secret-of-16") == Key(
        first, "backend", True, frozenset({Scope.MESSAGES}), False, Caps()
    )


def test_a_short_secret_and_one_of_another_key_are_refused(world: World, keys: Keys) -> None:
    with world.engine.begin() as connection:
        keys.ensure(connection, "a", "a-secret-of-16-chars")
        with pytest.raises(ValueError, match="already belongs"):
            keys.ensure(connection, "b", "a-secret-of-16-chars")
        with pytest.raises(ValueError, match="at least 16"):
            keys.ensure(connection, "b", "short")


def test_a_revoked_key_opens_nothing_until_it_is_made_anew(world: World, keys: Keys) -> None:
    with world.engine.begin() as connection:
        _, secret = keys.create(connection, "a", live=True)
    assert keys.authenticate(secret) is not None
    with world.engine.begin() as connection:
        assert keys.revoke(connection, "a")
        assert not keys.revoke(connection, "a")
    assert keys.authenticate(secret) is None


def test_a_key_of_another_installation_opens_nothing(world: World, keys: Keys) -> None:
    other = Keys(world.engine, Keyring.from_settings(world.config.keyset, "another secret key"))
    with world.engine.begin() as connection:
        _, secret = other.create(connection, "a", live=True)
    assert keys.authenticate(secret) is None
