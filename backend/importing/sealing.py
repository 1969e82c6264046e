"""Checking and encrypting rows, here or in processes beside this one: most of an import's processor time."""

import gc
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import connection
from typing import Protocol

from backend.database import DatabaseSettings
from backend.importing.cells import named
from backend.importing.kinds import Cells, Kind, Sealed
from backend.importing.problems import RowProblem
from kit.crypto import Keyring

Result = Sealed | RowProblem


class Seal(Protocol):
    """Seals batches of rows and gives them back in order."""

    def __call__(self, batches: Iterator[Sequence[Cells]]) -> Iterator[list[Result]]: ...


@dataclass(frozen=True)
class Sealer:
    """A kind, the columns of one file, and the keys."""

    kind: Kind
    columns: tuple[str, ...]
    keyring: Keyring

    def batch(self, rows: Sequence[Cells]) -> list[Result]:
        """Each row sealed, or what is wrong with it."""
        return [self._row(row) for row in rows]

    def here(self, batches: Iterator[Sequence[Cells]]) -> Iterator[list[Result]]:
        """In this process."""
        return map(self.batch, batches)

    def _row(self, row: Cells) -> Result:
        try:
            if row.verbatim:
                values = dict(zip(self.columns, row.cells, strict=True))
            else:
                values = named(row.number, self.columns, row.cells, self.kind.required)
            return self.kind.seal(self.keyring, row.number, values)
        except RowProblem as problem:
            return problem


@contextmanager
def beside(config: DatabaseSettings, kind: Kind, columns: tuple[str, ...], processes: int) -> Iterator[Seal]:
    """Seals in `processes` of their own, never more than a few batches ahead of who stores them."""
    context = multiprocessing.get_context("spawn")  # a fork would copy this process's database connections
    given = (kind, columns, config.keyset, config.secret_key)
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_prepare, initargs=given) as pool:

        def seal(batches: Iterator[Sequence[Cells]]) -> Iterator[list[Result]]:
            under_way: deque[Future[list[Result]]] = deque()
            for batch in batches:
                under_way.append(pool.submit(_seal, batch))
                if len(under_way) > 2 * processes:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()

        yield seal


_sealer: Sealer


def _prepare(kind: Kind, columns: tuple[str, ...], keyset: str, secret_key: str) -> None:
    global _sealer  # noqa: PLW0603 - one per process of the pool
    _sealer = Sealer(kind, columns, Keyring.from_settings(keyset, secret_key))
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.freeze()


def _end_with_parent() -> None:
    """A process whose parent was killed would wait for its next batch for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
    os._exit(1)


def _seal(rows: Sequence[Cells]) -> list[Result]:
    return _sealer.batch(rows)
