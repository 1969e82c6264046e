"""A message as text, for platforms that show nothing else: choices numbered, links written out, lengths kept.

Texts are NFC, as platforms count them.
"""

import re
from collections.abc import Sequence
from typing import Final

from backend.conversations.delivery import Outgoing
from bhxh.messages import text

ASK_PHONE: Final = "ask_phone"
"""In a message's meta: the platform's own way of sharing the phone number goes with it."""
PHONE_FIELDS: Final = frozenset({"phone", "new_phone", "feedback_phone"})
"""Fields for which the number that a platform vouches for is as good as typing it."""

_BREAKS: Final = (re.compile(r"\n\n+"), re.compile(r"\n"), re.compile(r"(?<=[.!?;:…])\s+"), re.compile(r"\s+"))
"""Where a long text may be cut, the best first."""


def links(outgoing: Outgoing) -> list[str]:
    """The links of a message, each as one line; those that the text has already are left out."""
    found = outgoing.extras.get("links") or []
    return [f"{link['title']}: {link['url']}" for link in found if link["url"] not in outgoing.text]


def plain(outgoing: Outgoing) -> str:
    """The whole message as one text; its choices as numbers that can be typed back."""
    parts = [outgoing.text, "\n".join(links(outgoing)), "\n".join(numbered([c.title for c in outgoing.choices]))]
    return "\n\n".join(part for part in parts if part)


def numbered(titles: Sequence[str]) -> list[str]:
    """Choices for who can only type; the backend takes the number, or the words, as the button."""
    if not titles:
        return []
    return [text("channels.choose"), *(f"{number}. {title}" for number, title in enumerate(titles, start=1))]


def pieces(said: str, limit: int) -> list[str]:
    """A text in pieces of at most ``limit`` characters, cut between paragraphs, lines or sentences where that is possible.

    >>> pieces("Một câu. Hai câu.", 10)
    ['Một câu.', 'Hai câu.']
    """
    rest, found = said.strip(), []
    while len(rest) > limit:
        cut, skip = _cut(rest, limit)
        found.append(rest[:cut].rstrip())
        rest = rest[skip:].lstrip()
    return [*found, rest] if rest else found


def _cut(said: str, limit: int) -> tuple[int, int]:
    """Where the first piece ends and the next begins. A break in the first third would leave crumbs: then a lesser one is taken."""
    for pattern in _BREAKS:
        places = [match for match in pattern.finditer(said, 0, limit + 1) if limit // 3 < match.start() <= limit]
        if places:
            return places[-1].start(), places[-1].end()
    return limit, limit
