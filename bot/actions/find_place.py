"""Finding an agency, a health facility, a collection point or an employer: a list with maps, for the place that was named."""

import re
from typing import ClassVar

from backend.client import PlaceKind
from bhxh.dialogue import bare
from bhxh.messages import text
from bot import knowledge
from bot.actions.forms.conversation import Conversation
from bot.actions.forms.step import Step
from bot.actions.replies import menu

PLACE = "place"
"""A slot: what was said so far of the place, as words that may hold handles."""

_LONGEST_ANSWER = 9
"""Words. What is longer is no place but another question."""
_SETTLES = re.compile(r"\b(?:(?:khong|ko|k|chua) (?:biet|ro|nho)|bo qua|dau cung duoc|ca tinh|toan tinh)\b")
_YES = frozenset(
    "ok oke okie okay okela uk uki u uh um vang da roi dung phai the vay chinh xac chuan duoc dc dong y yes co nhe nha em ban".split()
)
"""The words of a bare yes, which names no place: searched, "đúng rồi" would find Yên Dũng."""
_FINDS = frozenset({"find_agency", "find_facility", "find_collection_point", "find_employer"})
_ASIDE = (knowledge.tasks().keys() - _FINDS) | {"greet", "goodbye", "thanks", "menu_help"}
"""What somebody says instead of a place."""


class FindPlace(Conversation):
    """Looks up what the first sentence names; asks for a place when it names none, and for a district when there are too many."""

    slots: ClassVar[tuple[str, ...]] = (PLACE,)
    kind: ClassVar[PlaceKind]

    def next_slot(self, step: Step) -> str:
        """There is only one field."""
        return PLACE

    def has_entries(self, step: Step) -> bool:
        """A place is nothing to lose."""
        return False

    async def open(self, step: Step) -> None:
        """Searches with the whole sentence; after a yes to the button of an answer, with the one that was answered."""
        words = step.said_before if step.said.intent == "affirm" else step.said.text
        if words and not _agrees(words):
            await self._find(step, words, settled=False)

    async def hear(self, step: Step, slot: str) -> bool:
        """A place, added to what was said before; "không biết" settles for what there is."""
        before = step.get(PLACE)
        if before and (step.said.intent in {"deny", "skip_field"} or _SETTLES.search(step.said.folded)):
            await self._find(step, before, settled=True)
            return True
        if _agrees(step.said.text):
            return False
        if step.said.intent in _ASIDE or len(step.said.text.split()) > _LONGEST_ANSWER or "?" in step.said.text:
            return False
        await self._find(step, f"{before or ''} {step.said.text}".strip(), settled=before is not None)
        return True

    def _explained(self, step: Step, slot: str) -> bool:
        """Whoever does not know the district is shown what there is."""
        return not step.get(PLACE) and super()._explained(step, slot)

    async def ask(self, step: Step, slot: str) -> str:
        """The district when the province is known."""
        wanted = "district" if step.get(PLACE) else "place"
        step.say(text(f"bot.find_place.ask.{wanted}"), meta=self.meta(step))
        return slot

    async def _find(self, step: Step, words: str, *, settled: bool) -> None:
        answer = await self.client.find_places(step.turn, self.kind, words, settled=settled)
        if answer["missing"] is not None:
            step.set(PLACE, words if answer["missing"] == "district" else None)
            return
        step.say(answer["list"] or "", [] if step.get("suspended") else menu(), {"intent": self.task})
        step.finished = True


def _agrees(words: str) -> bool:
    return all(word in _YES for word in bare(words).split())


class FindAgency(FindPlace):
    """BHXH agencies."""

    form: ClassVar[str] = "find_agency_form"
    task: ClassVar[str] = "find_agency"
    kind: ClassVar[PlaceKind] = "agency"


class FindFacility(FindPlace):
    """Health facilities with a BHYT contract, those that issue sick-leave papers when the sentence says so."""

    form: ClassVar[str] = "find_facility_form"
    task: ClassVar[str] = "find_facility"
    kind: ClassVar[PlaceKind] = "facility"


class FindCollectionPoint(FindPlace):
    """Where voluntary BHXH and household BHYT are paid in."""

    form: ClassVar[str] = "find_collection_point_form"
    task: ClassVar[str] = "find_collection_point"
    kind: ClassVar[PlaceKind] = "collection_point"


class FindEmployer(FindPlace):
    """Employers that take part in BHXH."""

    form: ClassVar[str] = "find_employer_form"
    task: ClassVar[str] = "find_employer"
    kind: ClassVar[PlaceKind] = "employer"
