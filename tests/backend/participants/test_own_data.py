"""What a person sees of their own: cards as of a day, participation counted, benefits; never without an identity, always audited."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import demo
from backend.audit.models import AuditEntry
from backend.config import BackendConfig
from backend.database import Database
from backend.participants import benefits, cards, months, participation, profile, register
from backend.participants.cards import CardStatus
from backend.participants.identity import Identity, IdentityExpired
from backend.participants.months import Months
from backend.participants.participation import Kind
from backend.participants.records import CardRecord, ParticipationPeriod
from bhxh.dates import utcnow
from bhxh.periods import Period, year

AN, NGOC, BAO, TUAN = "7912345678", "7920456789", "0112890123", "5223678901"
TODAY = date(2026, 11, 20)


@pytest.fixture
def seeded(database: Database, config: BackendConfig) -> Database:
    demo.seed(config)
    return database


def identity(session: Session, code: str, minutes: int = 10) -> Identity:
    found = register.identify(session, code, actor="conversation:t", expires_at=utcnow() + timedelta(minutes=minutes))
    assert found
    return found


def test_cards_of_today(seeded: Database) -> None:
    with seeded.begin() as session:
        bao = cards.of(session, identity(session, BAO), TODAY)
        (tuan,) = cards.of(session, identity(session, TUAN), date(2026, 12, 2))
    assert [(one.card.number[:2], one.status) for one in bao] == [("DN", CardStatus.VALID), ("TN", CardStatus.ENDED)]
    assert (bao[0].level.percent, bao[0].days_left, bao[0].five_years) == (80, None, True)
    assert (tuan.status, tuan.days_left) == (CardStatus.ENDING, 30)


@pytest.mark.parametrize(
    ("since", "until", "status", "left"),
    [
        (None, None, CardStatus.UNKNOWN, None),
        ("2026-11-20", None, CardStatus.VALID, None),
        ("2026-11-21", None, CardStatus.NOT_YET, None),
        ("2026-01-01", "2026-11-19", CardStatus.ENDED, None),
        ("2026-01-01", "2026-11-20", CardStatus.ENDING, 1),
        ("2026-01-01", "2026-12-19", CardStatus.ENDING, 30),
        ("2026-01-01", "2026-12-20", CardStatus.VALID, 31),
        (None, "2027-12-31", CardStatus.VALID, 407),
    ],
)
def test_status_to_the_day(since: str | None, until: str | None, status: CardStatus, left: int | None) -> None:
    first, last = (date.fromisoformat(day) if day else None for day in (since, until))
    told = cards.on_day(CardRecord("DN4797912345678", first, last), TODAY)
    assert (told.status, told.days_left) == (status, left)


def test_a_level_follows_the_law_of_the_day() -> None:
    card = CardRecord("CN3797912345678", date(2025, 1, 1), date(2026, 12, 31))
    before, since = cards.on_day(card, date(2025, 12, 31)), cards.on_day(card, date(2026, 1, 1))
    assert (before.level.percent, before.level_source) == (95, None)
    assert (since.printed_level, since.level.level, since.level.percent) == (3, 2, 100)
    assert since.level_source is not None and "261/2025/QH15" in since.level_source


def stretch(kind: str, first: str, last: str | None, arrears: int = 0) -> ParticipationPeriod:
    return ParticipationPeriod(kind, first, last, "Công ty Mẫu", "Thợ", "Hà Nội", 1, 1, arrears)


def test_months_count_once_in_a_kind() -> None:
    two_employers = [
        stretch("bhxh", "2019-01", "2019-12"),
        stretch("bhxh", "2019-06", "2020-03", arrears=2),
        stretch("bhxh", "2020-06", None),
        stretch("bhyt", "2026-11", None),
    ]
    told = participation.history(two_employers, period=None, today=TODAY)
    bhxh, bhyt = told.of(Kind.BHXH), told.of(Kind.BHYT)
    assert bhxh is not None and bhyt is not None and told.of(Kind.BHTN) is None
    assert (bhxh.total.months, bhxh.total.years, bhxh.total.rest) == (15 + 78, 7, 9)
    assert bhxh.gaps == (Months.of("2020-04", "2020-05"),)
    assert bhxh.arrears.months == 2
    assert [one.period.from_month for one in bhxh.stretches] == ["2020-06", "2019-06", "2019-01"]
    assert bhyt.total.months == 1


@pytest.mark.parametrize(
    ("period", "total", "gaps"),
    [
        (Period(date(2019, 7, 15), None), 6 + 3 + 78, 1),
        (year(2019), 12, 0),
        (Period(None, date(2019, 2, 28)), 2, 0),
        (Period(date(2020, 4, 1), date(2020, 5, 31)), 0, 0),
        (Period(date(2030, 1, 1), None), 0, 0),
    ],
)
def test_only_the_months_asked_for_count(period: Period, total: int, gaps: int) -> None:
    known = [
        stretch("bhxh", "2019-01", "2019-12"),
        stretch("bhxh", "2019-06", "2020-03"),
        stretch("bhxh", "2020-06", None),
    ]
    bhxh = participation.history(known, period=period, today=TODAY).of(Kind.BHXH)
    assert (bhxh.total.months if bhxh else 0, len(bhxh.gaps) if bhxh else 0) == (total, gaps)


def test_months_are_shown_as_people_write_them() -> None:
    assert [months.shown(months.number(written)) for written in ("2019-01", "2019-12")] == ["01/2019", "12/2019"]


def test_participation_from_the_register(seeded: Database) -> None:
    with seeded.begin() as session:
        bao = identity(session, BAO)
        everything = participation.of(session, bao, today=TODAY)
        since_2025 = participation.of(
            session, bao, period=Period(date(2025, 1, 1), None), kinds=[Kind.BHTN], today=TODAY
        )
    assert [one.kind for one in everything.kinds] == list(Kind)
    bhxh = everything.of(Kind.BHXH)
    assert bhxh is not None
    assert (bhxh.total.months, bhxh.gaps, bhxh.arrears.months) == (78 + 15, (Months.of("2025-01", "2025-08"),), 5)
    assert [(one.kind, one.total.months) for one in since_2025.kinds] == [(Kind.BHTN, 15)]


def test_benefits_by_kind_and_time(seeded: Database) -> None:
    with seeded.begin() as session:
        ngoc = identity(session, NGOC)
        (sick,) = benefits.of(session, ngoc)
        assert (sick.kind, [one.amount for one in sick.decisions]) == (benefits.Kind.ODTS, [3_510_000, 42_480_000])
        (recovery,) = benefits.of(session, ngoc, period=Period(date(2024, 9, 1), None))
        assert [one.scheme for one in recovery.decisions] == ["Dưỡng sức sau thai sản"]
        assert benefits.of(session, ngoc, kinds=[benefits.Kind.HANG_THANG]) == []
        (pension,) = benefits.of(session, identity(session, TUAN), period=year(2026))
        assert pension.decisions[0].to_date is None


@pytest.mark.parametrize(
    ("read", "action"),
    [
        (profile.profile, "profile.read"),
        (cards.of, "card.read"),
        (participation.of, "participation.read"),
        (benefits.of, "benefit.read"),
    ],
)
def test_every_read_needs_an_identity_and_leaves_a_trace(
    seeded: Database, read: Callable[[Session, Identity], object], action: str
) -> None:
    with seeded.begin() as session:
        with pytest.raises(IdentityExpired):
            read(session, identity(session, AN, minutes=0))
        mine = identity(session, AN)
        read(session, mine)
        (entry,) = session.scalars(select(AuditEntry).where(AuditEntry.actor == "conversation:t"))
        assert (entry.actor, entry.action, entry.subject_index) == ("conversation:t", action, mine.subject_index)
        assert entry.details == {}


def test_a_logged_in_citizen_is_an_identity_too(seeded: Database) -> None:
    expires_at = utcnow() + timedelta(minutes=1)
    with seeded.begin() as session:
        an = register.find_by_code(session, AN)
        assert an is not None
        found = register.identity_of(session, an.id, actor="citizen:7", expires_at=expires_at)
        assert found is not None and profile.profile(session, found).bhxh_code == AN
        assert found.subject_index == register.code_index(session, AN)
        assert register.identity_of(session, 10**9, actor="citizen:7", expires_at=expires_at) is None
