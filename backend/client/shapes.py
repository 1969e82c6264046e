"""What the internal API's calls take and answer. Every value that concerns a person is a handle such as ``[THE_1]``."""

from dataclasses import dataclass
from typing import Literal, TypedDict

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
OtpPurpose = Literal["kcb", "records", "password", "phone", "registration_status"]
PlaceKind = Literal["agency", "facility", "employer", "collection_point"]
AccountPage = Literal["password"]


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


class FeedbackProvince(TypedDict):
    """``code``: three digits of the provincial agency; ``name``: "BHXH TP. Hồ Chí Minh"."""

    code: str
    name: str


class SubmittedFeedback(TypedDict):
    """``number`` ``[NHAN_n]``, ``link`` ``[LIEN_KET_n]`` to the feedback's page, ``deadline`` "17:00 02/12/2026"."""

    number: str
    link: str
    deadline: str


class RegistrationStatus(TypedDict):
    """``status`` is a ``[BANG_n]``."""

    status: str


class OtpSent(TypedDict):
    """``phone_tail`` ``[NHAN_n]`` (last three digits), ``minutes`` of validity, ``resend_after`` in seconds. ``proven``: no OTP was needed."""

    proven: bool
    phone_tail: str | None
    minutes: int
    resend_after: int


class OtpVerified(TypedDict):
    """``purpose`` the identity was proven for and the ``minutes`` it holds in this conversation."""

    purpose: OtpPurpose
    minutes: int


class Identity(TypedDict):
    """``purpose`` is None when nothing was proven or the proof has expired. ``named``: ``MA_SO`` of who asks, unproven, where it
    is known without asking. ``private``: whether health data may be told on this channel."""

    purpose: OtpPurpose | None
    seconds_left: int
    named: str | None
    private: bool


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


class ParticipationWanted(TypedDict):
    """Which participation. ``since``, ``until`` as in `KcbWanted`; ``kinds``: of ``bhxh bhtn tnld bhyt``, none for all; ``total``:
    how long it is, without the stretches."""

    since: str | None
    until: str | None
    kinds: list[str]
    total: bool


class BenefitsWanted(TypedDict):
    """Which benefits. ``since``, ``until`` as in `KcbWanted`; ``kinds``: of ``mot_lan odts hang_thang that_nghiep``, none for all."""

    since: str | None
    until: str | None
    kinds: list[str]


class OwnCards(TypedDict):
    """``cards`` is a ``[BANG_n]``."""

    cards: str


class OwnParticipation(TypedDict):
    """``history`` is a ``[BANG_n]``."""

    history: str


class OwnBenefits(TypedDict):
    """``benefits`` is a ``[BANG_n]``."""

    benefits: str


class ResetLink(TypedDict):
    """``link`` is a ``[LIEN_KET_n]`` that holds for ``minutes``."""

    link: str
    minutes: int


class AskedForPerson(TypedDict):
    """``position`` in the queue from 1, 0 for who is with an agent already; ``agents``: how many are there now.

    ``overflow``: why none of them comes soon; ``opens``: when the hotline opens again, if it is closed and that is known.

    Of a card that is refused: ``province``, where it is known, and whether somebody is on ``duty`` there, who is then told.
    """

    position: int
    agents: int
    overflow: Literal["closed", "nobody", "busy"] | None
    opens: str | None
    province: str | None
    duty: bool


class CallAsked(TypedDict):
    """``phone``: a label with its last digits; ``opens``: when the hotline opens, None: it is open, or nobody knows."""

    phone: str
    opens: str | None


ChildField = Literal["bhxh_code", "full_name", "date_of_birth", "place"]


class StoredChildField(TypedDict):
    """``agency`` ``[NHAN_n]`` of the place just given; ``age`` in years of the day of birth just given."""

    agency: str | None
    age: int | None


class SubmittedChild(TypedDict):
    """``number`` ``[HO_SO_n]``, ``agency`` ``[NHAN_n]``, ``deadline`` dd/mm/yyyy for the picture, ``photo_link`` ``[LIEN_KET_n]``."""

    number: str
    agency: str
    deadline: str
    photo_link: str


class FoundPlaces(TypedDict):
    """``missing``: what to ask for before a list helps; else ``list`` is a ``[BANG_n]`` of up to five, of which ``found`` are there."""

    missing: Literal["place", "district"] | None
    found: int
    list: str | None
