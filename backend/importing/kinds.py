"""What one kind of import has to say: its columns, what a row means, how it is stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from backend.importing.problems import RowProblem
from kit.crypto import Keyring

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Outcome(StrEnum):
    """What storing a row did."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class Piece(NamedTuple):
    """Rows of a file that follow one another, stored in one transaction: those numbered `first` to `last`, where there are any. `start`
    and `end` are places in the file as its source gives them.
    """

    first: int
    last: int
    start: int
    end: int


class Cells(NamedTuple):
    """A row of a file, or, in XML, the base64 text of one dossier's parts. `verbatim`: they are not text to be cleaned."""

    number: int
    cells: list[str]
    verbatim: bool = False


class Sealed(NamedTuple):
    """A row checked and encrypted, ready to be stored; of tuples, numbers, text and bytes alone, because processes hand it on.

    `key` is the blind index by which the row is found again, `person` that of the BHXH code it belongs to, `digest` a keyed hash of
    all its values: a row whose digest is stored already says nothing new. `values` are the kind's columns as the driver takes them.
    """

    number: int
    key: bytes
    person: bytes
    digest: bytes
    values: tuple[Any, ...]
    extra: Any = None


class Rows(Protocol):
    """A file of rows. It is handed to other processes, so it holds nothing that is open."""

    @property
    def columns(self) -> tuple[str, ...]: ...

    def pieces(self) -> Iterator[Piece]:
        """The whole file, cut while it is gone through. Raises `FileRefused`, perhaps after many pieces, for one that is not whole."""
        ...

    def rows(self, piece: Piece) -> Iterator[Cells]:
        """Those of a piece, in order."""
        ...


class Kind(Protocol):
    """One kind of import. Sealing may happen in another process, so a kind is a plain module-level object."""

    @property
    def name(self) -> str:
        """As in `bhxh import <name>`."""
        ...

    @property
    def columns(self) -> tuple[str, ...]:
        """All that a file may have."""
        ...

    @property
    def required(self) -> tuple[str, ...]:
        """Those that it must have, with a value in every row."""
        ...

    def seal(self, keyring: Keyring, number: int, values: dict[str, str]) -> Sealed:
        """Check a row's values (cleaned; missing columns and empty cells are "") and encrypt them. Raises `RowProblem`."""
        ...

    def write(self, connection: Connection, keyring: Keyring, rows: Sequence[Sealed]) -> list[Outcome | RowProblem]:
        """Store rows of different keys, in order; what became of each."""
        ...
