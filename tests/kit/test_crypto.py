import json

import pytest
import tink
from tink import cleartext_keyset_handle

from kit.crypto import Keyring, new_keyset


def keyring(secret: str = "s" * 32) -> Keyring:
    return Keyring.from_settings(new_keyset(), secret)


def test_a_value_comes_back_in_its_context_alone() -> None:
    ring = keyring()
    sealed = ring.encrypt_text("person.name", "Nguyễn Văn An")
    assert b"An" not in sealed
    assert ring.decrypt_text("person.name", sealed) == "Nguyễn Văn An"
    with pytest.raises(tink.TinkError):
        ring.decrypt_text("person.address", sealed)


def test_a_changed_value_is_refused() -> None:
    ring = keyring()
    sealed = bytearray(ring.encrypt("a.b", b"x"))
    sealed[-1] ^= 1
    with pytest.raises(tink.TinkError):
        ring.decrypt("a.b", bytes(sealed))


def test_old_values_stay_readable_after_a_rotation() -> None:
    before = new_keyset()
    sealed = Keyring.from_settings(before, "s").encrypt("a.b", b"old")
    newer, both = json.loads(new_keyset()), json.loads(before)
    both["key"] += newer["key"]
    both["primaryKeyId"] = newer["primaryKeyId"]
    after = Keyring.from_settings(json.dumps(both), "s")
    assert after.decrypt("a.b", sealed) == b"old"
    with pytest.raises(tink.TinkError):
        Keyring.from_settings(before, "s").decrypt("a.b", after.encrypt("a.b", b"new"))


def test_a_keyset_is_aes_256_gcm() -> None:
    handle = cleartext_keyset_handle.read(tink.JsonKeysetReader(new_keyset()))
    assert "AesGcmKey" in str(handle.keyset_info())


def test_the_index_finds_equal_values_within_one_context() -> None:
    ring, other = keyring(), keyring("t" * 32)
    assert ring.blind_index("a.b", "1") == ring.blind_index("a.b", "1")
    assert ring.blind_index("a.b", "1") != ring.blind_index("a.c", "1")
    assert ring.blind_index("a.b", "1") != other.blind_index("a.b", "1")
