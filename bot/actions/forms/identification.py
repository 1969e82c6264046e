"""Conversations that need to know who is speaking: a code or dossier number, then an OTP sent to the phone on record.

What was proven lives in the backend and expires there. The slots here only say which question comes next.
"""

from abc import abstractmethod
from typing import ClassVar

from backend.client import Identity, OtpPurpose, OtpSent, Refused
from bhxh.messages import text
from bot.actions.forms.conversation import Conversation, stop_button
from bot.actions.forms.step import Step
from bot.actions.replies import Button, button

OTP = "otp"
_OTP_KINDS = ("OTP", "SO")
_RESEND = ("gui lai", "chua nhan", "khong nhan", "chua thay", "khong thay", "ma moi", "nhan lai")


class Identification(Conversation):
    """Asks for the subject and the OTP unless the identity still holds; then `identified` shows what was asked for."""

    purpose: ClassVar[OtpPurpose]
    subject: ClassVar[str]
    """The slot for the handle of the person's code or of the dossier."""
    subject_kinds: ClassVar[tuple[str, ...]]
    does_too: ClassVar[frozenset[str]] = frozenset()
    """Purposes that are worth more than ``purpose``."""
    goes_on: ClassVar[bool] = False
    """Whether the conversation has more to ask once the person is identified."""

    @abstractmethod
    async def identified(self, step: Step) -> None:
        """Answers, now that the backend knows who it is."""

    async def subject_of(self, step: Step, handle: str) -> str:
        """The handle that an OTP is asked for; may raise Refused."""
        return handle

    def next_slot(self, step: Step) -> str:
        """The subject, then the OTP."""
        return OTP if step.get(self.subject) else self.subject

    def buttons(self, step: Step, slot: str) -> list[Button]:
        """An OTP can be sent again."""
        return [button(text("bot.identification.resend"), "resend_otp"), stop_button()] if slot == OTP else []

    async def ask(self, step: Step, slot: str) -> str:
        """The question for an OTP is the same everywhere."""
        key = f"bot.{self.form}.ask.{slot}"
        if slot == OTP:
            key = "bot.identification.ask.new_otp" if step.spent else "bot.identification.ask.otp"
        step.say(text(key), self.buttons(step, slot), self.meta(step))
        return slot

    def go_back(self, step: Step, slot: str) -> bool:
        """From the OTP back to the subject, which may have been someone else's."""
        if slot == OTP:
            step.set(self.subject, None)
        return slot == OTP

    async def open(self, step: Step) -> None:
        """Takes the subject from the first sentence; goes straight to the answer when the identity still holds."""
        handle = step.said.handle(*self.subject_kinds)
        if handle is not None:
            await self._send_otp(step, handle)
            return
        await self.begin_with_identity(step)

    async def begin_with_identity(self, step: Step) -> None:
        """Goes straight to the answer when the identity still holds, and to the OTP when it is known who asks."""
        identity = await self.who(step)
        if identity["purpose"] in {self.purpose, *self.does_too} and identity["seconds_left"] > 0:
            await self._finish(step)
        elif identity["named"] is not None and "MA_SO" in self.subject_kinds:
            await self._send_otp(step, identity["named"])

    async def who(self, step: Step) -> Identity:
        """What the conversation has proven; asked for once a turn."""
        if step.identity is None:
            step.identity = await self.client.identity(step.turn)
        return step.identity

    async def hear(self, step: Step, slot: str) -> bool:
        """A subject, an OTP, or the wish for another OTP."""
        if slot == OTP:
            return await self._hear_otp(step)
        handle = step.said.handle(*self.subject_kinds) or (step.said.first_handle if step.said.only_handles else None)
        if handle is None:
            return False
        await self._send_otp(step, handle)
        return True

    async def _hear_otp(self, step: Step) -> bool:
        if not step.said.first_handle and self._wants_another(step):
            await self._resend(step)
            return True
        corrected = step.said.handle(*self.subject_kinds)
        if corrected is not None and not step.said.handle(*_OTP_KINDS):
            await self._send_otp(step, corrected)
            return True
        handle = step.said.handle(*_OTP_KINDS) or (step.said.first_handle if step.said.only_handles else None)
        if handle is None:
            return False
        await self._check(step, handle)
        return True

    @staticmethod
    def _wants_another(step: Step) -> bool:
        return step.said.intent == "resend_otp" or any(phrase in step.said.folded for phrase in _RESEND)

    async def _send_otp(self, step: Step, handle: str) -> None:
        try:
            subject = await self.subject_of(step, handle)
            sent = await self.client.start_otp(step.turn, self.purpose, subject)
        except Refused as refusal:
            step.set(self.subject, None)
            self.refuse(step, self.subject, refusal.detail)
            return
        step.set(self.subject, subject)
        if sent["proven"]:  # by the phone that is written from
            step.set(OTP, handle)
            await self._finish(step)
        else:
            self._say_sent(step, "bot.identification.sent", sent)

    async def _resend(self, step: Step) -> None:
        try:
            self._say_sent(step, "bot.identification.sent_again", await self.client.resend_otp(step.turn))
        except Refused as refusal:
            step.say(refusal.detail)
            self._after_refusal(step, refusal.code)

    async def _check(self, step: Step, handle: str) -> None:
        try:
            await self.client.check_otp(step.turn, handle)
        except Refused as refusal:
            if refusal.code == "wrong":
                self.refuse(step, OTP, refusal.detail)
            else:
                step.say(refusal.detail)
                self._after_refusal(step, refusal.code)
            return
        step.set(OTP, handle)
        await self._finish(step)

    def _after_refusal(self, step: Step, code: str) -> None:
        if code == "none":  # nothing pending any more: the subject has to be named again
            step.set(self.subject, None)
        step.spent = code in {"locked", "expired"}

    async def _finish(self, step: Step) -> None:
        try:
            await self.identified(step)
        except Refused as refusal:
            step.say(refusal.detail)
            step.finished = True
        else:
            step.finished = not self.goes_on

    @staticmethod
    def _say_sent(step: Step, key: str, sent: OtpSent) -> None:
        step.say(text(key, phone_tail=sent["phone_tail"], minutes=sent["minutes"], resend_after=sent["resend_after"]))
