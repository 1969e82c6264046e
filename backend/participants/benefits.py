"""The benefits decided for a person (VssID "Thông tin hưởng"), by kind."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import audit
from backend.participants.identity import Identity
from backend.participants.models import Benefit
from backend.participants.records import BenefitDecision
from bhxh.periods import Period


class Kind(StrEnum):
    """Kinds in the order of VssID's tabs: one-time, sickness-maternity-recovery, monthly, unemployment."""

    MOT_LAN = "mot_lan"
    ODTS = "odts"
    HANG_THANG = "hang_thang"
    THAT_NGHIEP = "that_nghiep"


@dataclass(frozen=True)
class KindBenefits:
    """One kind, decisions newest first."""

    kind: Kind
    decisions: tuple[BenefitDecision, ...]


def of(
    session: Session, identity: Identity, *, period: Period | None = None, kinds: Collection[Kind] = tuple(Kind)
) -> list[KindBenefits]:
    """The person's benefits of the named kinds that were drawn, or decided, in the named time; kinds without any are left out.

    Audited. Raises `IdentityExpired`.
    """
    identity.require()
    found = [one for one in records_of(session, identity.person_id) if period is None or _lies_in(one, period)]
    audit.record(session, actor=identity.actor, action="benefit.read", subject_index=identity.subject_index)
    found.sort(key=lambda one: one.decided_on, reverse=True)
    by_kind = (KindBenefits(kind, tuple(one for one in found if one.kind == kind)) for kind in Kind if kind in kinds)
    return [one for one in by_kind if one.decisions]


def records_of(session: Session, person_id: int) -> list[BenefitDecision]:
    """The decisions as they are stored, for this package: the caller has an `Identity` and leaves the trace."""
    rows = session.scalars(select(Benefit).where(Benefit.person_id == person_id).order_by(Benefit.id))
    return [BenefitDecision(kind=row.kind, **_with_dates(row.details)) for row in rows]


def _lies_in(benefit: BenefitDecision, period: Period) -> bool:
    begins_before_its_end = period.until is None or benefit.from_date <= period.until
    ends_after_its_beginning = period.since is None or benefit.to_date is None or period.since <= benefit.to_date
    return (begins_before_its_end and ends_after_its_beginning) or period.holds(benefit.decided_on)


def _with_dates(details: dict[str, Any]) -> dict[str, Any]:
    dates = {key: date.fromisoformat(details[key]) for key in ("decided_on", "from_date", "to_date") if details[key]}
    return {**details, **dates}
