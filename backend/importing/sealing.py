"""Reading, checking and encrypting rows: most of an import's processor time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from backend.importing.cells import named
from backend.importing.kinds import Cells, Kind, Piece, Rows, Sealed
from backend.importing.problems import RowProblem
from kit.crypto import Keyring

COLLECTED_AFTER = 100_000
"""Objects, of which thousands of rows have some tens of thousands, before unused cycles are looked for."""


class Batch(NamedTuple):
    """The rows of one piece, in order, and what is wrong with those that are missing."""

    sealed: list[Sealed]
    problems: list[RowProblem]


Behind = Callable[[int], Iterator[Batch]]
"""Gives the sealed pieces of a file in order; not necessarily those that end before a row."""


class Seal(Protocol):
    """Seals a file's pieces, which are given when the whole file has been gone through. Raises `FileRefused`."""

    def __call__(self, source: Rows) -> Behind: ...


@dataclass(frozen=True)
class Sealer:
    """A kind and the keys."""

    kind: Kind
    keyring: Keyring

    def here(self, source: Rows) -> Behind:
        """In this process, as `Seal`."""
        pieces = list(source.pieces())
        return lambda row: (self.batch(source, piece) for piece in pieces if piece.last > row)

    def batch(self, source: Rows, piece: Piece) -> Batch:
        """Each row of a piece sealed, or what is wrong with it."""
        sealed: list[Sealed] = []
        problems: list[RowProblem] = []
        for row in source.rows(piece):
            try:
                sealed.append(self._row(source.columns, row))
            except RowProblem as problem:
                problems.append(problem)
        return Batch(sealed, problems)

    def _row(self, columns: tuple[str, ...], row: Cells) -> Sealed:
        if row.verbatim:
            values = dict(zip(columns, row.cells, strict=True))
        else:
            values = named(row.number, columns, row.cells, self.kind.required)
        return self.kind.seal(self.keyring, row.number, values)
