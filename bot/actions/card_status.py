"""The BHYT cards of a person: valid until when, what they pay, since when five years count. Only after an OTP."""

from typing import ClassVar

from backend.client import OtpPurpose
from bot.actions.forms.identification import OTP
from bot.actions.forms.own_records import SUBJECT, OwnRecords
from bot.actions.forms.step import Step
from bot.actions.replies import task_button


class CardForm(OwnRecords):
    """Asks for the BHXH code and an OTP, then shows the cards as they stand today."""

    form: ClassVar[str] = "card_form"
    task: ClassVar[str] = "card_status"
    purpose: ClassVar[OtpPurpose] = "records"
    does_too: ClassVar[frozenset[str]] = frozenset({"kcb"})
    slots: ClassVar[tuple[str, ...]] = (SUBJECT, OTP)

    def keep(self, step: Step) -> None:
        """There is nothing to choose: a person has one card that holds, and few that did."""

    async def identified(self, step: Step) -> None:
        """Shows the cards."""
        answer = await self.client.own_cards(step.turn)
        buttons = [task_button("kcb_history"), task_button("participation_history")]
        step.say(answer["cards"], buttons, {"intent": self.task})
