"""A citizen's own conversation as a file: plain text, or PDF/UA."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from flask import render_template

from backend.pages import reply_text
from backend.printing import press
from backend.transcripts.masking import masked
from bhxh.dates import VIETNAM
from bhxh.messages import text

_STYLE: Final = Path(__file__).parent.parent / "static" / "transcripts" / "transcript.css"
_MOMENT: Final = "%H:%M %d/%m/%Y"


@dataclass(frozen=True)
class Line:
    """One message. ``at``: Vietnam time, as people write it."""

    speaker: str
    at: str
    text: str


def lines(messages: Sequence[Mapping[str, Any]], hotline: str) -> list[Line]:
    """The history of a conversation (`Chat.messages`) with personal values masked."""
    return [
        Line(
            text("web.js.you" if said["from"] == "citizen" else f"web.js.{said['from']}"),
            datetime.fromisoformat(said["at"]).astimezone(VIETNAM).strftime(_MOMENT),
            _text(said, hotline),
        )
        for said in messages
    ]


def _text(said: Mapping[str, Any], hotline: str) -> str:
    meta = said.get("meta") or {}
    source = reply_text.source_line(meta.get("source"), meta.get("as_of"))
    shown = masked(said["text"], hotline, policy=bool(meta.get("faq")))
    return shown if source is None else f"{shown}\n{source}"


def as_text(said: Sequence[Line], now: datetime) -> str:
    """The conversation as plain text."""
    head = f"{text('transcript.title')}\n{text('transcript.note', at=_moment(now))}"
    return "\n\n".join([head, *(f"[{line.at}] {line.speaker}:\n{line.text}" for line in said)]) + "\n"


def as_pdf(said: Sequence[Line], now: datetime) -> bytes:
    """The conversation as PDF/UA. Raises RuntimeError where none can be made, ServiceUnavailable while too many wait."""
    page = render_template("transcripts/transcript.html", lines=said, at=_moment(now), t=text)
    return press.pdf(page, _STYLE)


def _moment(now: datetime) -> str:
    return now.astimezone(VIETNAM).strftime(_MOMENT)
