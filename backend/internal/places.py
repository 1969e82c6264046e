"""Calls of the directory: what a sentence asks for, as a list with links to maps. Nothing in it is personal data."""

import re
from typing import Final, Literal

from pydantic import Field

from backend.config import BackendConfig
from backend.conversations import parts
from backend.conversations.masking import Kind as HandleKind
from backend.conversations.values import Value
from backend.database import Database
from backend.internal.bodies import Body
from backend.internal.calls import Call
from backend.places import Entry, Found, Kind, asking, search
from bhxh.messages import text

SHOWN: Final = 5
_HANDLE: Final = re.compile(r"\[[A-Z_]+_\d{1,9}\]")


class FindBody(Body):
    """``words``: what was said, which may hold handles; ``settled``: no narrower place is to be asked for."""

    kind: Literal["agency", "facility", "employer", "collection_point"]
    words: str = Field(max_length=2_000)
    settled: bool = False


class PlaceCalls:
    """The directory is public, so no identity is needed and nothing is audited."""

    def __init__(self, database: Database, config: BackendConfig) -> None:
        self._database = database
        self._address = f"{config.public_url}/tra-cuu/noi/"

    def find(self, call: Call, body: FindBody) -> dict[str, object]:
        """POST /places/find."""
        sentence = _HANDLE.sub(lambda handle: call.resolve(handle.group())[1].written, body.words)
        asked = asking.read(Kind(body.kind), sentence)
        found = None
        if asked.place:
            with self._database.reading() as session:
                found = search(session, asked.wanted, SHOWN)
        missing = asked.missing(found, settled=body.settled)
        if missing is not None or found is None:
            return {"missing": missing, "found": 0, "list": None}
        maps = parts.links((entry.name, f"{self._address}{entry.id}") for entry in found.entries)
        [shown] = call.mint((HandleKind.BANG, Value.minted(self._list(found), part=maps)))
        return {"missing": None, "found": len(found.entries), "list": shown}

    def _list(self, found: Found) -> str:
        if not found.entries:
            return text("bot.places.nothing")
        lines = [self._line(number, entry) for number, entry in enumerate(found.entries, start=1)]
        if not found.exact:
            lines.insert(0, text("bot.places.nearest"))
        if found.more:
            lines.append(text("bot.places.more"))
        return "\n".join(lines)

    def _line(self, number: int, entry: Entry) -> str:
        parts = [f"{number}. {entry.name}", entry.where]
        if entry.phone:
            parts.append(text("bot.places.phone", phone=entry.phone))
        if entry.demo:
            parts.append(text("bot.places.demo"))
        told = "; ".join(part for part in parts if part)
        return f"{told}\n{text('bot.places.map', link=f'{self._address}{entry.id}')}"
