"""A conversation that fills a form, field by field, and can be interrupted, corrected and cancelled anywhere.

Rasa calls ``validate_<form>`` once per run of the form. It hears the answer, says what is wrong with it, and asks the next
question, all in one call; the ``requested_slot`` it returns tells Rasa (and, through the engine contract, the backend's
masking) which field is open. A message that is not for the form gets no events at all: Rasa then applies its rules (an
answer to a question, another task) and runs the form again, which repeats its question.
"""

import re
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from backend.client import InternalClient
from bhxh.dialogue import GO_BACK, is_not_that
from bhxh.messages import catalogue, text
from bhxh.phrases import NOT_OURS
from bot import knowledge
from bot.actions import past
from bot.actions.base import BotAction, Events
from bot.actions.forms.corrections import NO, named_field
from bot.actions.forms.step import Phase, Step, phase_of
from bot.actions.replies import Button, button, menu, task_button
from bot.actions.said import Said

CANCEL_CONFIRM, GIVEN = "cancel_confirm", "given"
"""Slots of every form: a question whether to stop is open; handles that came before any task was chosen."""

_MYSELF = r"(?:(?:da|thua|toi|em|minh|chau|bac|con|cung|tui) )*"
_UNKNOWN = re.compile(
    rf"^{_MYSELF}{NO} (?:con )?(?:nho|biet|ro|tim thay|thay|tim ra)\b|\bquen (?:mat )?roi\b|^{_MYSELF}(?:quen|chiu)\b"
)
_VALUE_UNKNOWN = re.compile(
    rf"{_MYSELF}(?:quen|{NO} (?:con )?(?:nho|biet|thay)) (?:mat )?(?:cai )?(?:(?:ma|so)(?: so| the| otp| bhxh| ho so)*|the|otp)(?: bhxh| bhyt)?(?: roi| do| nay| nao| a)*"
)
"""Names the value asked for, so that it holds in longer sentences; "quên mật khẩu rồi" is a question of its own."""
_WHAT = re.compile(
    rf"(?:ha|la sao|sao|gi|gi vay|gi co|la gi|cai gi|la cai gi|nghia la sao|nghia la gi|{NO} hieu|chua hieu|giai thich|vi du|vd|the nao|nhu nao|ntn"
    r"|(?:tim |xem |lay |kiem |coi |nam |ghi )?o (?:dau|cho nao)|lay dau|tim dau)(?: (?:a|vay|the|em|ban))*"
)
_NEEDLESS = re.compile(r"(?:da )?(?:thoi )?khoi\b")
_MISTAKEN = re.compile(r"\b(?:sai|nham)\b")
_WHY = re.compile(
    r"\b(?:tai sao|vi sao|sao (?:lai|phai|can|hoi)|de lam gi|lam chi|lua dao|bi lua|an toan|khong tin|ko tin|bao mat)\b"
)
_SENTENCE = 6
"""Words: a text this long that nobody understood is a question, not a value."""
_SHORT = 3
"""Words: "không nhớ", "chưa biết" are about the question just asked, whatever the model takes them for."""
_CHOICE = re.compile(r"\d{1,3}")
EXPLAIN_AT, HOTLINE_FROM = 2, 3
_ASKS_TO_REPEAT = re.compile(r"nhập lại|xem lại|kiểm tra lại|thử lại|muốn chọn:[^?]*\?$")

# Intents that a form has its own use for or that mean nothing in its place; everything else interrupts it.
_OWN = frozenset(
    "affirm deny cancel fallback out_of_scope provide_value provide_otp resend_otp correct_field skip_field".split()
)


class Conversation(BotAction):
    """One form. Subclasses say which slots it has, what to do with an answer, and what to drop on cancelling."""

    form: ClassVar[str]
    task: ClassVar[str]
    slots: ClassVar[tuple[str, ...]]
    """Everything that is forgotten when the conversation ends."""

    def __init__(self, client: InternalClient) -> None:
        super().__init__(client)
        self.action_name = f"validate_{self.form}"  # type: ignore[misc]  # the form's name decides it

    @abstractmethod
    def next_slot(self, step: Step) -> str:
        """The field to ask next."""

    @abstractmethod
    async def hear(self, step: Step, slot: str) -> bool:
        """Takes what was said to the question for ``slot``; False when it holds nothing for this form."""

    @abstractmethod
    async def open(self, step: Step) -> None:
        """Begins: takes what the first sentence already held."""

    def go_back(self, step: Step, slot: str) -> bool:
        """Reopens what was asked before ``slot``; False when nothing was."""
        return False

    async def drop(self, step: Step) -> None:
        """Forgets what the backend holds of this conversation, after the person confirmed."""

    def has_entries(self, step: Step) -> bool:
        """Whether cancelling would lose something."""
        return any(step.get(slot) for slot in self.slots)

    def losses(self, step: Step) -> str:
        """What cancelling would lose, for the confirmation."""
        return text(f"bot.{self.form}.losses")

    async def ask(self, step: Step, slot: str) -> str:
        """Asks for a field; the slot that was asked for in the end (another one when something turned out missing)."""
        step.say(text(f"bot.{self.form}.ask.{slot}"), self.buttons(step, slot), self.meta(step))
        return slot

    def meta(self, step: Step) -> dict[str, str | None]:
        """A question's meta; one that is only repeated leaves the turn to what interrupted it.

        A message that the form took answered no FAQ, whatever it looked like to the classifier.
        """
        if step.phase is Phase.ANSWER:
            return {"intent": self.task, "faq": None}
        return {"intent": self.task} if step.phase is Phase.OPENING else {}

    def buttons(self, step: Step, slot: str) -> list[Button]:
        """Quick answers to the question."""
        return []

    async def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, said: Said) -> Events:
        """One run of the form."""
        if past.handed_over(tracker):
            return []  # a person answers from here; the question waits for who comes back
        step = Step(dispatcher, tracker, said, phase_of(tracker, self.form))
        if step.phase is Phase.ANSWER:
            if is_not_that(said.text) and past.interrupted(past.turns(tracker)):
                return []  # it turns down the answer in between, not a value of the form
            if not await self._heard(step):
                return []
        elif self.has_entries(step):
            step.say(text("bot.form.back", title=knowledge.tasks()[self.task].title))
        elif step.phase is Phase.OPENING:
            if given := step.get(GIVEN):
                step.said = replace(said, text=f"{said.text} {given}")
                step.set(GIVEN, None)
            await self.open(step)
        if step.finished:
            return self._forget(step).events(None)
        slot = CANCEL_CONFIRM if step.get(CANCEL_CONFIRM) else self.next_slot(step)
        if slot != step.requested:
            step.set("attempts", 0)
        return step.events(slot if slot == step.refused else await self._ask(step, slot))

    def failed(self, tracker: Tracker) -> Events:
        """After a failure of the backend: the same question stays open, nothing counts as a wrong answer."""
        requested = tracker.get_slot("requested_slot")
        if tracker.active_loop_name != self.form or requested is None:
            return [SlotSet("attempts", 0), SlotSet("requested_slot", self.slots[0])]
        return [SlotSet("attempts", tracker.get_slot("attempts") or 0), SlotSet("requested_slot", requested)]

    def refuse(
        self, step: Step, slot: str, detail: str, *, asks_again: bool = False, offered: Sequence[Button] = ()
    ) -> None:
        """An answer that cannot be taken: why, then help that grows with each failure.

        It stands for the question, unless ``asks_again``: then the question follows, with its own buttons. ``offered``: what could
        have been meant, ahead of these.
        """
        attempts = step.attempts + 1
        step.refused = None if asks_again else slot
        step.set("attempts", attempts)
        parts = [detail]
        explanation = f"bot.{self.form}.explain.{slot}"
        if attempts >= EXPLAIN_AT and explanation in catalogue():
            parts.append(text(explanation))
        if attempts >= HOTLINE_FROM:
            parts.append(text("bot.form.hotline"))
        if not asks_again and not _ASKS_TO_REPEAT.search(detail):
            parts.append(text("bot.form.try_again"))
        buttons = [] if asks_again else [*offered, *self.buttons(step, slot)]
        if attempts >= HOTLINE_FROM:
            buttons = [*buttons, task_button("talk_to_agent"), *([] if stop_button() in buttons else [stop_button()])]
        step.say("\n".join(parts), buttons, self.meta(step))

    async def _heard(self, step: Step) -> bool:
        slot = step.requested or self.next_slot(step)
        if slot == CANCEL_CONFIRM:
            if await self._hear_cancel_confirm(step):
                return True
            slot = self.next_slot(step)
        if self._heard_back(step, slot):
            return True
        if self.may_skip(slot) and _NEEDLESS.match(step.said.folded):
            step.said = replace(step.said, intent="skip_field")
        if step.said.intent in {"cancel", "start_over"} and not step.said.first_handle:
            return await self._leave(step, step.said.intent)
        return await self._heard_answer(step, slot)

    async def _heard_answer(self, step: Step, slot: str) -> bool:
        mine = step.said.intent in _OWN or step.said.intent == self.task or bool(_CHOICE.fullmatch(step.said.folded))
        folded = step.said.folded
        about = len(folded.split()) <= _SHORT or _VALUE_UNKNOWN.fullmatch(folded) or _WHAT.fullmatch(folded)
        if (mine or about) and self._explained(step, slot):
            return True
        if step.said.intent not in NOT_OURS and await self.hear(step, slot):
            return True
        if _is_a_sentence(step.said):
            return False
        # Asking for what is already under way only repeats the question; another wish is left to the rules.
        if mine and step.said.intent != self.task:
            self.refuse(step, slot, text("bot.form.not_understood"), asks_again=True)
        return mine

    def _heard_back(self, step: Step, slot: str) -> bool:
        """Takes "quay lại", and "nhầm rồi" that names no field: what was said last is asked again."""
        if step.said.intent == GO_BACK:
            if self.go_back(step, slot):
                return True
            if step.get("suspended"):
                step.finished = True  # back to the conversation that this one interrupted
            else:
                step.say(text("bot.form.first_question"), [stop_button()])
            return True
        mistaken = is_not_that(step.said.text) and _MISTAKEN.search(step.said.folded)
        return bool(mistaken) and named_field(step.said) is None and self.go_back(step, slot)

    def _explained(self, step: Step, slot: str) -> bool:
        """Helps who doubts or does not know instead of answering."""
        explanation = f"bot.{self.form}.explain.{slot}"
        if step.said.first_handle:
            return False
        if _WHY.search(step.said.folded):
            step.say(text(f"bot.{self.form}.why"))
            return True
        folded = step.said.folded
        puzzled = _UNKNOWN.search(folded) or _VALUE_UNKNOWN.fullmatch(folded) or _WHAT.fullmatch(folded)
        if puzzled and explanation in catalogue() and not self.may_skip(slot):
            step.say(text("bot.form.help", explanation=text(explanation)))
            return True
        return False

    def may_skip(self, slot: str) -> bool:
        """Whether the field may stay empty."""
        return False

    async def _hear_cancel_confirm(self, step: Step) -> bool:
        """Takes yes or no; anything else means going on, and is heard as the answer to the open question."""
        if step.said.intent in {"affirm", step.get(CANCEL_CONFIRM)}:
            await self._cancel(step)
            return True
        step.set(CANCEL_CONFIRM, None)
        if step.said.intent in {"deny", GO_BACK}:
            step.say(text("bot.form.continued"))
            return True
        return False

    async def _leave(self, step: Step, intent: str) -> bool:
        if self.has_entries(step) or (intent == "start_over" and step.get("suspended")):
            step.set(CANCEL_CONFIRM, intent)
            return True
        if intent == "start_over":
            return False  # nothing to lose: the rule for it starts over in every state
        await self._cancel(step)
        return True

    async def _cancel(self, step: Step) -> None:
        if step.get(CANCEL_CONFIRM) == "start_over":
            await self.client.discard_registration(step.turn)
            step.say(text("bot.start_over"), menu(), {"intent": "start_over"})
            step.forget_everything()
        else:
            await self.drop(step)
            step.say(text("bot.form.cancelled"), [] if step.get("suspended") else menu(), {"intent": "cancel"})
        step.finished = True

    async def _ask(self, step: Step, slot: str) -> str:
        if slot == CANCEL_CONFIRM:
            buttons = [button(text("bot.form.cancel_yes"), "affirm"), button(text("bot.form.cancel_no"), "deny")]
            losses = [self.losses(step)] if self.has_entries(step) else []
            if step.get(CANCEL_CONFIRM) == "start_over" and step.get("suspended"):
                losses.append(text("bot.form.losses_suspended"))
            step.say(text("bot.form.cancel_confirm", losses=" ".join(losses)), buttons, {"intent": "cancel"})
            return slot
        return await self.ask(step, slot)

    def _forget(self, step: Step) -> Step:
        for slot in (*self.slots, CANCEL_CONFIRM):
            step.set(slot, None)
        step.set("attempts", 0)
        return step


def _is_a_sentence(said: Said) -> bool:
    """Whether a text that was not understood is something else than a failed answer: the rules then say so."""
    words = len(said.folded.split())
    unclear = said.intent in {"fallback", "out_of_scope"} and not said.first_handle
    return unclear and words > (_SHORT if said.out_of_scope else _SENTENCE)


def stop_button() -> Button:
    """Leaves the form."""
    return button(text("bot.form.stop"), "cancel")
