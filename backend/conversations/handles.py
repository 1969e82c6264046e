"""Handles: ``[KIND_N]`` stands for a value of one conversation in everything the dialogue engine sees."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from backend.conversations.masking import Found, Kind, Piece
from backend.conversations.models import Handle
from backend.conversations.parts import Part, stands_beside
from backend.conversations.values import Value, read

_HANDLE: Final = re.compile(r"\[([A-Z]+(?:_[A-Z]+)*)_(\d{1,9})(:masked)?\]")
_KINDS: Final = frozenset(kind.value for kind in Kind)
_GONE: Final = "…"
# A visit's handle is only to be called back with; its value is a row of ours and no text.
_NEVER_SHOWN: Final = frozenset({Kind.LUOT, Kind.OTP})


def put(session: Session, conversation_id: int, pieces: Iterable[Piece]) -> str:
    """The text of ``pieces`` with a handle for every value found, the values stored."""
    numbers = _Numbers(session, conversation_id)
    parts = [numbers.add(piece.kind, read(piece)) if isinstance(piece, Found) else piece for piece in pieces]
    return "".join(parts)


def mint(session: Session, conversation_id: int, values: Iterable[tuple[Kind, Value]]) -> list[str]:
    """New handles for values made for a reply, in their order. The caller holds the conversation's row."""
    numbers = _Numbers(session, conversation_id)
    return [numbers.add(kind, value) for kind, value in values]


class _Numbers:
    """Gives new handles of one conversation their numbers, counted per kind."""

    def __init__(self, session: Session, conversation_id: int) -> None:
        self._session = session
        self._conversation_id = conversation_id
        self._last: dict[Kind, int] = {}

    def add(self, kind: Kind, value: Value) -> str:
        number = self._last_of(kind) + 1
        self._last[kind] = number
        self._session.add(
            Handle(conversation_id=self._conversation_id, kind=kind, number=number, value=value.as_json())
        )
        return f"[{kind}_{number}]"

    def _last_of(self, kind: Kind) -> int:
        if kind not in self._last:
            mine = (Handle.conversation_id == self._conversation_id) & (Handle.kind == kind)
            self._last[kind] = self._session.scalar(select(func.max(Handle.number)).where(mine)) or 0
        return self._last[kind]


def shown(session: Session, conversation_id: int, kind: Kind) -> list[str]:
    """The values of one kind in a conversation as they are shown, the newest first."""
    mine = (Handle.conversation_id == conversation_id) & (Handle.kind == kind)
    rows = session.scalars(select(Handle).where(mine).order_by(Handle.number.desc()))
    return [Value.from_json(row.value).shown for row in rows]


def resolve(session: Session, conversation_id: int, handle: str) -> tuple[Kind, Value] | None:
    """What a handle stands for in this conversation; None when it is no handle, another conversation's, or gone."""
    match = _HANDLE.fullmatch(handle)
    if match is None or match[1] not in _KINDS:
        return None
    kind = Kind(match[1])
    row = session.scalar(
        select(Handle).where(
            Handle.conversation_id == conversation_id, Handle.kind == kind, Handle.number == int(match[2])
        )
    )
    return None if row is None else (kind, Value.from_json(row.value))


class Rendering:
    """Puts values back into replies. All handles of the texts are fetched at once."""

    def __init__(self, session: Session, conversation_id: int, texts: Iterable[str]) -> None:
        wanted = {(match[1], int(match[2])) for text in texts for match in _HANDLE.finditer(text)}
        self._values = dict(_fetch(session, conversation_id, wanted)) if wanted else {}

    def render(self, text: str) -> str:
        """The text with values for handles; a handle that stands for nothing (any more) leaves an ellipsis."""
        return _HANDLE.sub(self._value, text)

    def pieces(self, text: str) -> list[str | Part]:
        """The text cut at the handles that have a part of their own; what stands between them rendered.

        A value that has links beside its lines is both: its lines in the text, and the part.
        """
        found: list[str | Part] = []
        said, end = "", 0
        for match in _HANDLE.finditer(text):
            value = self._values.get((match[1], int(match[2])))
            said += text[end : match.start()]
            end = match.end()
            if value is None or value.part is None or match[3]:
                said += self._value(match)
            elif stands_beside(value.part):
                said += value.shown
                found.append(value.part)
            else:
                found += [said, value.part]
                said = ""
        return [*found, said + text[end:]]

    def _value(self, match: re.Match[str]) -> str:
        value = self._values.get((match[1], int(match[2])))
        if value is None or match[1] in _NEVER_SHOWN:
            return _GONE
        return value.masked if match[3] else value.shown


def _fetch(
    session: Session, conversation_id: int, wanted: set[tuple[str, int]]
) -> Iterator[tuple[tuple[str, int], Value]]:
    either = or_(*((Handle.kind == kind) & (Handle.number == number) for kind, number in sorted(wanted)))
    for row in session.scalars(select(Handle).where(Handle.conversation_id == conversation_id, either)):
        yield (row.kind, row.number), Value.from_json(row.value)


def forget(session: Session, conversation_id: int) -> None:
    """Deletes all values of a conversation."""
    session.execute(delete(Handle).where(Handle.conversation_id == conversation_id))
