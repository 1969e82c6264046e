"""A person's participation by kind and time, or how long it is in all. Only after an OTP."""

import re
from typing import ClassVar

from backend.client import OtpPurpose, ParticipationWanted
from bhxh.messages import text
from bot.actions.forms.identification import OTP
from bot.actions.forms.own_records import SUBJECT, OwnRecords
from bot.actions.forms.step import Step
from bot.actions.replies import button, task_button
from bot.actions.said import Said
from bot.actions.span import span_of

QUERY = "participation_query"
"""A slot: what the first sentence asked for, until the person is identified."""

_KINDS = (
    ("bhtn", re.compile(r"\b(?:bhtn|that nghiep)\b")),
    ("tnld", re.compile(r"\b(?:bhtnld|tnld|bnn|tai nan(?: lao dong)?|benh nghe nghiep)\b")),
    ("bhyt", re.compile(r"\b(?:bhyt|bh yt|bao hiem y te)\b")),
    ("bhxh", re.compile(r"\b(?:bhxh|bh xh|bao hiem xa hoi)\b")),
)
_CODE = re.compile(r"\b(?:ma(?: so)?|so|the|so the) (?:bhxh|bhyt|bao hiem xa hoi|bao hiem y te)\b")
"""Of a code or a card, not of a fund: "mã số BHXH [MA_SO_1] đóng được bao lâu" asks for all kinds."""
_TOTAL = re.compile(
    r"\b(?:tong(?: cong| so| thoi gian)?|bao lau|(?:bao nhieu|bn|may) (?:nam|thang)|dc may (?:nam|thang))\b"
)


def wanted(said: Said) -> ParticipationWanted:
    """What one message names."""
    since, until = span_of(said)
    words = _CODE.sub(" ", said.folded)
    kinds = [kind for kind, pattern in _KINDS if pattern.search(words)]
    return ParticipationWanted(since=since, until=until, kinds=kinds, total=bool(_TOTAL.search(words)))


class ParticipationForm(OwnRecords):
    """Asks for the BHXH code and an OTP, then shows the stretches and totals that the first sentence asked for."""

    form: ClassVar[str] = "participation_form"
    task: ClassVar[str] = "participation_history"
    purpose: ClassVar[OtpPurpose] = "records"
    does_too: ClassVar[frozenset[str]] = frozenset({"kcb"})
    slots: ClassVar[tuple[str, ...]] = (SUBJECT, OTP, QUERY)

    def keep(self, step: Step) -> None:
        """Kinds, time, and whether the totals alone will do."""
        step.set(QUERY, wanted(step.said))

    async def identified(self, step: Step) -> None:
        """Shows them; what was left out is one button away."""
        asked = step.get(QUERY) or wanted(step.said)
        answer = await self.client.own_participation(step.turn, asked)
        narrowed = asked["total"] or asked["kinds"] or asked["since"] or asked["until"]
        whole = [button(text("bot.participation.all"), self.task)] if narrowed else []
        step.say(
            answer["history"], [*whole, task_button("benefits"), task_button("card_status")], {"intent": self.task}
        )
