"""A feedback: what about, to which province, what happened, and the phone that the answer is announced to.

What the person writes reaches this action masked; it is kept in a slot as it came and handed to the backend, which puts the values back.
"""

import re
from typing import ClassVar, Final

from backend.client import Refused
from bhxh.messages import text
from bhxh.places import find_places
from bhxh.refusal import tells_of_refusal
from bot.actions.feedback_status import asks_for_result
from bot.actions.forms.conversation import Conversation, stop_button
from bot.actions.forms.step import Step
from bot.actions.replies import Button, button, task_button
from bot.actions.said import Said
from bot.actions.talk_to_agent import REFUSED, TASK

SUBJECT, PROVINCE, WORDS, PHONE = "feedback_subject", "feedback_province", "feedback_text", "feedback_phone"
PROVINCE_NAME, CONFIRM, KEY = "feedback_province_name", "feedback_confirm", "feedback_key"
_FIELDS: Final = (SUBJECT, PROVINCE, WORDS, PHONE)

SUBJECTS: Final = (
    REFUSED, "kcb", "the_bhyt", "tham_gia", "huong", "thong_tin_ca_nhan", "ung_dung", "khac",
)  # fmt: skip
"""Values of backend.feedback.subjects, in the order of the buttons."""

_ABOUT: Final = (
    ("kcb", r"\bkham\b|\bbenh vien\b|\bdieu tri\b|\bvien phi\b"),
    ("ung_dung", r"\bloi (?:ung dung|app|phan mem)\b|\bung dung (?:bi )?loi\b|\bvssid (?:bi )?loi\b"),
    ("the_bhyt", r"\bthe (?:bhyt|bao hiem y te)\b"),
    ("huong", r"\b(?:tro cap|luong huu|thai san|om dau|that nghiep|che do)\b"),
    ("tham_gia", r"\b(?:khong dong|tron dong|no|cham dong|qua trinh|dong bao hiem|dong bhxh)\b"),
    ("thong_tin_ca_nhan", r"\b(?:thong tin|ho ten|ngay sinh|so dien thoai)\b.*\bsai\b|\bsai (?:thong tin|ten|ngay sinh)\b"),
)  # fmt: skip
"""What words of the first sentence say about the subject, behind the most urgent one: a card that is refused."""

_LEAST: Final = 15
"""Characters: shorter words to "what happened?" are a question or a slip."""
_STORY: Final = 14
"""Words: a first sentence that long already tells what happened, unless it asks how to send a feedback."""
_ASKS_HOW: Final = re.compile(
    r"\b(?:o dau|cho nao|vao dau|di dau|the nao|lam sao|ra sao|ntn|cach nao|kieu gi|duoc khong)\b"
)
_PHONES: Final = ("DIEN_THOAI", "SO")
_STOPS: Final = frozenset({"cancel", "start_over"})


class FeedbackForm(Conversation):
    """Asks for the four things, shows them, and sends them once the person agrees."""

    form: ClassVar[str] = "feedback_form"
    task: ClassVar[str] = "feedback_submit"
    slots: ClassVar[tuple[str, ...]] = (*_FIELDS, PROVINCE_NAME, CONFIRM, KEY)

    def next_slot(self, step: Step) -> str:
        """The first empty field, then the summary."""
        return next((field for field in _FIELDS if not step.get(field)), CONFIRM)

    async def open(self, step: Step) -> None:
        """Takes the subject, the province and what happened where the first sentence told them.

        Who asks for the result of a feedback already sent is shown where it stands; a new one begins at the button only.
        """
        if asks_for_result(step.said):
            told = text("bot.feedback_form.status", link=await self.client.feedback_page(step.turn))
            step.say(told, [task_button(self.task)], {"intent": self.task, "faq": None})
            step.finished = True
            return
        subject = _subject(step.said)
        step.set(SUBJECT, subject)
        await self._take_province(step)
        if _tells_a_story(step.said):
            step.set(WORDS, step.said.text.strip())
            step.say(text("bot.feedback_form.noted"))
        _offer_person(step)

    async def ask(self, step: Step, slot: str) -> str:
        """A question, or what is about to be sent."""
        if slot != CONFIRM:
            return await super().ask(step, slot)
        if not step.get(KEY):
            step.set(KEY, step.turn.turn)
        summary = text(
            "bot.feedback_form.summary",
            subject=text(f"feedback.subject.{step.get(SUBJECT)}"),
            province=step.get(PROVINCE_NAME),
            words=step.get(WORDS),
            phone=step.get(PHONE),
        )
        agree, change = text("bot.feedback_form.agree"), text("bot.feedback_form.change")
        step.say(summary, [button(agree, "affirm"), button(change, "deny"), stop_button()], self.meta(step))
        return CONFIRM

    def buttons(self, step: Step, slot: str) -> list[Button]:
        """The subjects."""
        if slot != SUBJECT:
            return []
        return [button(text(f"feedback.subject.{value}"), "provide_value", viec=value) for value in SUBJECTS]

    async def _heard(self, step: Step) -> bool:
        """What happened is taken word for word, whatever it looks like: "bệnh viện bảo tôi làm lại thẻ" begins no other task."""
        words = step.said.text.strip()
        if (
            step.requested == WORDS
            and step.said.intent not in _STOPS
            and len(words) >= _LEAST
            and not words.startswith("/")  # a button further up
        ):
            step.set(WORDS, words)
            return True
        return await super()._heard(step)

    async def hear(self, step: Step, slot: str) -> bool:
        """The answer to one question."""
        if slot == SUBJECT:
            return self._hear_subject(step)
        if slot == PROVINCE:
            return await self._take_province(step)
        if slot == PHONE:
            return await self._hear_phone(step)
        if slot == CONFIRM:
            return await self._hear_confirmation(step)
        return False

    def go_back(self, step: Step, slot: str) -> bool:
        """Reopens the question before."""
        before = [field for field in _FIELDS if step.get(field)]
        if slot in _FIELDS:
            before = before[: _FIELDS.index(slot)]
        if not before:
            return False
        step.set(before[-1], None)
        step.set(KEY, None)
        return True

    @staticmethod
    def _hear_subject(step: Step) -> bool:
        chosen = step.said.entity("viec")
        if chosen is None:
            chosen = _subject(step.said)
        if chosen not in SUBJECTS:
            return False
        step.set(SUBJECT, chosen)
        _offer_person(step)
        return True

    async def _take_province(self, step: Step) -> bool:
        """A province stands in the text as it is; a whole address is behind its handle."""
        places, handle = find_places(step.said.text), step.said.handle("DIA_CHI")
        if not places and handle is None:
            return False
        place = places[0].written if places else None
        try:
            found = await self.client.feedback_province(step.turn, place, None if places else handle)
        except Refused as refusal:
            if step.requested == PROVINCE:
                self.refuse(step, PROVINCE, refusal.detail)
            return step.requested == PROVINCE
        step.set(PROVINCE, found["code"])
        step.set(PROVINCE_NAME, found["name"])
        return True

    async def _hear_phone(self, step: Step) -> bool:
        handle = step.said.handle(*_PHONES)
        if handle is None:
            return False
        try:
            await self.client.check_feedback_phone(step.turn, handle)
        except Refused as refusal:
            self.refuse(step, PHONE, refusal.detail)
        else:
            step.set(PHONE, handle)
        return True

    async def _hear_confirmation(self, step: Step) -> bool:
        if step.said.intent == "deny":
            step.set(WORDS, None)
            step.set(KEY, None)
            return True
        if step.said.intent != "affirm":
            return False
        try:
            sent = await self.client.submit_feedback(
                step.turn,
                subject=step.get(SUBJECT),
                province=step.get(PROVINCE),
                words=step.get(WORDS),
                phone=step.get(PHONE),
                # That of the summary the person agreed to, so that agreeing twice makes one feedback.
                key=step.get(KEY) or step.turn.turn,
            )
        except Refused as refusal:
            step.say(refusal.detail)
            return True
        step.say(text("bot.feedback_form.submitted", **sent), meta={"intent": self.task})
        step.finished = True
        return True


def _subject(said: Said) -> str | None:
    """What the words are about, if they say."""
    if tells_of_refusal(said.text):
        return REFUSED
    return next((value for value, words in _ABOUT if re.search(words, said.folded)), None)


def _tells_a_story(said: Said) -> bool:
    return len(said.text.split()) >= _STORY and not said.text.startswith("/") and not _ASKS_HOW.search(said.folded)


def _offer_person(step: Step) -> None:
    """Who stands at the desk of a facility that refuses the card needs a person now; the feedback can wait."""
    if step.get(SUBJECT) == REFUSED:
        step.say(text("bot.agent.offer_at_once"), [button(text("bot.agent.at_the_desk"), TASK, viec=REFUSED)])
