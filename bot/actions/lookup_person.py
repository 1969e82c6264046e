"""The BHXH code by who one is: province, name and an ID, a day of birth or a code. The answer goes by SMS to the phone on record.

No check that a person asks is possible in a chat, so nothing is said here of whether anybody fits.
"""

from typing import ClassVar

from backend.client import Refused
from bhxh.messages import text
from bhxh.places import find_places
from bot.actions.forms.conversation import Conversation
from bot.actions.forms.step import Step
from bot.actions.replies import menu

PROVINCE, NAME, PROOF = "person_province", "person_name", "person_proof"
_PROOFS = ("GIAY_TO", "NGAY", "MA_SO", "THE", "SO", "DIEN_THOAI", "HO_SO", "OTP")
"""What a number can be taken for by the masking; the backend says what is wrong with it."""
_SURE = ("GIAY_TO", "NGAY", "MA_SO", "THE")
_MOST = 3
_FIELD_OF = {"province": PROVINCE, "name": NAME, "proof": PROOF}


class LookupPerson(Conversation):
    """Asks for what the first sentence did not hold, then has the code sent."""

    form: ClassVar[str] = "lookup_person_form"
    task: ClassVar[str] = "lookup_code_by_person"
    slots: ClassVar[tuple[str, ...]] = (PROVINCE, NAME, PROOF)

    def next_slot(self, step: Step) -> str:
        """Name, province, then what proves it."""
        return next((slot for slot in (NAME, PROVINCE) if not step.get(slot)), PROOF)

    def go_back(self, step: Step, slot: str) -> bool:
        """Reopens the field asked before."""
        order = (NAME, PROVINCE, PROOF)
        if slot not in order[1:]:
            return False
        step.set(order[order.index(slot) - 1], None)
        return True

    async def open(self, step: Step) -> None:
        """Takes what the first sentence already held."""
        self._take(step, None)
        await self._ask_if_complete(step)

    async def hear(self, step: Step, slot: str) -> bool:
        """The field asked for, and whatever else the message holds."""
        if not self._take(step, slot):
            return False
        await self._ask_if_complete(step)
        return True

    def _take(self, step: Step, asked: str | None) -> bool:
        taken = False
        if name := step.said.handle("HO_TEN"):
            step.set(NAME, name)
            taken = True
        if address := step.said.handle("DIA_CHI"):
            step.set(PROVINCE, address)
            taken = True
        elif places := find_places(step.said.text):
            step.set(PROVINCE, places[-1].written)
            taken = True
        proofs = step.said.handles(*(_PROOFS if asked == PROOF else _SURE))
        if proofs:
            step.set(PROOF, proofs[:_MOST])
            taken = True
        return taken

    async def _ask_if_complete(self, step: Step) -> None:
        if not all(step.get(slot) for slot in self.slots):
            return
        try:
            await self.client.lookup_person(step.turn, step.get(PROVINCE), step.get(NAME), step.get(PROOF))
        except Refused as refusal:
            field = _FIELD_OF.get(refusal.code)
            if field is None:
                step.say(refusal.detail, menu(), {"intent": self.task})
                step.finished = True
                return
            step.set(field, None)
            self.refuse(step, field, refusal.detail)
            return
        step.say(text("bot.lookup_person_form.sent"), [] if step.get("suspended") else menu(), {"intent": self.task})
        step.finished = True
