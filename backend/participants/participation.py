"""A person's participation (VssID "Quá trình tham gia"), by kind: stretches, how long in all, gaps, and months not yet paid by employers.

A month counts once in each kind, however many employers paid in it. A stretch that goes on counts up to and with the current month.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import audit
from backend.participants import months
from backend.participants.identity import Identity
from backend.participants.models import Participation
from backend.participants.months import Months
from backend.participants.records import ParticipationPeriod
from bhxh.dates import now
from bhxh.periods import Period

_EVER: Final = Months(0, 9999 * 12)


class Kind(StrEnum):
    """The funds, in the order of VssID's tabs."""

    BHXH = "bhxh"
    BHTN = "bhtn"
    TNLD = "tnld"
    BHYT = "bhyt"


@dataclass(frozen=True)
class Length:
    """A number of months as years and months."""

    months: int

    @property
    def years(self) -> int:
        return self.months // 12

    @property
    def rest(self) -> int:
        return self.months % 12


@dataclass(frozen=True)
class Stretch:
    """One stretch as recorded, and the months of it that lie in the time asked for (all of them where none was named)."""

    period: ParticipationPeriod
    months: Months

    @property
    def ongoing(self) -> bool:
        return self.period.to_month is None


@dataclass(frozen=True)
class KindHistory:
    """One kind. `stretches` newest first; `gaps` oldest first, between the first month and the last.

    `arrears` are the months that employers still owe of these stretches, each as a whole; they are part of `total`.
    """

    kind: Kind
    stretches: tuple[Stretch, ...]
    total: Length
    gaps: tuple[Months, ...]
    arrears: Length


@dataclass(frozen=True)
class History:
    """Every kind that has a stretch in the time asked for, in the order of `Kind`. `until`: the month up to which was counted."""

    kinds: tuple[KindHistory, ...]
    until: int

    def of(self, kind: Kind) -> KindHistory | None:
        """One kind of it."""
        return next((found for found in self.kinds if found.kind is kind), None)


def of(
    session: Session,
    identity: Identity,
    *,
    period: Period | None = None,
    kinds: Collection[Kind] = tuple(Kind),
    today: date | None = None,
) -> History:
    """The person's participation, of the named kinds, in the named time (open ends allowed). Audited. Raises `IdentityExpired`."""
    identity.require()
    found = [one for one in records_of(session, identity.person_id) if one.kind in kinds]
    audit.record(session, actor=identity.actor, action="participation.read", subject_index=identity.subject_index)
    return history(found, period=period, today=today or now().date())


def records_of(session: Session, person_id: int) -> list[ParticipationPeriod]:
    """The stretches as they are stored, for this package: the caller has an `Identity` and leaves the trace."""
    rows = session.scalars(select(Participation).where(Participation.person_id == person_id).order_by(Participation.id))
    return [ParticipationPeriod(kind=row.kind, **row.details) for row in rows]


def history(periods: Collection[ParticipationPeriod], *, period: Period | None, today: date) -> History:
    """Counts stretches, as `of` tells them."""
    wanted, until = _wanted(period), months.of_day(today)
    by_kind = ((kind, [one for one in periods if one.kind == kind]) for kind in Kind)
    counted = (_kind(kind, found, wanted, until) for kind, found in by_kind)
    return History(tuple(one for one in counted if one.stretches), until)


def _kind(kind: Kind, periods: Collection[ParticipationPeriod], wanted: Months, until: int) -> KindHistory:
    lying = [Stretch(one, _months(one, until).within(wanted)) for one in periods]
    stretches = sorted((one for one in lying if len(one.months)), key=lambda one: one.period.from_month, reverse=True)
    whole = months.joined(one.months for one in stretches)
    return KindHistory(
        kind,
        tuple(stretches),
        Length(sum(map(len, whole))),
        tuple(months.between(whole)),
        Length(sum(one.period.arrears_months for one in stretches)),
    )


def _months(period: ParticipationPeriod, until: int) -> Months:
    first = months.number(period.from_month)
    return Months(first, max(first, until) if period.to_month is None else months.number(period.to_month))


def _wanted(period: Period | None) -> Months:
    if period is None:
        return _EVER
    first = _EVER.first if period.since is None else months.of_day(period.since)
    return Months(first, _EVER.last if period.until is None else months.of_day(period.until))
