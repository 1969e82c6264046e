"""What the person said in this turn, as the engine understood it."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rasa_sdk import Tracker

from backend.client import Turn
from bhxh.text import fold

HANDLE = re.compile(r"\[([A-Z]+(?:_[A-Z]+)*)_\d+\]")
"""A handle in masked text; group 1 is its kind. The same form as bot/nlu/handles.py, which runs in another environment."""


@dataclass(frozen=True)
class Said:
    """One message. ``entities`` are what a button carried or the handle extractor found."""

    text: str
    intent: str
    faq: str | None
    task: str | None
    ranking: tuple[dict[str, Any], ...]
    entities: tuple[dict[str, Any], ...]
    turn: Turn
    questions: tuple[str, ...] = ()
    """FAQ ids, when several questions were asked in one message."""
    out_of_scope: bool = False
    also: tuple[str, ...] = ()
    """FAQ ids that came close to ``faq``."""
    told: str | None = None
    """What words decided about another part of the message: an intent of bhxh/phrases.py."""

    @classmethod
    def of(cls, tracker: Tracker) -> "Said":
        """The latest message of a tracker."""
        message = tracker.latest_message
        event = next(event for event in reversed(tracker.events) if event["event"] == "user")
        return cls(
            text=message.get("text") or "",
            intent=(message.get("intent") or {}).get("name") or "fallback",
            faq=message.get("faq"),
            task=message.get("task"),
            ranking=tuple(message.get("intent_ranking") or ()),
            entities=tuple(message.get("entities") or ()),
            turn=Turn(tracker.sender_id, (event.get("metadata") or {}).get("turn", "")),
            questions=tuple(message.get("questions") or ()),
            out_of_scope=bool(message.get("out_of_scope")),
            also=tuple(message.get("also") or ()),
            told=message.get("told"),
        )

    def entity(self, name: str) -> str | None:
        """The value of the first entity of that name."""
        return next((entity["value"] for entity in self.entities if entity["entity"] == name), None)

    def handle(self, *kinds: str) -> str | None:
        """The first handle of one of the kinds, in the order in which the kinds are named."""
        for kind in kinds:
            for found in HANDLE.finditer(self.text):
                if found.group(1) == kind:
                    return found.group()
        return None

    def handles(self, *kinds: str) -> list[str]:
        """Every handle of the kinds, as they stand in the text."""
        return list(dict.fromkeys(found.group() for found in HANDLE.finditer(self.text) if found.group(1) in kinds))

    @cached_property
    def first_handle(self) -> str | None:
        """The first handle of any kind."""
        found = HANDLE.search(self.text)
        return found.group() if found else None

    @cached_property
    def folded(self) -> str:
        """The text in lower case without accents and handles, for the few fixed phrases that forms look for."""
        return fold(HANDLE.sub(" ", self.text)).strip(" .,:;!?")

    @cached_property
    def only_handles(self) -> bool:
        """Whether there is nothing but handles."""
        return self.first_handle is not None and not self.folded
