"""A second process that checks and encrypts a large file's rows while the first one reads and stores them.

It has the keys, in its memory alone, and neither the database nor the file. It ends when the first one does, whose end of the pipe is
then closed. As a program: ``python -m sms_gateway.campaigns.importing.beside FILE_DESCRIPTOR``.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Final

from kit.crypto import Keyring
from sms_gateway.campaigns.importing.checking import Batch, Checked, Checking
from sms_gateway.campaigns.importing.columns import Columns
from sms_gateway.campaigns.rows import Plan
from sms_gateway.config import GatewayConfig
from sms_gateway.sealing import Sealing

_THIS: Final = "sms_gateway.campaigns.importing.beside"


class Helper:
    """The hands of the second process. Batches are sent by a thread: both sides of the pipe would else wait for each other when it is full."""

    ahead: Final = 3

    def __init__(self, pipe: Connection, sender: ThreadPoolExecutor) -> None:
        self._pipe = pipe
        self._sender = sender

    def give(self, batch: Batch) -> None:
        """Sends it."""
        self._sender.submit(self._pipe.send, batch)

    def take(self) -> Checked:
        """Raises EOFError when the second process has died."""
        checked: Checked = self._pipe.recv()
        return checked


@contextmanager
def helper(config: GatewayConfig, plan: Plan, columns: Columns, key: bytes) -> Iterator[Helper]:
    """A running one. See Checking."""
    ours, theirs = Pipe()
    command = [sys.executable, "-m", _THIS, str(theirs.fileno())]
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(place for place in sys.path if place)}
    with subprocess.Popen(command, pass_fds=[theirs.fileno()], env=surroundings) as process:  # noqa: S603 - ours
        theirs.close()
        sender = ThreadPoolExecutor(1, "sms-import-sender")
        try:
            ours.send((config.keyset, config.secret_key, plan, columns, key))
            yield Helper(ours, sender)
        finally:
            process.kill()  # what it still works on is nobody's any more; it holds nothing that could be lost
            ours.close()
            sender.shutdown(cancel_futures=True)


def main() -> None:
    """Work until the pipe is closed."""
    with Connection(int(sys.argv[1])) as pipe:
        try:
            keyset, secret_key, plan, columns, key = pipe.recv()
            checking = Checking(Sealing(Keyring.from_settings(keyset, secret_key)), plan, columns, key)
            while True:
                pipe.send(checking.check(pipe.recv()))
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return


if __name__ == "__main__":
    main()
