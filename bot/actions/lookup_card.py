"""The BHXH code in a BHYT card number, and what the card's parts mean."""

from typing import ClassVar

from backend.client import Refused
from bhxh.messages import text
from bot.actions.forms.conversation import Conversation
from bot.actions.forms.step import Step
from bot.actions.replies import menu

# What a card number can be taken for by the masking: a short one for a BHXH code, one digit too few for something else.
_CARD_KINDS = ("THE", "MA_SO", "GIAY_TO", "SO", "DIEN_THOAI", "HO_SO")


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
        handle = step.said.handle(*_CARD_KINDS)
        if handle is not None:
            await self._look_up(step, handle)

    async def hear(self, step: Step, slot: str) -> bool:
        """Any number is tried as a card: the backend knows exactly what is wrong with it."""
        handle = step.said.handle(*_CARD_KINDS) or (step.said.first_handle if step.said.only_handles else None)
        if handle is None:
            return False
        await self._look_up(step, handle)
        return True

    async def _look_up(self, step: Step, handle: str) -> None:
        try:
            found = await self.client.lookup_card(step.turn, handle)
        except Refused as refusal:
            self.refuse(step, "card", refusal.detail)
            return
        after = [] if step.get("suspended") else menu()
        step.say(
            text("bot.lookup_card_form.found", **found), after, {"intent": self.task, "faq": "ma_so_bhxh_tren_the"}
        )
        step.finished = True
