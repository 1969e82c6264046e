"""An answer as one SMS: without diacritics, no longer than it may be, with the page that has the rest.

Without diacritics a segment holds 160 characters (153 in each of several), with them 70 (67): 3GPP TS 23.038, 23.040.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from backend.channels.rendering import links, numbered, pieces
from backend.conversations.delivery import Outgoing
from bhxh.messages import text
from bhxh.text import nfc
from sms_gateway.client.texts import GSM_BASIC, GSM_EXTENSION, khong_dau, measure

_OUTSIDE_GSM: Final = re.compile(f"[^{re.escape(GSM_BASIC + GSM_EXTENSION)}]")
_BLANKS: Final = re.compile(r"[ \t]+")
_EMPTY_LINES: Final = re.compile(r"\n{2,}")
_SENTENCE: Final = re.compile(r".+?(?:[.!?…](?=\s)|\n|$)", re.DOTALL)
_FAQ_PATH: Final = "/hoi-dap/"
_ASK: Final = "faq"
_PLAIN_UNITS: Final = (160, 153)
_ACCENTED_UNITS: Final = (70, 67)


@dataclass(frozen=True)
class Writer:
    """How answers are written. ``segments``: the most that one may take; ``accents``: whether diacritics stay."""

    public_url: str
    segments: int = 3
    accents: bool = False

    def write(self, outgoing: Outgoing) -> str:
        """The whole answer where it fits; else its first sentence and the page that has the rest, or as much of it as fits."""
        said = _without_source(outgoing)
        offers = [] if _is_article(outgoing) else numbered([choice.title for choice in outgoing.choices])
        whole = self.spelled("\n".join([said, *links(outgoing), *offers]))
        if self._fits(whole, self.segments):
            return whole
        return self._article(outgoing, said) if _is_article(outgoing) else self._cut(said, offers)

    def spelled(self, said: str) -> str:
        """As it goes over the air: single blanks and line breaks, by default in the alphabet that costs least."""
        tidy = _EMPTY_LINES.sub("\n", _BLANKS.sub(" ", nfc(said))).strip()
        return tidy if self.accents else _OUTSIDE_GSM.sub("", khong_dau(tidy)).strip()

    def _article(self, outgoing: Outgoing, said: str) -> str:
        """The first sentence, and more of them while they are free, above the address of the page."""
        end = text("channels.sms.page", url=f"{self.public_url}{_FAQ_PATH}{outgoing.meta['faq']}")
        sentences = [found.group().strip() for found in _SENTENCE.finditer(said) if found.group().strip()]
        for most in range(1, self.segments + 1):
            kept = self._most_of(sentences, end, most)
            if kept is not None:
                return kept
        return self._cut(said, [end])

    def _most_of(self, sentences: Sequence[str], end: str, segments: int) -> str | None:
        """As many sentences as fit above ``end``; None when not even the first does."""
        for count in range(len(sentences), 0, -1):
            told = self.spelled(" ".join(sentences[:count]) + "\n" + end)
            if self._fits(told, segments):
                return told
        return None

    def _cut(self, said: str, end: Sequence[str]) -> str:
        """As much of a text as leaves room for what must stand below it; what must stand there is cut only when it does not fit alone."""
        below = [self.spelled(line) for line in end]
        while below and not self._fits("\n".join(below), self.segments):
            below.pop()
        single, part = _ACCENTED_UNITS if self.accents else _PLAIN_UNITS
        room = single if self.segments == 1 else part * self.segments
        above = self.spelled(said)
        while room > 0:
            kept = pieces(above, room)
            told = "\n".join([*([f"{kept[0]} ..." if len(kept) > 1 else kept[0]] if kept else []), *below])
            if self._fits(told, self.segments):
                return told
            room -= 10
        return "\n".join(below)

    def _fits(self, said: str, segments: int) -> bool:
        return measure(said).segments <= segments


def _is_article(outgoing: Outgoing) -> bool:
    """An answer of the questions and answers: it has a page, and what it offers besides is no question that waits for an answer."""
    return outgoing.meta.get("intent") == _ASK and bool(outgoing.meta.get("faq"))


def _without_source(outgoing: Outgoing) -> str:
    """The answer above its source and remarks; who should check it before relying on it is told so in a few words."""
    source = outgoing.meta.get("source")
    lines = outgoing.text.split("\n")
    place = next((place for place, line in enumerate(lines) if source and f" {source} (" in line), None)
    if place is None:
        return outgoing.text
    remarked = any(line.strip() for line in lines[place + 1 :])
    return "\n".join([*lines[:place], *([text("channels.sms.check")] if remarked else [])])
