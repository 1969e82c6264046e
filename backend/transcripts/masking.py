"""A conversation as it leaves the chat: on a shared phone a file stays where it was saved, so personal values are masked in it."""

import re
from typing import Final

from backend.conversations.masking import Found, mask
from backend.conversations.values import read
from bhxh.messages import text

_MARKER: Final = re.compile(r"\s*(?:(?:[•–-]|\d{1,2}\.)\s+)?")
_LINK: Final = r"https?://\S+|/[a-z0-9-]+/\S+"
_MONEY: Final = r"\d{1,3}(?:\.\d{3})+(?= ?đ\b)"
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{20,}")
_LINKS: Final = re.compile(rf"({_LINK})")


def masked(said: str, hotline: str, *, policy: bool) -> str:
    """What was said, with its personal values masked. ``policy``: an answer about rules, whose numbers and dates are nobody's.

    A link that holds a secret opens somebody's dossier, so it goes in either case.
    """
    return "\n".join(_line(line, hotline, policy=policy) for line in said.split("\n"))


def _line(line: str, hotline: str, *, policy: bool) -> str:
    marker = _MARKER.match(line)
    begin = marker[0] if marker else ""
    parts = re.split(rf"({_LINK}|{_MONEY}|{re.escape(hotline)})", line[len(begin) :])
    # every second part is one of the three
    return begin + "".join(
        _kept(part) if number % 2 else part if policy else _hidden(part) for number, part in enumerate(parts)
    )


def _kept(part: str) -> str:
    return text("transcript.link") if _LINKS.fullmatch(part) and _SECRET.search(part) else part


def _hidden(part: str) -> str:
    pieces = mask(part, None, otp_pending=False)
    found = [piece for piece in pieces if isinstance(piece, Found)]
    shown = part
    for piece in found:
        if piece.written not in shown:  # read across what separates its parts: all of the text as masking gives it
            return "".join(read(one).masked if isinstance(one, Found) else one for one in pieces)
        # what stands around the values is left as it was written; masking tidies it up for the engine
        shown = shown.replace(piece.written, read(piece).masked, 1)
    return shown
