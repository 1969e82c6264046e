"""Conversations about a person's own records and account: the BHXH code or a card, an OTP, then what the first sentence asked for.

One identity does for all records: whoever has seen the KCB book is not asked again for the card. The account has purposes of its own.
"""

from abc import abstractmethod
from typing import ClassVar

from backend.client import OtpPurpose
from bot.actions.forms.identification import Identification
from bot.actions.forms.step import Step

SUBJECT = "kcb_code"


class OwnRecords(Identification):
    """Subclasses note in a slot of theirs what was asked for (`keep`), and show it in `identified`."""

    purpose: ClassVar[OtpPurpose] = "kcb"
    subject: ClassVar[str] = SUBJECT
    subject_kinds: ClassVar[tuple[str, ...]] = ("MA_SO", "THE", "GIAY_TO")

    @abstractmethod
    def keep(self, step: Step) -> None:
        """Notes what the message asks for; leaves it alone when that is nothing in particular."""

    def has_entries(self, step: Step) -> bool:
        """What was asked for alone is nothing to lose."""
        return bool(step.get(self.subject))

    async def subject_of(self, step: Step, handle: str) -> str:
        """A card number will do as well: the code is in it."""
        return (await self.client.lookup_card(step.turn, handle))["code"] if handle.startswith("[THE_") else handle

    async def open(self, step: Step) -> None:
        """Keeps what was asked for until after the identification."""
        self.keep(step)
        await super().open(step)
