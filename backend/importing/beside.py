"""Processes that read, check and encrypt the rows of a large file while the first one stores them.

They have the keys, in their memory alone, and not the database. They end when the first one does, whose ends of their pipes are then
closed. As a program: ``python -m backend.importing.beside FILE_DESCRIPTOR...``, a process for each, forked when all modules are
loaded, which takes longer than thousands of rows, and before there are keys or anything random.
"""

from __future__ import annotations

import gc
import marshal
import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import cycle, islice
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Final

from backend.importing.kinds import Kind, Piece, Rows, Sealed
from backend.importing.problems import RowProblem
from backend.importing.sealing import COLLECTED_AFTER, Batch, Behind, Seal, Sealer
from kit.crypto import Keyring

if TYPE_CHECKING:
    from backend.database import DatabaseSettings

_THIS: Final = "backend.importing.beside"
_AHEAD: Final = 3
"""Pieces of each process that are under way: one at work, one behind it, and one done."""
_AT_FIRST: Final = 8
"""The same while the file is still being gone through, when nothing is stored yet. What is done waits in memory, packed."""


@contextmanager
def beside(config: DatabaseSettings, kind: Kind, processes: int) -> Iterator[Seal]:
    """Seals in `processes` of their own, which begin to start at once. They seal the first pieces while the file is still being gone
    through, and are never more than a few ahead of who stores them. EOFError is raised when one of them has died."""
    pipes = [Pipe() for _ in range(processes)]
    theirs = [their.fileno() for _, their in pipes]
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(place for place in sys.path if place)}
    command = [sys.executable, "-m", _THIS, *map(str, theirs)]
    with ExitStack() as stack:
        stack.enter_context(subprocess.Popen(command, pass_fds=theirs, env=surroundings))  # noqa: S603 - ours
        for our, their in pipes:
            their.close()
            stack.callback(our.close)
            our.send((kind, config.keyset, config.secret_key))
        # A thread for each, because what it sends is more than a pipe holds, and it would wait until somebody takes it.
        takers = [ThreadPoolExecutor(1, "import-taker") for _ in pipes]
        for taker in takers:
            stack.callback(taker.shutdown, cancel_futures=True)
        yield _Given([our for our, _ in pipes], takers)


class _Given:
    """Gives pieces to the processes, one after another, and takes what they made of them in the same order."""

    def __init__(self, pipes: list[Connection], takers: list[ThreadPoolExecutor]) -> None:
        self._hands = cycle(zip(pipes, takers, strict=True))
        self._count = len(pipes)

    def __call__(self, source: Rows) -> Behind:
        under_way: deque[Future[bytes]] = deque()
        left: deque[Piece] = deque()
        for piece in source.pieces():
            if len(under_way) < _AT_FIRST * self._count:
                under_way.append(self._give(source, piece))
            else:
                left.append(piece)
        return partial(self._taken, source, under_way, left)

    def _taken(self, source: Rows, under_way: deque[Future[bytes]], left: deque[Piece], row: int) -> Iterator[Batch]:
        behind = (piece for piece in left if piece.last > row)
        while under_way:
            first = under_way.popleft()
            for piece in islice(behind, max(0, _AHEAD * self._count - len(under_way))):
                under_way.append(self._give(source, piece))
            yield _unpacked(first.result())

    def _give(self, source: Rows, piece: Piece) -> Future[bytes]:
        pipe, taker = next(self._hands)
        pipe.send((source, piece))
        return taker.submit(pipe.recv_bytes)


def _packed(batch: Batch) -> bytes:
    """marshal takes a fifth of pickle's time for thousands of small tuples."""
    return marshal.dumps(
        ([tuple(row) for row in batch.sealed], [problem.__reduce__()[1] for problem in batch.problems])
    )


def _unpacked(packed: bytes) -> Batch:
    sealed, problems = marshal.loads(packed)  # noqa: S302 - from a process that this one has started
    return Batch([Sealed(*row) for row in sealed], [RowProblem(*problem) for problem in problems])


def main() -> None:
    """A process for each pipe, until they are closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for the first process, which then closes the pipes
    gc.freeze()
    gc.set_threshold(COLLECTED_AFTER)
    descriptors = [int(written) for written in sys.argv[1:]]
    for descriptor in descriptors:
        if os.fork() == 0:
            for other in set(descriptors) - {descriptor}:
                os.close(other)  # held here it would stay open when the one that works on it dies
            _work(descriptor)
            os._exit(0)
    for descriptor in descriptors:
        os.close(descriptor)
    for _ in descriptors:
        os.wait()


def _work(descriptor: int) -> None:
    with Connection(descriptor) as pipe:
        try:
            kind, keyset, secret_key = pipe.recv()
            sealer = Sealer(kind, Keyring.from_settings(keyset, secret_key))
            while True:
                source, piece = pipe.recv()
                pipe.send_bytes(_packed(sealer.batch(source, piece)))
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return


if __name__ == "__main__":
    main()
