"""Registering a child under 18 without identity papers: the guardian's OTP, four fields, consent, and the link for the birth certificate."""

import re
from typing import ClassVar

from backend.client import ChildField, Refused
from bhxh.messages import text
from bhxh.numbers import NUMBER, small_number
from bot.actions.forms.conversation import stop_button
from bot.actions.forms.corrections import named_field, wants_change
from bot.actions.forms.identification import OTP
from bot.actions.forms.own_records import SUBJECT, OwnRecords
from bot.actions.forms.step import Step
from bot.actions.replies import Button, button, task_button
from bot.actions.said import Said

KNOWN, GIVEN, AGE, CORRECTION, CONFIRM, KEY = (
    "child_guardian",
    "child_given",
    "child_age",
    "child_correction",
    "child_confirm",
    "child_key",
)
"""Slots: the guardian was let in; what the first sentence held; the age it named; which field to change; consent; idempotency."""

FIELDS: dict[str, ChildField] = {
    "child_code": "bhxh_code",
    "child_name": "full_name",
    "child_birth": "date_of_birth",
    "child_place": "place",
}
"""The backend's field of each slot, in the order of the questions."""
_NUMBERS = ("SO", "THE", "GIAY_TO", "DIEN_THOAI", "HO_SO", "OTP")
_KINDS = {
    "child_code": ("MA_SO", *_NUMBERS),
    "child_name": ("HO_TEN",),
    "child_birth": ("NGAY", *_NUMBERS),
    "child_place": ("DIA_CHI",),
}
_UNMISTAKABLE = {"MA_SO": "child_code", "HO_TEN": "child_name", "NGAY": "child_birth"}
_NAMED = {
    "bhxh_code": "child_code",
    "full_name": "child_name",
    "province": "child_place",
    "district": "child_place",
    "agency": "child_place",
}
_BIRTH = re.compile(r"\b(?:ngay|nam|thang) sinh\b|\btuoi\b")
_AGE = re.compile(rf"\b({NUMBER})\s*tuoi\b")
_GROWN_UP = 18


class ChildForm(OwnRecords):
    """The guardian proves who they are as for their own records; the child's values are handles, checked and kept by the backend."""

    form: ClassVar[str] = "child_form"
    task: ClassVar[str] = "register_child"
    slots: ClassVar[tuple[str, ...]] = (SUBJECT, OTP, KNOWN, GIVEN, AGE, *FIELDS, CORRECTION, KEY)
    goes_on: ClassVar[bool] = True

    def keep(self, step: Step) -> None:
        """The age, and the child's values that the first sentence held: none of them is the guardian's."""
        step.set(AGE, age_of(step.said))
        given = {slot: step.said.handle(kind) for kind, slot in _UNMISTAKABLE.items() if step.said.handle(kind)}
        step.set(GIVEN, given or None)

    async def open(self, step: Step) -> None:
        """Says at once who registers alone; otherwise goes on to the guardian's OTP."""
        self.keep(step)
        age = step.get(AGE)
        if age is not None and age >= _GROWN_UP:
            step.say(text("bot.child_form.grown_up", age=age), [task_button("register_account")], self.meta(step))
            step.finished = True
            return
        await self.begin_with_identity(step)

    async def identified(self, step: Step) -> None:
        """Lets the guardian in, if they have an account, and takes what the first sentence held."""
        await self.client.begin_child(step.turn)
        step.set(KNOWN, True)
        age = step.get(AGE)
        step.say(
            text("bot.child_form.intro_age", age=age) if age else text("bot.child_form.intro"), meta=self.meta(step)
        )
        for slot, handle in (step.get(GIVEN) or {}).items():
            await self._take(step, slot, handle, quietly=True)
        noted = [text(f"bot.child_form.label.{slot}") for slot in FIELDS if step.get(slot)]
        if noted:
            step.say(text("bot.registration_form.noted", fields=", ".join(noted)))

    def next_slot(self, step: Step) -> str:
        """The guardian first, then the first empty field, then consent."""
        if not step.get(KNOWN):
            return super().next_slot(step)
        if step.get(CORRECTION):
            return CORRECTION
        return next((slot for slot in FIELDS if not step.get(slot)), CONFIRM)

    def has_entries(self, step: Step) -> bool:
        """Whether stopping would lose something."""
        return bool(step.get(SUBJECT)) or any(step.get(slot) for slot in FIELDS)

    async def drop(self, step: Step) -> None:
        """Deletes the draft."""
        await self.client.discard_child(step.turn)

    def buttons(self, step: Step, slot: str) -> list[Button]:
        """Which field to change; else as for every identification."""
        if slot == CORRECTION:
            filled = [(slot, field) for slot, field in FIELDS.items() if step.get(slot)]
            return [
                button(text(f"bot.child_form.button.{slot}"), "correct_field", field=field) for slot, field in filled
            ]
        return super().buttons(step, slot)

    async def ask(self, step: Step, slot: str) -> str:
        """A field with its place in the form, the summary with "Đồng ý", or the guardian's code and OTP."""
        if slot == CONFIRM:
            return await self._summarise(step)
        if slot not in FIELDS:
            return await super().ask(step, slot)
        question = text(f"bot.child_form.ask.{slot}")
        if slot == "child_birth" and (age := step.get(AGE)):
            question = text("bot.child_form.ask.child_birth_age", age=age)
        place = list(FIELDS).index(slot) + 1
        numbered = text("bot.registration_form.numbered", number=place, total=len(FIELDS), question=question)
        step.say(numbered, self.buttons(step, slot), self.meta(step))
        return slot

    async def hear(self, step: Step, slot: str) -> bool:
        """A correction, consent, the value of a field; before that the guardian's code and OTP."""
        if slot in {SUBJECT, OTP}:
            return await super().hear(step, slot)
        if self._hear_correction(step, slot):
            return True
        if slot == CONFIRM:
            return await self._hear_consent(step)
        if slot not in FIELDS:
            return False
        handle = step.said.handle(*_KINDS[slot]) or (step.said.first_handle if step.said.only_handles else None)
        if handle is None:
            return False
        await self._take(step, slot, handle)
        return True

    def go_back(self, step: Step, slot: str) -> bool:
        """Reopens the field asked before; from the summary the choice of what to change."""
        if slot == CONFIRM:
            step.set(CORRECTION, "asked")
            return True
        if slot not in FIELDS:
            return super().go_back(step, slot)
        before = [each for each in list(FIELDS)[: list(FIELDS).index(slot)] if step.get(each)]
        if before:
            self._reopen(step, before[-1])
        return bool(before)

    def _hear_correction(self, step: Step, slot: str) -> bool:
        """ "sửa họ tên", or the button of a field: it is asked again, or taken at once with its new value."""
        if slot != CORRECTION and not wants_change(step.said):
            return False
        named = "child_birth" if _BIRTH.search(step.said.folded) else _NAMED.get(named_field(step.said) or "")
        chosen = step.said.entity("field")
        named = next((each for each, field in FIELDS.items() if field == chosen), named)
        if named is None:
            if slot == CONFIRM and not step.said.first_handle:
                step.set(CORRECTION, "asked")
                return True
            return False
        step.set(CORRECTION, None)
        self._reopen(step, named)
        return True

    async def _hear_consent(self, step: Step) -> bool:
        if step.said.intent == "deny":
            step.set(CORRECTION, "asked")
            return True
        if step.said.intent != "affirm":
            return False
        try:
            # The key is that of the summary agreed to, so that agreeing twice makes one dossier.
            dossier = await self.client.submit_child(step.turn, step.get(KEY) or step.turn.turn)
        except Refused as refusal:
            self._refused(step, refusal)
            return True
        step.say(text("bot.child_form.submitted", **dossier), meta={"intent": self.task})
        step.finished = True
        return True

    async def _take(self, step: Step, slot: str, handle: str, *, quietly: bool = False) -> None:
        try:
            stored = await self.client.store_child_field(step.turn, FIELDS[slot], handle)
        except Refused as refusal:
            if refusal.code == "identity_needed":
                self._refused(step, refusal)
            elif not quietly:
                self.refuse(step, slot, refusal.detail)
            return
        step.set(slot, handle)
        step.set(KEY, None)
        said = step.get(AGE)
        if stored["age"] is not None and said is not None and stored["age"] != said:
            step.say(text("bot.child_form.other_age", said=said, age=stored["age"]))
        if stored["agency"] is not None:
            step.say(text("bot.child_form.agency", agency=stored["agency"]))

    def _refused(self, step: Step, refusal: Refused) -> None:
        step.say(refusal.detail)
        if refusal.code == "identity_needed":  # the ten minutes are over: the guardian proves it again, the fields stay
            for slot in (KNOWN, SUBJECT, OTP):
                step.set(slot, None)

    async def _summarise(self, step: Step) -> str:
        answer = await self.client.child_summary(step.turn)
        missing = [slot for slot, field in FIELDS.items() if field in _as_asked(answer["missing"])]
        if missing:  # the draft expired in the backend
            for slot in missing:
                step.set(slot, None)
            step.say(text("bot.registration_form.expired"))
            return await self.ask(step, missing[0])
        if not step.get(KEY):
            step.set(KEY, step.turn.turn)
        buttons = [
            button(text("bot.child_form.agree"), "affirm"),
            button(text("bot.registration_form.change"), "deny"),
            stop_button(),
        ]
        step.say(text("bot.child_form.summary", summary=answer["summary"]), buttons, self.meta(step))
        return CONFIRM

    @staticmethod
    def _reopen(step: Step, slot: str) -> None:
        step.set(slot, None)
        step.set(KEY, None)


def age_of(said: Said) -> int | None:
    """The age that a sentence names: "con gái 10 tuổi", "bé mười hai tuổi"."""
    found = _AGE.search(said.folded)
    return small_number(found[1]) if found else None


def _as_asked(missing: list[str]) -> set[str]:
    """Province and agency are asked together, as a place."""
    return {"place" if field in {"province", "agency"} else field for field in missing}
