"""One turn of a form: what was said, what the slots hold, and what becomes of them."""

from collections.abc import Iterable
from enum import Enum
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import AllSlotsReset, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from backend.client import Identity
from bot.actions.replies import Button, say
from bot.actions.said import Said

BEGIN = "action_begin_task"
RESUME = "action_after_task"


class Phase(Enum):
    """Why the form runs: it begins, it hears what was said to its question, or it asks again after something else."""

    OPENING = "opening"
    ANSWER = "answer"
    RETURN = "return"


def phase_of(tracker: Tracker, form: str) -> Phase:
    """Told by the action before the form's own mark, which the engine sets at the end of the events."""
    actions = [event["name"] for event in tracker.events if event["event"] == "action"]
    if actions and actions[-1] == form:
        actions.pop()
    before = actions[-1] if actions else "action_listen"
    if before == BEGIN:
        return Phase.OPENING
    return Phase.ANSWER if before == "action_listen" else Phase.RETURN


class Step:
    """Reads slots, collects what they become, and says things. Nothing is changed before `events` are returned."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said, phase: Phase) -> None:
        self.said = said
        self.turn = said.turn
        self.phase = phase
        self.said_before = _said_before(tracker)
        """What the person typed in the turn before; empty when that was a button, or there was none."""
        self.requested: str | None = tracker.get_slot("requested_slot")
        self.finished = False
        self.spent = False
        """Whether the OTP sent last can no longer be entered."""
        self.refused: str | None = None
        self.identity: Identity | None = None
        """What the conversation had proven when it was asked for in this turn."""
        self._dispatcher = dispatcher
        self._slots = tracker.slots
        self._changes: dict[str, Any] = {}
        self._reset = False

    def get(self, slot: str) -> Any:
        """The slot's value, as changed in this turn."""
        return self._changes.get(slot, self._slots.get(slot))

    def set(self, slot: str, value: Any) -> None:
        """The slot's value from now on."""
        self._changes[slot] = value

    def say(self, message: str, buttons: Iterable[Button] = (), meta: dict[str, Any] | None = None) -> None:
        """One reply."""
        say(self._dispatcher, message, buttons, meta)

    def forget_everything(self) -> None:
        """Every slot of every conversation is empty from now on."""
        self._slots, self._changes, self._reset = {}, {}, True

    @property
    def attempts(self) -> int:
        """How often in a row the field now asked was not filled."""
        return int(self.get("attempts") or 0)

    def events(self, requested: str | None) -> list[dict[str, Any]]:
        """The changes, and which slot is asked next (None ends the form).

        ``attempts`` is always among them: a form that changes no slot is taken as not having understood.
        """
        changes = {"attempts": self.attempts, **self._changes}
        reset = [AllSlotsReset()] if self._reset else []
        return [
            *reset,
            *(SlotSet(slot, value) for slot, value in changes.items()),
            SlotSet("requested_slot", requested),
        ]


def _said_before(tracker: Tracker) -> str:
    said = [event.get("text") or "" for event in tracker.events if event["event"] == "user"]
    before = said[-2] if len(said) > 1 else ""
    return "" if before.startswith("/") else before
