"""Account registration, form 01: ten fields, a summary, and the dossier."""

from typing import ClassVar, get_args

from backend.client import Refused, RegistrationField
from bhxh.messages import text
from bot.actions.forms.conversation import Conversation, stop_button
from bot.actions.forms.corrections import named_field, wants_change, wants_skip
from bot.actions.forms.step import Step
from bot.actions.replies import Button, button

FIELDS: tuple[RegistrationField, ...] = get_args(RegistrationField)
"""In the order of the form."""

CORRECTION, CONFIRM, KEY = "correction", "confirm", "submission_key"
SKIPPED = "skipped"

_NUMBERS = ("SO", "THE", "MA_SO", "GIAY_TO", "DIEN_THOAI", "HO_SO", "OTP")
_KINDS: dict[RegistrationField, tuple[str, ...]] = {
    "bhxh_code": ("MA_SO", "THE", *_NUMBERS),
    "full_name": ("HO_TEN",),
    "personal_id": ("GIAY_TO", *_NUMBERS),
    "province": ("DIA_CHI",),
    "district": ("DIA_CHI",),
    "commune": ("DIA_CHI",),
    "street": ("DIA_CHI",),
    "phone": ("DIEN_THOAI", *_NUMBERS),
    "email": ("EMAIL",),
    "agency": ("DIA_CHI",),
}
# Kinds that can only mean one field, so that "tôi là [HO_TEN_1], mã số [MA_SO_1]" fills both.
_UNMISTAKABLE: dict[str, RegistrationField] = {
    "MA_SO": "bhxh_code",
    "HO_TEN": "full_name",
    "GIAY_TO": "personal_id",
    "DIEN_THOAI": "phone",
    "EMAIL": "email",
}
# A place lies in another one: changing the outer one makes the inner ones unknown.
_INSIDE: dict[RegistrationField, tuple[RegistrationField, ...]] = {
    "province": ("district", "commune", "agency"),
    "district": ("commune",),
}


class Registration(Conversation):
    """Asks field by field; the backend checks and keeps each, the slots hold handles only."""

    form: ClassVar[str] = "registration_form"
    task: ClassVar[str] = "register_account"
    slots: ClassVar[tuple[str, ...]] = (*FIELDS, CORRECTION, KEY)

    def next_slot(self, step: Step) -> str:
        """A correction first, then the first empty field, then the summary."""
        if step.get(CORRECTION):
            return CORRECTION
        return next((field for field in FIELDS if not step.get(field)), CONFIRM)

    def has_entries(self, step: Step) -> bool:
        """Whether a field is filled."""
        return any(step.get(field) for field in FIELDS)

    def losses(self, step: Step) -> str:
        """The names of what was filled in."""
        filled = [_label(field) for field in FIELDS if step.get(field)]
        return text("bot.registration_form.losses", fields=", ".join(filled))

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
        question = text(f"bot.registration_form.ask.{slot}")
        if slot in FIELDS:
            number = FIELDS.index(slot) + 1
            question = text("bot.registration_form.numbered", number=number, total=len(FIELDS), question=question)
        step.say(question, self.buttons(step, slot), self.meta(step))
        return slot

    def buttons(self, step: Step, slot: str) -> list[Button]:
        """The e-mail may be skipped; a correction chooses among what is filled."""
        if slot == "email":
            return [button(text("bot.registration_form.skip"), "skip_field")]
        if slot == CORRECTION:
            filled = (field for field in FIELDS if step.get(field))
            return [button(text(f"registration.field.{field}"), "correct_field", field=field) for field in filled]
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
        handle = step.said.handle(*_KINDS[slot]) or (step.said.first_handle if step.said.only_handles else None)
        if handle is None:
            return False
        if await self._take(step, slot, handle):
            await self._take_others(step)
        return True

    async def _hear_correction(self, step: Step, slot: str) -> bool:
        """Takes "sửa …" for a field that is filled; with the new value in the same sentence it is done at once."""
        if slot != CORRECTION and not wants_change(step.said):
            return False
        field = named_field(step.said)
        if field not in FIELDS:
            if slot == CONFIRM and wants_change(step.said) and not step.said.first_handle:
                step.set(CORRECTION, "asked")
                return True
            return False
        handle = step.said.handle(*_KINDS[field])
        if not step.get(field) and field != slot and handle is None:
            step.say(text("bot.registration_form.not_yet", field=_label(field)))
            return True
        step.set(CORRECTION, None)
        if handle is not None:
            await self._take(step, field, handle)
        else:
            self._reopen(step, field)
        return True

    async def _hear_confirmation(self, step: Step) -> bool:
        if step.said.intent == "affirm":
            await self._submit(step)
            return True
        if step.said.intent == "deny":
            step.set(CORRECTION, "asked")
            return True
        return False

    async def _take(self, step: Step, field: RegistrationField, handle: str | None) -> bool:
        try:
            await self.client.store_registration_field(step.turn, field, handle)
        except Refused as refusal:
            if step.get(field):
                self._reopen(step, field)
            self.refuse(step, field, refusal.detail)
            return False
        changed = bool(step.get(field))
        step.set(field, handle or SKIPPED)
        step.set(KEY, None)
        inner = [place for place in _INSIDE.get(field, ()) if step.get(place)]
        if inner:
            for place in inner:
                step.set(place, None)
            names = ", ".join(_label(place) for place in inner)
            step.say(text("bot.registration_form.places_again", fields=names))
        elif changed:
            step.say(text("bot.registration_form.changed", field=_label(field)))
        return True

    async def _take_others(self, step: Step) -> None:
        """Fills fields that were not asked; what the backend declines is simply asked in its turn."""
        for kind, field in _UNMISTAKABLE.items():
            handle = step.said.handle(kind)
            if handle is None or step.get(field) or handle in {step.get(other) for other in FIELDS}:
                continue
            try:
                await self.client.store_registration_field(step.turn, field, handle)
            except Refused:
                continue
            step.set(field, handle)

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


def _label(field: str) -> str:
    return text(f"bot.registration_form.label.{field}")
