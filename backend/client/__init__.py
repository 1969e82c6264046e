"""The internal API as seen by the assistant's actions: one method per call of the table in docs/architecture.md.

The only part of the backend that `bot` may import, so it imports nothing else of ours. Values never appear here: every
argument and every answer that concerns a person is a handle such as ``[THE_1]``, which the backend resolves.

Every method may raise

* `Refused`: the call was understood and declined; ``detail`` is a finished Vietnamese sentence for the person;
* `TurnNotRunning`: the turn has ended meanwhile (the backend gave up on it or was restarted), so nothing was done;
* `Unavailable`: no connection, no answer within the time-out, or the backend failed. An effect may have happened:
  calls with an effect carry a key and can be repeated.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from backend.client.errors import InternalApiError, Refused, TurnNotRunning, Unavailable
from backend.client.shapes import (
    AccountPage,
    AskedForPerson,
    BenefitsWanted,
    CallAsked,
    CardLookup,
    ChildField,
    Choice,
    FeedbackProvince,
    FoundPlaces,
    Identity,
    KcbVisit,
    KcbVisits,
    KcbWanted,
    KcbYears,
    OtpPurpose,
    OtpSent,
    OtpVerified,
    OwnBenefits,
    OwnCards,
    OwnParticipation,
    ParticipationWanted,
    PlaceKind,
    RegistrationField,
    RegistrationStatus,
    RegistrationSummary,
    ResetLink,
    StoredChildField,
    StoredField,
    SubmittedChild,
    SubmittedDossier,
    SubmittedFeedback,
    Turn,
)
from backend.client.transport import TIMEOUT_SECONDS, Transport, choices_of

__all__ = [
    "TIMEOUT_SECONDS",
    "AccountPage",
    "AskedForPerson",
    "BenefitsWanted",
    "CallAsked",
    "CardLookup",
    "ChildField",
    "Choice",
    "FeedbackProvince",
    "FoundPlaces",
    "Identity",
    "InternalApiError",
    "InternalClient",
    "KcbVisit",
    "KcbVisits",
    "KcbWanted",
    "KcbYears",
    "OtpPurpose",
    "OtpSent",
    "OtpVerified",
    "OwnBenefits",
    "OwnCards",
    "OwnParticipation",
    "ParticipationWanted",
    "PlaceKind",
    "Refused",
    "RegistrationField",
    "RegistrationStatus",
    "RegistrationSummary",
    "ResetLink",
    "StoredChildField",
    "StoredField",
    "SubmittedChild",
    "SubmittedDossier",
    "SubmittedFeedback",
    "Turn",
    "TurnNotRunning",
    "Unavailable",
]


class InternalClient(Transport):
    """An asynchronous client; make one per event loop and keep it, connections are reused."""

    async def lookup_card(self, turn: Turn, handle: str) -> CardLookup:
        """The BHXH code in a BHYT card, and what the card's parts mean. ``handle``: a ``THE`` (or what stood for one)."""
        answer = await self._call(turn, "/lookup/card", {"handle": handle})
        return CardLookup(code=answer["code"], parts=answer["parts"])

    async def ask_for_person(
        self, turn: Turn, *, card_refused: bool = False, place: str | None = None
    ) -> AskedForPerson:
        """Puts the conversation into the agents' queue. Again: where it stands.

        ``card_refused``: they stand at a facility that refuses their card, and go first; ``place``: words that name its province.
        """
        reason = "card_refused" if card_refused else "person"
        answer = await self._call(turn, "/handoff", {"reason": reason, "place": place})
        return AskedForPerson(
            position=answer["position"],
            agents=answer["agents"],
            overflow=answer["overflow"],
            opens=answer["opens"],
            province=answer["province"],
            duty=answer["duty"],
        )

    async def ask_for_call(self, turn: Turn, handle: str) -> CallAsked:
        """Somebody calls this phone back. ``handle``: a ``DIEN_THOAI``. ``Refused``: no mobile number, or too many of them."""
        answer = await self._call(turn, "/handoff/call", {"handle": handle})
        return CallAsked(phone=answer["phone"], opens=answer["opens"])

    async def lookup_person(self, turn: Turn, province: str, name: str, proofs: Sequence[str]) -> None:
        """Has the code of the person described sent to the phone on record, if somebody fits; nothing tells whether.

        ``province``: words or a handle; ``name``: a handle; ``proofs``: handles of an ID, a day of birth, a code or a card.
        ``Refused.code``: ``province``, ``name`` or ``proof`` (wrong as it stands), ``too_many``.
        """
        body = {"province": province, "name": name, "proofs": list(proofs)}
        await self._call(turn, "/lookup/person", body)

    async def find_places(self, turn: Turn, kind: PlaceKind, words: str, *, settled: bool) -> FoundPlaces:
        """What a sentence asks for in the directory. ``words`` may hold handles; ``settled``: ask for nothing narrower."""
        body = {"kind": kind, "words": words[:2_000], "settled": settled}
        answer = await self._call(turn, "/places/find", body)
        return FoundPlaces(missing=answer["missing"], found=answer["found"], list=answer["list"])

    async def days_passed(self, turn: Turn, handle: str, days: Sequence[date], *, eve: bool = False) -> int:
        """How many of ``days`` (in their order) have come by the day behind a ``NGAY``; ``eve``: by the day before it."""
        body = {"handle": handle, "days": [day.isoformat() for day in days], "eve": eve}
        return int((await self._call(turn, "/days/passed", body))["passed"])

    async def store_registration_field(self, turn: Turn, field: RegistrationField, handle: str | None) -> StoredField:
        """Checks and stores one field in this session's draft. ``handle`` None: left empty (``email`` only)."""
        return _stored(await self._call(turn, "/registration/fields", {"field": field, "handle": handle}))

    async def store_registration_place(self, turn: Turn, place: str) -> StoredField:
        """As `store_registration_field` for ``province``, with the words of a province that stood in the text unmasked, perhaps
        behind its district and commune ("phường 11, quận 5, TPHCM")."""
        return _stored(
            await self._call(turn, "/registration/fields", {"field": "province", "handle": None, "place": place})
        )

    async def registration_summary(self, turn: Turn) -> RegistrationSummary:
        """What the draft holds, for the person to confirm."""
        answer = await self._call(turn, "/registration/summary")
        return RegistrationSummary(summary=answer["summary"], missing=answer["missing"])

    async def submit_registration(self, turn: Turn, key: str) -> SubmittedDossier:
        """Turns the draft into a dossier. The same ``key`` again answers with the first dossier."""
        answer = await self._call(turn, "/registration/submit", {"key": key})
        return SubmittedDossier(
            number=answer["number"],
            agency=answer["agency"],
            deadline=answer["deadline"],
            photo_link=answer["photo_link"],
            declaration_link=answer["declaration_link"],
        )

    async def discard_registration(self, turn: Turn) -> None:
        """Deletes this session's draft; no error when there is none."""
        await self._call(turn, "/registration/discard")

    async def registration_status(self, turn: Turn) -> RegistrationStatus:
        """Where the dossier stands that the identity of purpose ``registration_status`` was proven for."""
        answer = await self._call(turn, "/registration/status")
        return RegistrationStatus(status=answer["status"])

    async def feedback_province(self, turn: Turn, place: str | None, handle: str | None) -> FeedbackProvince:
        """The province that receives a feedback: by the words of its name, or by a ``DIA_CHI``."""
        answer = await self._call(turn, "/feedback/province", {"place": place, "handle": handle})
        return FeedbackProvince(code=answer["province"], name=answer["name"])

    async def check_feedback_phone(self, turn: Turn, handle: str) -> None:
        """Refused when what the handle stands for is no mobile number."""
        await self._call(turn, "/feedback/phone", {"handle": handle})

    async def feedback_page(self, turn: Turn) -> str:
        """The handle of a link to the page that shows a feedback by its number and phone."""
        return str((await self._call(turn, "/feedback/page"))["link"])

    async def submit_feedback(
        self, turn: Turn, *, subject: str, province: str, words: str, phone: str, key: str
    ) -> SubmittedFeedback:
        """Hands a feedback in: ``words`` masked, ``phone`` a handle. The same ``key`` again answers with the first number."""
        body = {"subject": subject, "province": province, "words": words, "phone": phone, "key": key}
        answer = await self._call(turn, "/feedback/submit", body)
        return SubmittedFeedback(number=answer["number"], link=answer["link"], deadline=answer["deadline"])

    async def start_otp(self, turn: Turn, purpose: OtpPurpose, handle: str) -> OtpSent:
        """Sends an OTP to the phone on record. ``handle``: ``HO_SO`` for ``registration_status``, else ``MA_SO``."""
        return _otp_sent(await self._call(turn, "/otp/start", {"purpose": purpose, "handle": handle}))

    async def resend_otp(self, turn: Turn) -> OtpSent:
        """Sends a new OTP for what is pending; refused before ``resend_after`` has passed."""
        return _otp_sent(await self._call(turn, "/otp/resend"))

    async def check_otp(self, turn: Turn, handle: str) -> OtpVerified:
        """Checks what the person typed. ``Refused.code``: ``wrong`` (``attempts_left``), ``expired``, ``locked``, ``none``."""
        answer = await self._call(turn, "/otp/check", {"handle": handle})
        return OtpVerified(purpose=answer["purpose"], minutes=answer["minutes"])

    async def identity(self, turn: Turn) -> Identity:
        """What this conversation has proven, and for how much longer it holds."""
        answer = await self._call(turn, "/identity")
        return Identity(
            purpose=answer["purpose"],
            seconds_left=answer["seconds_left"],
            named=answer["named"],
            private=answer["private"],
        )

    async def account_page(self, turn: Turn, page: AccountPage) -> str:
        """Where a page of one's account is, as a ``LIEN_KET``; whoever opens it logs in there."""
        return str((await self._call(turn, "/accounts/page", {"page": page}))["link"])

    async def reset_link(self, turn: Turn) -> ResetLink:
        """Where whoever has proven (``password``) to own an account chooses a new password. ``Refused.code``: ``no_account``."""
        answer = await self._call(turn, "/accounts/reset")
        return ResetLink(link=answer["link"], minutes=answer["minutes"])

    async def change_phone(self, turn: Turn, handle: str) -> str:
        """A dossier for another phone, after the proof ``phone``; its number as a ``NHAN``. ``Refused.code``: ``change.same``,
        ``change.pending``, ``no_account``, or what is wrong with the number."""
        return str((await self._call(turn, "/accounts/phone", {"handle": handle}))["number"])

    async def kcb_years(self, turn: Turn) -> KcbYears:
        """The years of the KCB book of the person whose identity was proven."""
        answer = await self._call(turn, "/kcb/years")
        return KcbYears(overview=answer["overview"], years=choices_of(answer["years"]))

    async def kcb_visits(self, turn: Turn, handle: str | None, wanted: KcbWanted | None = None) -> KcbVisits:
        """The visits of one year, as a ``NAM``, or those ``wanted``; of the latest year when both are None."""
        answer = await self._call(turn, "/kcb/visits", {"handle": handle, **(wanted or {})})
        return KcbVisits(list=answer["list"], visits=choices_of(answer["visits"]))

    async def kcb_visit(self, turn: Turn, handle: str) -> KcbVisit:
        """One visit (``LUOT``) in detail, with its costs."""
        answer = await self._call(turn, "/kcb/visit", {"handle": handle})
        return KcbVisit(detail=answer["detail"])

    async def own_cards(self, turn: Turn) -> OwnCards:
        """The BHYT cards of the person whose identity was proven, as they stand today."""
        return OwnCards(cards=(await self._call(turn, "/records/cards"))["cards"])

    async def own_participation(self, turn: Turn, wanted: ParticipationWanted) -> OwnParticipation:
        """Their participation, as far as ``wanted``."""
        return OwnParticipation(history=(await self._call(turn, "/records/participation", {**wanted}))["history"])

    async def own_benefits(self, turn: Turn, wanted: BenefitsWanted) -> OwnBenefits:
        """The benefits decided for them, as far as ``wanted``."""
        return OwnBenefits(benefits=(await self._call(turn, "/records/benefits", {**wanted}))["benefits"])

    async def begin_child(self, turn: Turn) -> None:
        """Whether the person whose identity (``kcb``) was proven may register a child: an account of their own, and grown up."""
        await self._call(turn, "/child/begin")

    async def store_child_field(self, turn: Turn, field: ChildField, handle: str) -> StoredChildField:
        """Checks and stores one field of the child's form. ``place``: district and province."""
        answer = await self._call(turn, "/child/fields", {"field": field, "handle": handle})
        return StoredChildField(agency=answer["agency"], age=answer["age"])

    async def child_summary(self, turn: Turn) -> RegistrationSummary:
        """What the child's form holds, for the guardian to confirm."""
        answer = await self._call(turn, "/child/summary")
        return RegistrationSummary(summary=answer["summary"], missing=answer["missing"])

    async def submit_child(self, turn: Turn, key: str) -> SubmittedChild:
        """Sends the child's form. The same ``key`` again answers with the first dossier."""
        answer = await self._call(turn, "/child/submit", {"key": key})
        return SubmittedChild(
            number=answer["number"],
            agency=answer["agency"],
            deadline=answer["deadline"],
            photo_link=answer["photo_link"],
        )

    async def discard_child(self, turn: Turn) -> None:
        """Deletes what was given of the child's form; no error when there is nothing."""
        await self._call(turn, "/child/discard")


def _stored(answer: Mapping[str, Any]) -> StoredField:
    suggested = answer["suggested"]
    choice = choices_of([suggested])[0] if suggested else None
    return StoredField(dropped=answer["dropped"], filled=answer["filled"], suggested=choice)


def _otp_sent(answer: Mapping[str, Any]) -> OtpSent:
    return OtpSent(
        proven=answer["proven"],
        phone_tail=answer["phone_tail"],
        minutes=answer["minutes"],
        resend_after=answer["resend_after"],
    )
