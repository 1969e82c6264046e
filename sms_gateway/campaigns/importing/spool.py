"""Recipients files on their way into the database: on disk, encrypted, so that an import survives a restart.

A file is a row of records, each the ciphertext of one mebibyte, bound to the file's name and the record's place.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from kit.crypto import Keyring
from sms_gateway.campaigns.importing.problems import ImportRefused

RECORD = 1 << 20
_LENGTH = 4


def write(path: Path, keyring: Keyring, token: str, pieces: Iterable[bytes], limit: int) -> int:
    """Stores the pieces encrypted and returns their size. Raises ImportRefused("file_too_large") and removes the file."""
    size = 0
    index = 0
    pending = bytearray()
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for piece in pieces:
                size += len(piece)
                if size > limit:
                    raise ImportRefused("file_too_large", limit=limit >> 20)
                pending += piece
                while len(pending) >= RECORD:
                    _record(file, keyring, token, index, bytes(pending[:RECORD]))
                    del pending[:RECORD]
                    index += 1
            if pending or not index:
                _record(file, keyring, token, index, bytes(pending))
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return size


def _record(file: BinaryIO, keyring: Keyring, token: str, index: int, plain: bytes) -> None:
    sealed = keyring.encrypt(f"import:{token}:{index}", plain)
    file.write(len(sealed).to_bytes(_LENGTH, "big") + sealed)


class SealedFile(io.RawIOBase):
    """A stored file read back as its plain bytes, from any place; one record is in memory at a time."""

    def __init__(self, file: BinaryIO, keyring: Keyring, token: str) -> None:
        super().__init__()
        self._file = file
        self._keyring = keyring
        self._token = token
        self._position = 0
        self._index = -1
        self._plain = b""
        self._stride = _LENGTH + int.from_bytes(os.pread(file.fileno(), _LENGTH, 0), "big")
        total = os.fstat(file.fileno()).st_size
        last = max((total - 1) // self._stride, 0)
        self._size = last * RECORD + len(self._load(last))

    def _load(self, index: int) -> bytes:
        if index != self._index:
            head = os.pread(self._file.fileno(), _LENGTH, index * self._stride)
            sealed = os.pread(self._file.fileno(), int.from_bytes(head, "big"), index * self._stride + _LENGTH)
            self._plain = self._keyring.decrypt(f"import:{self._token}:{index}", sealed)
            self._index = index
        return self._plain

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(base + offset, 0)
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._position >= self._size:
            return 0
        index, offset = divmod(self._position, RECORD)
        piece = self._load(index)[offset : offset + len(buffer)]
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)
