"""Account registration, form 01: ten fields, a summary, and the dossier."""

import re
from typing import ClassVar

from backend.client import Refused, RegistrationField, StoredField
from bhxh.dialogue import is_hold_on
from bhxh.messages import text
from bhxh.residence import find_residence
from bot import knowledge
from bot.actions.forms.conversation import Conversation, stop_button
from bot.actions.forms.corrections import named_field, new_value, wants_change, wants_skip
from bot.actions.forms.step import Step
from bot.actions.registration_fields import FIELDS, KINDS, UNMISTAKABLE, WHOLE_ADDRESS, label, labels
from bot.actions.replies import Button, button

CORRECTION, CONFIRM, KEY = "correction", "confirm", "submission_key"
SUGGESTED = "suggested_agency"
"""A slot: title and handle of the agency that serves the district, or None."""

SKIPPED, IN_TEXT = "skipped", "in_text"
"""What the slot of a field holds that has no handle: left out, or given as plain words."""

_CHANGES = re.compile(r"\b(?:doi|thay|chuyen|cap nhat)\b")
_ASKS = re.compile(
    r"\b(?:khong|chua|gi|nao|sao|dau|bao nhieu|bao lau)$|\b(?:the nao|lam sao|o dau|bao nhieu|bao lau)\b"
)


class Registration(Conversation):
    """Asks field by field; the backend checks and keeps each, the slots hold handles only."""

    form: ClassVar[str] = "registration_form"
    task: ClassVar[str] = "register_account"
    slots: ClassVar[tuple[str, ...]] = (*FIELDS, CORRECTION, KEY, SUGGESTED)

    def next_slot(self, step: Step) -> str:
        """A correction first, then the first empty field, then the summary."""
        if step.get(CORRECTION):
            return CORRECTION
        return next((field for field in FIELDS if not step.get(field)), CONFIRM)

    def has_entries(self, step: Step) -> bool:
        """Whether a field is filled."""
        return bool(self._filled(step))

    def losses(self, step: Step) -> str:
        """The names of what was filled in."""
        return text("bot.registration_form.losses", fields=labels(self._filled(step)))

    @staticmethod
    def _filled(step: Step) -> list[RegistrationField]:
        return [field for field in FIELDS if step.get(field)]

    async def drop(self, step: Step) -> None:
        """Deletes the draft."""
        await self.client.discard_registration(step.turn)

    async def open(self, step: Step) -> None:
        """Says what is coming; takes the values that the first sentence already held."""
        step.say(text("bot.registration_form.intro"), meta={"intent": self.task})
        await self._take_others(step)

    async def ask(self, step: Step, slot: str) -> str:
        """A field with its place in the form, or the summary."""
        if slot == CONFIRM:
            return await self._summarise(step)
        suggested = step.get(SUGGESTED) if slot == "agency" else None
        question = (
            text("bot.registration_form.ask.agency_suggested", agency=suggested["title"])
            if suggested
            else text(f"bot.registration_form.ask.{slot}")
        )
        if slot in FIELDS:
            number = FIELDS.index(slot) + 1
            question = text("bot.registration_form.numbered", number=number, total=len(FIELDS), question=question)
        step.say(question, self.buttons(step, slot), self.meta(step))
        return slot

    def buttons(self, step: Step, slot: str) -> list[Button]:
        """The e-mail may be skipped, an agency is suggested, a correction chooses among what is filled."""
        if slot == "email":
            return [button(text("bot.registration_form.skip"), "skip_field")]
        if slot == "agency" and (suggested := step.get(SUGGESTED)):
            return [button(suggested["title"], "provide_value", dia_chi=suggested["handle"])]
        if slot == CORRECTION:
            return [
                button(text(f"registration.field.{field}"), "correct_field", field=field)
                for field in self._filled(step)
            ]
        return []

    async def hear(self, step: Step, slot: str) -> bool:
        """A correction, an answer to the summary, or the value of a field."""
        if await self._hear_correction(step, slot):
            return True
        if slot == CONFIRM:
            return await self._hear_confirmation(step)
        if slot not in FIELDS:
            return False
        if slot == "email" and not step.said.first_handle and wants_skip(step.said):
            await self._take(step, "email", None)
            return True
        handle = step.said.handle(*(kind for kind in KINDS[slot] if not self._is_for_another(step, slot, kind)))
        if handle is None and slot == "agency" and step.get(SUGGESTED) and step.said.intent == "affirm":
            handle = step.get(SUGGESTED)["handle"]
        if handle is None and self._states_values(step) and await self._take_others(step):
            return True
        if handle is None and step.said.only_handles:
            handle = step.said.first_handle
        if handle is not None and await self._take(step, slot, handle):
            await self._take_others(step)
        return handle is not None

    def may_skip(self, slot: str) -> bool:
        """Only the e-mail."""
        return slot == "email"

    def go_back(self, step: Step, slot: str) -> bool:
        """Reopens the field asked before; from the summary the choice of what to change, and back."""
        if slot == CORRECTION:
            step.set(CORRECTION, None)
        elif slot == CONFIRM:
            step.set(CORRECTION, "asked")
        else:
            before = [field for field in FIELDS[: FIELDS.index(slot)] if step.get(field)]
            if not before:
                return False
            self._reopen(step, before[-1])
        return True

    @staticmethod
    def _is_for_another(step: Step, slot: str, kind: str) -> bool:
        """Whether a kind fits only another field, still empty: to the question for the code, "số điện thoại của tôi là ..."."""
        field = UNMISTAKABLE.get(kind)
        return field is not None and field != slot and not step.get(field)

    @staticmethod
    def _states_values(step: Step) -> bool:
        """Whether values in a sentence are meant for the form, not for a question or another task."""
        if step.said.only_handles:
            return True
        task = knowledge.tasks().get(step.said.intent)
        other = task is not None and task.form not in {None, Registration.form}
        if step.said.intent == "change_phone":  # "số điện thoại của tôi là …" looks like it and states a value
            other = bool(_CHANGES.search(step.said.folded))
        return not other and "?" not in step.said.text and not _ASKS.search(step.said.folded)

    async def _hear_correction(self, step: Step, slot: str) -> bool:
        """Takes "sửa …" for a field that is filled; with the new value in the same sentence it is done at once."""
        if slot != CORRECTION and not wants_change(step.said):
            return False
        field = named_field(step.said) or self._field_of_value(step)
        if field not in FIELDS:
            if slot == CONFIRM and wants_change(step.said) and not step.said.first_handle:
                step.set(CORRECTION, "asked")
                return True
            return False
        handle = new_value(step.said, KINDS[field])
        if not step.get(field) and field != slot and handle is None:
            step.say(text("bot.registration_form.not_yet", field=label(field)))
            return True
        step.set(CORRECTION, None)
        if handle is None:
            self._reopen(step, field)
        # "sửa địa chỉ thành 15 Lê Lợi, phường Bến Nghé, quận 1, TPHCM" changes more than the street.
        elif not (field == "street" and await self._is_province(step, handle)):
            await self._take(step, field, handle)
        return True

    @staticmethod
    def _field_of_value(step: Step) -> RegistrationField | None:
        """The field that is filled and that only this kind of value fits: "à nhầm, Nguyễn Văn Ân"."""
        fields = (field for kind, field in UNMISTAKABLE.items() if step.said.handle(kind))
        return next((field for field in fields if step.get(field)), None)

    async def _hear_confirmation(self, step: Step) -> bool:
        if step.said.intent == "affirm":
            await self._submit(step)
            return True
        if step.said.intent == "deny":
            if not is_hold_on(step.said.text):  # who wants a moment more is shown the summary again
                step.set(CORRECTION, "asked")
            return True
        return False

    async def _take(self, step: Step, field: RegistrationField, handle: str | None) -> bool:
        try:
            stored = await self.client.store_registration_field(step.turn, field, handle)
        except Refused as refusal:
            # "à không, tôi ở Hồ Chí Minh": asked for a district, the person names another province.
            if field == "district" and step.get("province") and await self._is_province(step, handle):
                return True
            if step.get(field):
                self._reopen(step, field)
            offered = [button(each["title"], "provide_value", dia_chi=each["handle"]) for each in refusal.choices]
            self.refuse(step, field, refusal.detail, offered=offered)
            return False
        self._put(step, field, handle, stored)
        return True

    async def _is_province(self, step: Step, handle: str | None) -> bool:
        try:
            stored = await self.client.store_registration_field(step.turn, "province", handle)
        except Refused:
            return False
        self._put(step, "province", handle, stored)
        return True

    def _put(self, step: Step, field: RegistrationField, handle: str | None, stored: StoredField) -> None:
        changed = bool(step.get(field))
        step.set(field, handle or SKIPPED)
        step.set(KEY, None)
        self._follow(step, field, stored)
        if dropped := [other for other in stored["dropped"] if step.get(other)]:
            for other in dropped:
                step.set(other, None)
            step.say(text("bot.registration_form.places_again", fields=labels(dropped)))
        elif changed:
            step.say(text("bot.registration_form.changed", field=label(field)))
        for other in stored["filled"]:
            step.set(other, handle)
        if stored["filled"]:
            step.say(text("bot.registration_form.noted", fields=labels(stored["filled"])))

    @staticmethod
    def _follow(step: Step, field: RegistrationField, stored: StoredField) -> None:
        """The agency suggested is that of the district given; without a district there is none."""
        if "district" in {field, *stored["dropped"], *stored["filled"]}:
            step.set(SUGGESTED, stored["suggested"])

    async def _take_others(self, step: Step) -> bool:
        """Fills fields that were not asked, and says so; what the backend declines is simply asked in its turn."""
        taken: list[RegistrationField] = []
        for kind, field in (*UNMISTAKABLE.items(), WHOLE_ADDRESS):
            handle = step.said.handle(kind)
            if handle is None or step.get(field) or handle in {step.get(other) for other in FIELDS}:
                continue
            try:
                stored = await self.client.store_registration_field(step.turn, field, handle)
            except Refused:
                continue
            for given in (field, *stored["filled"]):
                step.set(given, handle)
                taken.append(given)
            self._follow(step, field, stored)
        taken += await self._take_residence(step)
        if taken:
            step.say(text("bot.registration_form.noted", fields=labels(taken)))
        return bool(taken)

    async def _take_residence(self, step: Step) -> list[RegistrationField]:
        """A province, with or without its district, stands in the sentence as it is: "tôi ở quận 5 TPHCM"."""
        place = None if step.get("province") else find_residence(step.said.text)
        if place is None:
            return []
        try:
            stored = await self.client.store_registration_place(step.turn, place)
        except Refused:
            return []
        taken: list[RegistrationField] = ["province", *stored["filled"]]
        for field in taken:
            step.set(field, IN_TEXT)
        self._follow(step, "province", stored)
        return taken

    @staticmethod
    def _reopen(step: Step, field: RegistrationField) -> None:
        step.set(field, None)
        step.set(KEY, None)

    async def _summarise(self, step: Step) -> str:
        answer = await self.client.registration_summary(step.turn)
        missing = [field for field in FIELDS if field in answer["missing"]]
        if missing:  # the draft expired in the backend, or a value in it did
            for field in missing:
                step.set(field, None)
            step.say(text("bot.registration_form.expired"))
            return await self.ask(step, missing[0])
        if not step.get(KEY):
            step.set(KEY, step.turn.turn)
        buttons = [
            button(text("bot.registration_form.agree"), "affirm"),
            button(text("bot.registration_form.change"), "deny"),
            stop_button(),
        ]
        step.say(text("bot.registration_form.summary", summary=answer["summary"]), buttons, self.meta(step))
        return CONFIRM

    async def _submit(self, step: Step) -> None:
        try:
            # The key is that of the summary the person agreed to, so that agreeing twice makes one dossier.
            dossier = await self.client.submit_registration(step.turn, step.get(KEY) or step.turn.turn)
        except Refused as refusal:
            step.say(refusal.detail)
            return
        step.say(text("bot.registration_form.submitted", **dossier), meta={"intent": self.task})
        step.finished = True
