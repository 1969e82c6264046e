"""What a reply holds besides lines of text: cards, tables, links.

The text of a message always says everything, for platforms and people that have only text. Its ``parts``, where there are any, say the same
in order for those that can show more: ``{"kind": "text", "text"}``, ``{"kind": "card", "rows": [[label, value]]}``, ``{"kind": "table",
"title", "head": [...], "rows": [[...]]}``. ``links`` (``[{"title", "url"}]``: maps, files) stand beside them: some platforms make buttons of them.
``files`` (``[{"kind", "ref", "name"}]``, `backend.channels.files`) are for platforms that can hand files over; all others have the link in
the text.
"""

from collections.abc import Iterable, Sequence
from typing import Any

Part = dict[str, Any]


def card(rows: Iterable[tuple[str, str]]) -> Part:
    """Labels and what they name."""
    return {"kind": "card", "rows": [list(row) for row in rows]}


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Part:
    """A table with its caption; the first column names the row."""
    return {"kind": "table", "title": title, "head": list(head), "rows": [list(row) for row in rows]}


def links(found: Iterable[tuple[str, str]]) -> Part:
    """Titles and addresses, which the text has too."""
    return {"kind": "links", "links": [{"title": title, "url": url} for title, url in found]}


def file(kind: str, ref: str, name: str) -> Part:
    """A file that the text has a link to. ``ref``: what `backend.channels.files` makes it from."""
    return {"kind": "files", "files": [{"kind": kind, "ref": ref, "name": name}]}


def stands_beside(part: Part) -> bool:
    """Whether a part is shown beside the lines of its value and not instead of them."""
    return part["kind"] in {"links", "files"}


def as_body(pieces: Sequence[str | Part]) -> dict[str, Any]:
    """What a message's body has besides its text; nothing when all of it is text."""
    body: dict[str, Any] = {}
    shown = [piece for piece in pieces if isinstance(piece, dict) and not stands_beside(piece)]
    if shown:
        body["parts"] = [
            {"kind": "text", "text": piece.strip("\n")} if isinstance(piece, str) else piece
            for piece in pieces
            if (piece.strip() if isinstance(piece, str) else not stands_beside(piece))
        ]
    for name in ("links", "files"):
        found = [one for piece in pieces if isinstance(piece, dict) for one in piece.get(name, ())]
        if found:
            body[name] = found
    return body
