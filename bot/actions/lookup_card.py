"""The BHXH code in a BHYT card number, and what the card's parts mean."""

from collections.abc import Sequence
from typing import ClassVar

from backend.client import Refused
from bhxh.messages import text
from bot.actions.forms.conversation import Conversation
from bot.actions.forms.step import Step
from bot.actions.replies import menu

# What a card number can be taken for by the masking: a short one for a BHXH code, one digit too few for something else.
_CARD_KINDS = ("THE", "MA_SO", "GIAY_TO", "SO", "DIEN_THOAI", "HO_SO")


MOST_CARDS = 5
"""Of one message."""


class LookupCard(Conversation):
    """Asks for the card when the first sentence did not name one, then answers at once."""

    form: ClassVar[str] = "lookup_card_form"
    task: ClassVar[str] = "lookup_code_by_card"
    slots: ClassVar[tuple[str, ...]] = ("card",)

    def next_slot(self, step: Step) -> str:
        """There is only one field."""
        return "card"

    async def open(self, step: Step) -> None:
        """Looks the card up at once when it was named."""
        handles = step.said.handles("THE", "MA_SO", "SO")
        if handles:
            await self._look_up(step, handles)

    async def hear(self, step: Step, slot: str) -> bool:
        """Any number is tried as a card: the backend knows exactly what is wrong with it."""
        handles = step.said.handles(*_CARD_KINDS)
        if not handles and step.said.only_handles and step.said.first_handle:
            handles = [step.said.first_handle]
        if not handles:
            return False
        await self._look_up(step, handles)
        return True

    async def _look_up(self, step: Step, handles: Sequence[str]) -> None:
        """Looks up each; one that is wrong is told, and asked for again when no other was right."""
        found, wrong = [], []
        for handle in handles[:MOST_CARDS]:
            try:
                found.append(await self.client.lookup_card(step.turn, handle))
            except Refused as refusal:
                wrong.append(refusal.detail)
        if not found:
            self.refuse(step, "card", "\n".join(dict.fromkeys(wrong)))
            return
        meta = {"intent": self.task, "faq": "ma_so_bhxh_tren_the"}
        results = [*(text("bot.lookup_card_form.found", **card) for card in found), *wrong]
        for result in results[:-1]:
            step.say(result, meta=meta)
        step.say(results[-1], [] if step.get("suspended") else menu(), meta)
        step.finished = True
