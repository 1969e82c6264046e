"""Calls of the KCB book: years, visits of a year, one visit. Only for the person whose identity was proven, each read audited."""

import re
from typing import Final

from pydantic import Field
from sqlalchemy.orm import Session

from backend.conversations import parts
from backend.conversations.identity import Identities
from backend.conversations.masking import Kind
from backend.conversations.values import Value
from backend.database import Database
from backend.declined import Declined
from backend.internal.bodies import Body, HandleBody
from backend.internal.calls import Call
from backend.internal.proven import NOT_PRIVATE, Day, identity_of, period_of
from backend.kcb import service
from backend.kcb.render import (
    MOST_SHOWN,
    render_visit,
    render_visits,
    render_years,
    visit_title,
    year_title,
    years_table,
)
from backend.kcb.selection import Selection
from backend.participants.identity import Identity
from bhxh.messages import text
from bhxh.periods import year

_HANDLE: Final = re.compile(r"\[(?:CO_SO|HO_TEN)_\d{1,9}\]")


class VisitsBody(Body):
    """``handle``: a ``NAM``. Otherwise what the person named: ``since`` and ``until`` (dates, or ``NGAY`` handles),
    ``facility`` (words, or the handle of a name), ``latest``; nothing at all asks for the latest year."""

    handle: str | None
    since: Day | None = None
    until: Day | None = None
    facility: str | None = Field(default=None, max_length=120)
    latest: bool = False


class KcbCalls:
    """Reads happen and are audited in one transaction; handles are minted in the next."""

    def __init__(self, database: Database, identities: Identities) -> None:
        self._database = database
        self._identities = identities

    def years(self, call: Call, _: Body) -> dict[str, object]:
        """POST /kcb/years."""
        with self._database.begin() as session:
            years = service.years(session, self._identity(session, call))
        minted = call.mint(
            (Kind.BANG, Value.minted(render_years(years), part=parts.table(*years_table(years)) if years else None)),
            *((Kind.NHAN, Value.minted(year_title(year))) for year in years),
            *((Kind.NAM, Value.minted(str(year.year))) for year in years),
        )
        return {"overview": minted[0], "years": _choices(minted[1:])}

    def visits(self, call: Call, body: VisitsBody) -> dict[str, object]:
        """POST /kcb/visits."""
        selection = _selection(call, body)
        with self._database.begin() as session:
            selected = service.visits(session, self._identity(session, call), selection)
        shown = selected.visits[:MOST_SHOWN]
        minted = call.mint(
            (Kind.BANG, Value.minted(render_visits(selected))),
            *((Kind.NHAN, Value.minted(visit_title(visit))) for visit in shown),
            *((Kind.LUOT, Value.minted(str(visit.id))) for visit in shown),
        )
        return {"list": minted[0], "visits": _choices(minted[1:])}

    def visit(self, call: Call, body: HandleBody) -> dict[str, object]:
        """POST /kcb/visit."""
        visit_id = _number(call, body.handle, Kind.LUOT)
        with self._database.begin() as session:
            visit = service.visit(session, self._identity(session, call), visit_id)
        if visit is None:
            raise Declined("visit_unknown", text("internal.nothing_found"))
        [detail] = call.mint((Kind.BANG, Value.minted(render_visit(visit))))
        return {"detail": detail}

    def _identity(self, session: Session, call: Call) -> Identity:
        if call.channel in NOT_PRIVATE:
            raise Declined("not_here", text("kcb.not_here"))
        return identity_of(self._identities, session, call)


def _selection(call: Call, body: VisitsBody) -> Selection:
    if body.handle is not None:
        return Selection(year(_number(call, body.handle, Kind.NAM)))
    return Selection(period_of(call, body.since, body.until), _facility(call, body.facility or ""), body.latest)


def _facility(call: Call, named: str) -> str:
    """The words for a facility, with the name behind a handle among them."""
    return _HANDLE.sub(lambda found: call.resolve(found.group())[1].written, named)


def _number(call: Call, handle: str, wanted: Kind) -> int:
    kind, value = call.resolve(handle)
    if kind is not wanted:
        raise Declined("handle_unknown", text("internal.handle_unknown"))
    return int(value.written)


def _choices(minted: list[str]) -> list[dict[str, str]]:
    half = len(minted) // 2
    return [{"title": title, "handle": handle} for title, handle in zip(minted[:half], minted[half:], strict=True)]
