"""A lost password: after an OTP, a link to the page where a new one is chosen."""

from typing import ClassVar

from backend.client import OtpPurpose
from bhxh.messages import text
from bot.actions.forms.identification import OTP
from bot.actions.forms.own_records import SUBJECT, OwnRecords
from bot.actions.forms.step import Step


class ForgotPassword(OwnRecords):
    """Asks for the BHXH code and an OTP of its own: one for the KCB book opens no password."""

    form: ClassVar[str] = "forgot_password_form"
    task: ClassVar[str] = "forgot_password"
    slots: ClassVar[tuple[str, ...]] = (SUBJECT, OTP)
    purpose: ClassVar[OtpPurpose] = "password"

    def keep(self, step: Step) -> None:
        """There is nothing to choose."""

    async def identified(self, step: Step) -> None:
        """Shows the link."""
        answer = await self.client.reset_link(step.turn)
        words = text("bot.forgot_password_form.link", link=answer["link"], minutes=answer["minutes"])
        step.say(words, meta={"intent": self.task})
