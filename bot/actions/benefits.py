"""The benefits decided for a person, by kind and time. Only after an OTP."""

import re
from typing import ClassVar

from backend.client import BenefitsWanted
from bhxh.messages import text
from bot.actions.forms.identification import OTP
from bot.actions.forms.own_records import SUBJECT, OwnRecords
from bot.actions.forms.step import Step
from bot.actions.replies import button, task_button
from bot.actions.said import Said
from bot.actions.span import span_of

QUERY = "benefits_query"
"""A slot: what the first sentence asked for, until the person is identified."""

_KINDS = (
    ("mot_lan", re.compile(r"\b(?:mot lan|1 lan)\b")),
    ("odts", re.compile(r"\b(?:om dau|om|thai san|sinh con|de con|duong suc|con om|odts)\b")),
    ("hang_thang", re.compile(r"\b(?:hang thang|huu|huu tri|luong huu|tuat|mat suc|tai nan|tnld)\b")),
    ("that_nghiep", re.compile(r"\b(?:that nghiep|bhtn|tctn)\b")),
)


def wanted(said: Said) -> BenefitsWanted:
    """What one message names."""
    since, until = span_of(said)
    return BenefitsWanted(
        since=since, until=until, kinds=[kind for kind, pattern in _KINDS if pattern.search(said.folded)]
    )


class BenefitsForm(OwnRecords):
    """Asks for the BHXH code and an OTP, then shows the decisions that the first sentence asked for."""

    form: ClassVar[str] = "benefits_form"
    task: ClassVar[str] = "benefits"
    slots: ClassVar[tuple[str, ...]] = (SUBJECT, OTP, QUERY)

    def keep(self, step: Step) -> None:
        """Kinds and time."""
        step.set(QUERY, wanted(step.said))

    async def identified(self, step: Step) -> None:
        """Shows them; what was left out is one button away."""
        asked = step.get(QUERY) or wanted(step.said)
        answer = await self.client.own_benefits(step.turn, asked)
        narrowed = asked["kinds"] or asked["since"] or asked["until"]
        whole = [button(text("bot.benefits.all"), self.task)] if narrowed else []
        step.say(answer["benefits"], [*whole, task_button("participation_history")], {"intent": self.task})
