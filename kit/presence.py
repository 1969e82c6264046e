"""Which processes on this machine have died: what one of them held under a lease need not wait until the lease has run out.

Each process keeps a lock on a file of its own, which ends with it however it dies. The files of one start of one machine are in a folder of
their own, so that several machines may share a disk: of a process on another machine nothing is known, and its leases run out.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import secrets
import time
import weakref
from pathlib import Path
from typing import Final

_HOLDER: Final = re.compile(r"[0-9a-f]{8}")
_KEPT_SECONDS: Final = 86_400.0
"""From the death on. Longer than any lease, so that the file of who held it is still there."""
_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")
"""Processes that see the same one are on the same kernel and so see each other's locks, in containers too."""


class Presence:
    """One process. ``folder``: where the files of all processes are; None, or a system that does not name its start: nobody is ever known
    to have died. ``boot``: where the system names it.
    """

    def __init__(self, folder: Path | None, boot: Path = _BOOT) -> None:
        self.holder = secrets.token_hex(4)
        self._folder = _of_this_start(folder, boot) if folder is not None else None
        self._lock: int | None = None
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            _sweep(self._folder)
            self._lock = os.open(self._folder / self.holder, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX)  # who looks at the file at this moment lets go of it at once
            os.ftruncate(self._lock, 0)
            _let_go_in_children(self)

    def claim(self) -> str:
        """A new name for something that this process holds: 31 characters, 128 of its bits random."""
        return f"{self.holder}.{secrets.token_urlsafe(16)}"

    def died(self, claim: str) -> bool:
        """Whether the process that made this claim is known to run no more."""
        holder = claim.partition(".")[0]
        if self._folder is None or holder == self.holder or not _HOLDER.fullmatch(holder):
            return False
        return _is_free(self._folder / holder)

    def close(self) -> None:
        """From now on others take this process for dead. Its file stays, so that they can."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


NOWHERE: Final = Presence(None)
"""For what runs alone."""


def _of_this_start(folder: Path, boot: Path) -> Path | None:
    try:
        return folder / boot.read_text("ascii").strip()
    except OSError:
        return None


def _let_go_in_children(presence: Presence) -> None:
    """A forked child has the lock too, and would keep it when its parent is dead. It lets go of its own hold only."""
    known = weakref.ref(presence)

    def forked() -> None:
        if (here := known()) is not None:
            here.close()

    os.register_at_fork(after_in_child=forked)


def _is_free(file: Path) -> bool:
    try:
        looked_at = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(looked_at, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        return True
    finally:
        os.close(looked_at)


def _sweep(folder: Path) -> None:
    """Removes the files of those who died long ago. Who is found dead for the first time is noted in the file, whose age counts from then
    on: a process may have run for a month before it died a second ago."""
    for file in folder.iterdir():
        with contextlib.suppress(OSError):
            if not _is_free(file):
                continue
            found = file.stat()
            if not found.st_size:
                file.write_bytes(b"died\n")
            elif found.st_mtime < time.time() - _KEPT_SECONDS:
                file.unlink()
