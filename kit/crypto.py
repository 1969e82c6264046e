"""Encryption of personal fields and the keyed hashes by which they are found.

Ciphertexts are Tink AEAD (AES-256-GCM) bound to a context, usually ``table.column``, so that a value moved to another
column does not decrypt. The keyset rotates: new values are encrypted under the primary key, old ones stay readable.
"""

import io
from collections.abc import Callable

import tink
from tink import aead, cleartext_keyset_handle

from bhxh.keyed import derive_key, keyed_hasher

aead.register()


def new_keyset() -> str:
    """A fresh AES-256-GCM keyset as JSON. Whoever holds it reads every personal field: keep it out of the database."""
    buffer = io.StringIO()
    handle = tink.new_keyset_handle(aead.aead_key_templates.AES256_GCM)
    cleartext_keyset_handle.write(tink.JsonKeysetWriter(buffer), handle)
    return buffer.getvalue()


class Keyring:
    """Encrypts, decrypts and indexes the personal fields of one service."""

    def __init__(self, primitive: aead.Aead, secret_key: str) -> None:
        self._aead = primitive
        self._secret = secret_key.encode()
        self._keys: dict[str, bytes] = {}
        self._hashers: dict[str, Callable[[str], bytes]] = {}

    @classmethod
    def from_settings(cls, keyset_json: str, secret_key: str) -> "Keyring":
        """From ``BHXH_KEYSET`` (Tink JSON) and ``BHXH_SECRET_KEY``. Raises tink.TinkError for a broken keyset."""
        handle = cleartext_keyset_handle.read(tink.JsonKeysetReader(keyset_json))
        return cls(handle.primitive(aead.Aead), secret_key)

    def encrypt(self, context: str, plaintext: bytes) -> bytes:
        """The ciphertext of a value under the primary key, bound to its context."""
        return bytes(self._aead.encrypt(plaintext, context.encode()))

    def encrypter(self, context: str) -> Callable[[int, bytes], bytes]:
        """``encrypt`` for many values whose contexts are this one and a number each: (number, value) to ciphertext."""
        encrypt, beginning = self._aead.encrypt, context.encode()
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
        ciphertext: bytes = self._aead.encrypt(plaintext.encode(), context.encode())
        return ciphertext

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
