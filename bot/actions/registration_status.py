"""Where a registration dossier stands, for the person whose phone it names."""

from typing import ClassVar

from backend.client import OtpPurpose
from bhxh.messages import text
from bot.actions.forms.identification import Identification
from bot.actions.forms.step import Step


class RegistrationStatusForm(Identification):
    """Asks for the dossier number and an OTP, then shows the status."""

    form: ClassVar[str] = "registration_status_form"
    task: ClassVar[str] = "registration_status"
    slots: ClassVar[tuple[str, ...]] = ("dossier_number", "otp")
    purpose: ClassVar[OtpPurpose] = "registration_status"
    subject: ClassVar[str] = "dossier_number"
    subject_kinds: ClassVar[tuple[str, ...]] = ("HO_SO",)

    async def identified(self, step: Step) -> None:
        """Shows the status."""
        answer = await self.client.registration_status(step.turn)
        step.say(text("bot.registration_status_form.status", status=answer["status"]), meta={"intent": self.task})
