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
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Any, Final, Literal, Self, TypedDict

import httpx

TIMEOUT_SECONDS: Final = 4.0
"""Less than the 8 s a citizen waits, so that an action can still say something itself."""

RegistrationField = Literal[
    "bhxh_code",
    "full_name",
    "personal_id",
    "province",
    "district",
    "commune",
    "street",
    "phone",
    "email",
    "agency",
]
OtpPurpose = Literal["kcb", "registration_status"]


class InternalApiError(Exception):
    """Any way in which a call can fail."""


class Refused(InternalApiError):
    """Declined for a reason the person should hear.

    ``code`` is stable and meant for branching, ``detail`` a Vietnamese sentence without personal data, ``attempts_left``
    is set for a wrong OTP.
    """

    def __init__(self, code: str, detail: str, attempts_left: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.attempts_left = attempts_left


class TurnNotRunning(InternalApiError):
    """The backend does not (any longer) run this turn: whatever is said now reaches nobody."""


class Unavailable(InternalApiError):
    """No usable answer: connection, time-out, or a fault on the other side."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message being answered: the engine's session and the turn id it was called with."""

    session: str
    turn: str


class CardLookup(TypedDict):
    """``code`` is a ``[MA_SO_n]``, ``parts`` a ``[BANG_n]`` that explains the card."""

    code: str
    parts: str


class Choice(TypedDict):
    """A button: ``title`` is a ``[NHAN_n]``, ``handle`` what to call back with."""

    title: str
    handle: str


class StoredField(TypedDict):
    """``dropped``: the fields that no longer held and must be asked again; ``filled``: others that the same text gave (a whole
    address for ``province``); ``suggested``: the agency of the district just given."""

    dropped: list[RegistrationField]
    filled: list[RegistrationField]
    suggested: Choice | None


class RegistrationSummary(TypedDict):
    """``summary`` is a ``[BANG_n]``; ``missing`` lists the required fields not yet given, in the order of the form."""

    summary: str
    missing: list[str]


class SubmittedDossier(TypedDict):
    """``number`` ``[HO_SO_n]``, ``agency`` ``[NHAN_n]``, ``deadline`` dd/mm/yyyy, both links ``[LIEN_KET_n]``."""

    number: str
    agency: str
    deadline: str
    photo_link: str
    declaration_link: str


class RegistrationStatus(TypedDict):
    """``status`` is a ``[BANG_n]``."""

    status: str


class OtpSent(TypedDict):
    """``phone_tail`` ``[NHAN_n]`` (last three digits), ``minutes`` of validity, ``resend_after`` in seconds."""

    phone_tail: str
    minutes: int
    resend_after: int


class OtpVerified(TypedDict):
    """``purpose`` the identity was proven for and the ``minutes`` it holds in this conversation."""

    purpose: OtpPurpose
    minutes: int


class Identity(TypedDict):
    """``purpose`` is None when nothing was proven or the proof has expired."""

    purpose: OtpPurpose | None
    seconds_left: int


class KcbYears(TypedDict):
    """``overview`` ``[BANG_n]``; ``years`` newest first, handles ``[NAM_n]``."""

    overview: str
    years: list[Choice]


class KcbWanted(TypedDict):
    """Which visits. ``since``, ``until``: ISO dates or ``[NGAY_n]``, None for an open end, both None for any time; ``facility``:
    words that may hold a ``[CO_SO_n]``, None for any; ``latest``: only the newest of them."""

    since: str | None
    until: str | None
    facility: str | None
    latest: bool


class KcbVisits(TypedDict):
    """``list`` ``[BANG_n]``; ``visits`` newest first, handles ``[LUOT_n]``."""

    list: str
    visits: list[Choice]


class KcbVisit(TypedDict):
    """``detail`` is a ``[BANG_n]``."""

    detail: str


class InternalClient:
    """An asynchronous client; make one per event loop and keep it, connections are reused."""

    def __init__(
        self,
        base_url: str,
        token: str,
        *,
        timeout: float = TIMEOUT_SECONDS,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """``base_url`` is scheme, host and port of the internal API, without a path; ``transport`` is for tests."""
        self._http = httpx.AsyncClient(
            base_url=base_url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=timeout,
            transport=transport,
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def lookup_card(self, turn: Turn, handle: str) -> CardLookup:
        """The BHXH code in a BHYT card, and what the card's parts mean. ``handle``: a ``THE`` (or what stood for one)."""
        answer = await self._call(turn, "/lookup/card", {"handle": handle})
        return CardLookup(code=answer["code"], parts=answer["parts"])

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

    async def start_otp(self, turn: Turn, purpose: OtpPurpose, handle: str) -> OtpSent:
        """Sends an OTP to the phone on record. ``handle``: ``MA_SO`` for ``kcb``, ``HO_SO`` for ``registration_status``."""
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
        return Identity(purpose=answer["purpose"], seconds_left=answer["seconds_left"])

    async def kcb_years(self, turn: Turn) -> KcbYears:
        """The years of the KCB book of the person whose identity was proven."""
        answer = await self._call(turn, "/kcb/years")
        return KcbYears(overview=answer["overview"], years=_choices(answer["years"]))

    async def kcb_visits(self, turn: Turn, handle: str | None, wanted: KcbWanted | None = None) -> KcbVisits:
        """The visits of one year, as a ``NAM``, or those ``wanted``; of the latest year when both are None."""
        answer = await self._call(turn, "/kcb/visits", {"handle": handle, **(wanted or {})})
        return KcbVisits(list=answer["list"], visits=_choices(answer["visits"]))

    async def kcb_visit(self, turn: Turn, handle: str) -> KcbVisit:
        """One visit (``LUOT``) in detail, with its costs."""
        answer = await self._call(turn, "/kcb/visit", {"handle": handle})
        return KcbVisit(detail=answer["detail"])

    async def _call(self, turn: Turn, path: str, body: Mapping[str, object] | None = None) -> dict[str, Any]:
        content = {"session": turn.session, "turn": turn.turn, **(body or {})}
        try:
            response = await self._http.post(f"/internal/v1{path}", json=content)
            if response.status_code == httpx.codes.CONFLICT:
                raise TurnNotRunning(path)
            response.raise_for_status()
            answer: dict[str, Any] = response.json()
        except (httpx.HTTPError, ValueError) as error:
            # The error's own text names the address; the path alone is what a log needs.
            raise Unavailable(f"{path}: {type(error).__name__}") from error
        if not answer["ok"]:
            raise Refused(answer["code"], answer["detail"], answer.get("attempts_left"))
        return answer


def _stored(answer: Mapping[str, Any]) -> StoredField:
    suggested = answer["suggested"]
    choice = _choices([suggested])[0] if suggested else None
    return StoredField(dropped=answer["dropped"], filled=answer["filled"], suggested=choice)


def _otp_sent(answer: Mapping[str, Any]) -> OtpSent:
    return OtpSent(phone_tail=answer["phone_tail"], minutes=answer["minutes"], resend_after=answer["resend_after"])


def _choices(items: list[dict[str, str]]) -> list[Choice]:
    return [Choice(title=item["title"], handle=item["handle"]) for item in items]
