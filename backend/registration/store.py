"""Where pictures are kept: one encrypted file each, under the data directory, outside anything a web server serves."""

import math
import os
import re
import secrets
import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Final

from kit.crypto import Keyring

_NAME: Final = re.compile(r"[0-9a-f]{32}")
_UNFINISHED: Final = ".part"


class PhotoStore:
    """Encrypted files named at random. Names come from the database; the files say nothing about whom they show.

    A file is bound to its name, so that one renamed to another does not decrypt. ``area``: the folder of one capability.
    """

    def __init__(self, data_dir: Path, keyring: Keyring, area: str = "registration/photos") -> None:
        self._folder = data_dir / area
        self._keyring = keyring

    def write(self, content: bytes) -> str:
        """Stores a picture durably and returns its name. After a crash there is a whole file or none under a name."""
        name = secrets.token_hex(16)
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = path.with_suffix(_UNFINISHED)
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(self._keyring.encrypt(_context(name), content))
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        return name

    def read(self, name: str) -> bytes:
        """A stored picture. Raises FileNotFoundError, or tink.TinkError for a file that was changed or renamed."""
        return self._keyring.decrypt(_context(name), self._path(name).read_bytes())

    def delete(self, names: Iterable[str]) -> None:
        """Deletes pictures, and what a crash left of them unfinished; no error for one that is gone already."""
        for name in names:
            self._path(name).unlink(missing_ok=True)
            self._path(name).with_suffix(_UNFINISHED).unlink(missing_ok=True)

    def names(self, older_than: timedelta) -> list[str]:
        """The pictures, finished or not, last written at least so long ago."""
        latest = time.time() - older_than.total_seconds()
        old = {path.stem for path in self._folder.glob("??/*") if _written(path) <= latest}
        return sorted(name for name in old if _NAME.fullmatch(name))

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError("not a name of this store")
        return self._folder / name[:2] / name


def _written(path: Path) -> float:
    """When a file was last written, in seconds since 1970. One that is gone was never written: another process may delete
    between the listing and this look, and one sweep must not end the other's."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return math.inf


def _context(name: str) -> str:
    return f"registration_photo.file/{name}"
