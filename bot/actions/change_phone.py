"""Another phone for the account: an OTP to the old one, then the new number, which officers decide on.

Whoever has the old phone no longer cannot prove anything here, and is told where to go.
"""

import re
from typing import ClassVar

from backend.client import OtpPurpose, Refused
from bhxh.messages import text
from bot.actions.forms.identification import OTP
from bot.actions.forms.own_records import SUBJECT, OwnRecords
from bot.actions.forms.step import Step
from bot.actions.replies import task_button

NEW = "new_phone"
_HELD = "held"
"""Stands in the OTP's slot when the identity still holds from before."""
_PHONES = ("DIEN_THOAI", "SO")
_LOST = re.compile(
    r"\b(?:mat|lam mat|bi mat|roi mat|khong con(?: dung| xai)?|ko con|het dung|bo|da bo|khoa)\s+"
    r"(?:\w+\s+){0,2}(?:so|sim|dien thoai|sdt|may)\b"
)
_OVER = frozenset({"change.pending", "no_account"})


class ChangePhone(OwnRecords):
    """Code, OTP to the old phone, new number."""

    form: ClassVar[str] = "change_phone_form"
    task: ClassVar[str] = "change_phone"
    slots: ClassVar[tuple[str, ...]] = (SUBJECT, OTP, NEW)
    purpose: ClassVar[OtpPurpose] = "phone"

    def keep(self, step: Step) -> None:
        """The new number may stand in the first sentence."""
        step.set(NEW, step.said.handle("DIEN_THOAI") or step.get(NEW))

    def next_slot(self, step: Step) -> str:
        """The new number once the old phone has shown the OTP."""
        return NEW if step.get(OTP) else super().next_slot(step)

    def go_back(self, step: Step, slot: str) -> bool:
        """What was proven stays proven."""
        return slot != NEW and super().go_back(step, slot)

    async def open(self, step: Step) -> None:
        """Who has lost the old phone is spared the questions."""
        if self._guided(step):
            return
        await super().open(step)

    async def hear(self, step: Step, slot: str) -> bool:
        """The new number, or what identifies."""
        if self._guided(step):
            return True
        if slot != NEW:
            return await super().hear(step, slot)
        handle = step.said.handle(*_PHONES) or (step.said.first_handle if step.said.only_handles else None)
        if handle is None:
            return False
        await self._ask_change(step, handle)
        return True

    async def identified(self, step: Step) -> None:
        """Goes on with the number named in the first sentence, or asks for it."""
        if handle := step.get(NEW):
            await self._ask_change(step, handle)

    async def _finish(self, step: Step) -> None:
        step.set(OTP, step.get(OTP) or _HELD)
        await self.identified(step)

    async def _ask_change(self, step: Step, handle: str) -> None:
        try:
            number = await self.client.change_phone(step.turn, handle)
        except Refused as refusal:
            step.set(NEW, None)
            if refusal.code == "identity_needed":
                step.set(OTP, None)
                step.say(refusal.detail)
            elif refusal.code in _OVER:
                step.say(refusal.detail, meta=self.meta(step))
                step.finished = True
            else:
                self.refuse(step, NEW, refusal.detail)
            return
        step.say(text("bot.change_phone_form.asked", number=number), meta={"intent": self.task})
        step.finished = True

    def _guided(self, step: Step) -> bool:
        if not _LOST.search(step.said.folded):
            return False
        buttons = [task_button("find_agency"), task_button("talk_to_agent")]
        step.say(text("bot.change_phone_form.lost"), buttons, {"intent": self.task})
        step.finished = True
        return True
