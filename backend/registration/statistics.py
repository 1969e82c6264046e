"""Registration in figures, for reports: counts by agency, and whose account came from where. Names nobody."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from backend.registration.kinds import Kind
from backend.registration.models import Dossier
from backend.registration.scope import Scope
from backend.registration.states import State

STAFF, PUPILS = "staff", "pupils"
_CHUNK: Final = 10_000


@dataclass(frozen=True)
class AgencyFigures:
    """One agency's dossiers of a span of time: ``declared`` in it and still kept (what nobody handed in is deleted after ten days);
    ``decided`` in it, and how; ``on_time`` and ``late``: results that went out within 15 minutes of reception, or later."""

    agency_code: str
    declared: int
    accounts: int
    not_found: int
    rejected: int
    on_time: int
    late: int

    @property
    def decided(self) -> int:
        return self.accounts + self.not_found + self.rejected


@dataclass(frozen=True)
class Holder:
    """Who was given an account: by the blind index of their code, with the agency, school and group of the dossier."""

    agency_code: str
    school_code: str | None
    group: str
    code_index: bytes


def by_agency(session: Session, scope: Scope, since: datetime, until: datetime) -> list[AgencyFigures]:
    """The agencies of a scope that have anything in ``since`` <= t < ``until``, by code."""
    declared = _counts(
        session, scope, (Dossier.declared_at >= since) & (Dossier.declared_at < until), declared=Dossier.id.is_not(None)
    )
    decided = _counts(
        session,
        scope,
        (Dossier.decided_at >= since) & (Dossier.decided_at < until),
        **{
            "accounts": Dossier.state == State.CAP_TK,
            "not_found": Dossier.state == State.HGD_KHONG_TON_TAI,
            "rejected": Dossier.state == State.TU_CHOI,
            "on_time": Dossier.result_sent_at <= Dossier.due_at,
            "late": Dossier.result_sent_at > Dossier.due_at,
        },
    )
    none = dict.fromkeys(("declared", "accounts", "not_found", "rejected", "on_time", "late"), 0)
    codes = sorted(declared.keys() | decided.keys())
    return [AgencyFigures(code, **(none | declared.get(code, {}) | decided.get(code, {}))) for code in codes]


def holders(session: Session, scope: Scope, until: datetime) -> list[Holder]:
    """Everybody in a scope who was given an account before ``until``. Pupils are those who handed in with a class, and children."""
    rows = session.execute(
        select(Dossier.agency_code, Dossier.school_code, Dossier.class_name, Dossier.kind, Dossier.code_index)
        .where(Dossier.state == State.CAP_TK, Dossier.decided_at < until, *_within(scope))
        .execution_options(yield_per=_CHUNK)
    )
    return [
        Holder(agency, school, PUPILS if class_name or kind == Kind.CHILD else STAFF, code)
        for agency, school, class_name, kind, code in rows
    ]


def _counts(session: Session, scope: Scope, within: Any, **conditions: Any) -> dict[str, dict[str, int]]:
    sums = [func.sum(case((condition, 1), else_=0)) for condition in conditions.values()]
    rows = session.execute(
        select(Dossier.agency_code, *sums).where(within, *_within(scope)).group_by(Dossier.agency_code)
    )
    return {code: dict(zip(conditions, map(int, values), strict=True)) for code, *values in rows}


def _within(scope: Scope) -> list[Any]:
    if scope.agency is None:
        return []
    if scope.province is not None:
        return [Dossier.province_code == scope.province]
    return [Dossier.agency_code == scope.agency]
