"""Encryption of personal fields and the keyed hashes by which they are found.

Ciphertexts are Tink AEAD (AES-256-GCM) bound to a context, usually ``table.column``, so that a value moved to another
column does not decrypt. The keyset rotates: new values are encrypted under the primary key, old ones stay readable.
"""

import io
from collections.abc import Callable

import tink
from tink import aead, cleartext_keyset_handle, core
from tink.proto import tink_pb2

from bhxh.keyed import derive_key, keyed_hasher

aead.register()


def new_keyset() -> str:
    """A fresh AES-256-GCM keyset as JSON. Whoever holds it reads every personal field: keep it out of the database."""
    buffer = io.StringIO()
    handle = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
    cleartext_keyset_handle.write(tink.JsonKeysetWriter(buffer), handle)
    return buffer.getvalue()


def _primary(keyset: tink_pb2.Keyset) -> Callable[[bytes, bytes], bytes]:
    """What the keyset's own primitive does to encrypt: the primary key's prefix and its ciphertext of (value, context). That one looks
    for the primary key at every value anew, a fifth of the work of a short one.
    """
    key = next(key for key in keyset.key if key.key_id == keyset.primary_key_id)
    prefix, primitive = core.crypto_format.output_prefix(key), core.Registry.primitive(key.key_data, aead.Aead)
    # Around the C++ object stands one of Python's that only translates errors, of which encryption has none, for another fifth.
    encrypt = getattr(primitive, "_aead", primitive).encrypt
    return lambda plaintext, context: prefix + encrypt(plaintext, context)


class Keyring:
    """Encrypts, decrypts and indexes the personal fields of one service."""

    def __init__(self, primitive: aead.Aead, seal: Callable[[bytes, bytes], bytes], secret_key: str) -> None:
        self._aead = primitive
        self._seal = seal
        self._secret = secret_key.encode()
        self._keys: dict[str, bytes] = {}
        self._hashers: dict[str, Callable[[str], bytes]] = {}

    @classmethod
    def from_settings(cls, keyset_json: str, secret_key: str) -> "Keyring":
        """From ``BHXH_KEYSET`` (Tink JSON) and ``BHXH_SECRET_KEY``. Raises tink.TinkError for a broken keyset."""
        keyset = tink.JsonKeysetReader(keyset_json).read()
        primitive = cleartext_keyset_handle.from_keyset(keyset).primitive(aead.Aead)
        return cls(primitive, _primary(keyset), secret_key)

    def encrypt(self, context: str, plaintext: bytes) -> bytes:
        """The ciphertext of a value under the primary key, bound to its context."""
        return self._seal(plaintext, context.encode())

    def encrypter(self, context: str) -> Callable[[int, bytes], bytes]:
        """``encrypt`` for many values whose contexts are this one and a number each: (number, value) to ciphertext."""
        encrypt, beginning = self._seal, context.encode()
        return lambda number, plaintext: encrypt(plaintext, b"%b%d" % (beginning, number))

    def decrypt(self, context: str, ciphertext: bytes) -> bytes:
        """The value. Raises tink.TinkError when the key is unknown, or the value was changed or moved."""
        return bytes(self._aead.decrypt(ciphertext, context.encode()))

    def decrypter(self, context: str) -> Callable[[int, bytes], bytes]:
        """``decrypt`` for many values whose contexts are this one and a number each: (number, ciphertext) to value."""
        decrypt, beginning = self._aead.decrypt, context.encode()
        return lambda number, ciphertext: decrypt(ciphertext, b"%b%d" % (beginning, number))

    def encrypt_text(self, context: str, plaintext: str) -> bytes:
        """encrypt() of UTF-8 text."""
        return self._seal(plaintext.encode(), context.encode())

    def decrypt_text(self, context: str, ciphertext: bytes) -> str:
        """decrypt() to UTF-8 text."""
        return self.decrypt(context, ciphertext).decode()

    def key(self, purpose: str) -> bytes:
        """The 32-byte key derived from the secret for one purpose."""
        found = self._keys.get(purpose)
        if found is None:
            found = self._keys[purpose] = derive_key(self._secret, purpose)
        return found

    def blind_index(self, context: str, value: str) -> bytes:
        """The keyed hash under which a value is found again: equal values give equal bytes within one context only."""
        hasher = self._hashers.get(context)
        if hasher is None:
            hasher = self._hashers[context] = keyed_hasher(self.key("index:" + context))
        return hasher(value)
