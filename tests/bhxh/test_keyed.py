import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bhxh.keyed import derive_key, keyed_hash, keyed_hasher


def test_derivation_is_hkdf_sha256() -> None:
    reference = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"sms.phone").derive(b"secret")
    assert derive_key(b"secret", "sms.phone") == reference


def test_purposes_do_not_share_a_key() -> None:
    first, second = derive_key(b"secret", "a"), derive_key(b"secret", "b")
    assert keyed_hash(first, "0912345678") != keyed_hash(second, "0912345678")


def test_the_hasher_for_many_values_is_the_keyed_hash() -> None:
    key = derive_key(b"secret", "a")
    hasher = keyed_hasher(key)
    for value in ("", "84912345678", "Nguyễn", "x" * 1000, "84912345678"):
        assert hasher(value) == keyed_hash(key, value)
    with pytest.raises(ValueError, match="longer"):
        keyed_hasher(b"k" * 65)
