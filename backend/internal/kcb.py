"""Calls of the KCB book: years, visits of a year, one visit. Only for the person whose identity was proven, each read audited."""

from pydantic import Field
from sqlalchemy.orm import Session

from backend.conversations.identity import Identities
from backend.conversations.masking import Kind
from backend.conversations.values import Value
from backend.database import Database
from backend.internal.bodies import Body, HandleBody
from backend.internal.calls import Call, Refusal
from backend.kcb import service
from backend.kcb.render import render_visit, render_visits, render_years, visit_title, year_title
from backend.participants.identity import Identity
from backend.participants.register import identify
from bhxh.messages import text


class VisitsBody(Body):
    """``handle``: a ``NAM``; None asks for ``year``, a year that the person named, and without one for the latest."""

    handle: str | None
    year: int | None = Field(default=None, ge=1900, le=2999)


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
            (Kind.BANG, Value.minted(render_years(years))),
            *((Kind.NHAN, Value.minted(year_title(year))) for year in years),
            *((Kind.NAM, Value.minted(str(year.year))) for year in years),
        )
        return {"overview": minted[0], "years": _choices(minted[1:])}

    def visits(self, call: Call, body: VisitsBody) -> dict[str, object]:
        """POST /kcb/visits."""
        year = body.year if body.handle is None else _number(call, body.handle, Kind.NAM)
        with self._database.begin() as session:
            visits = service.visits(session, self._identity(session, call), year)
        minted = call.mint(
            (Kind.BANG, Value.minted(render_visits(visits, year))),
            *((Kind.NHAN, Value.minted(visit_title(visit))) for visit in visits),
            *((Kind.LUOT, Value.minted(str(visit.id))) for visit in visits),
        )
        return {"list": minted[0], "visits": _choices(minted[1:])}

    def visit(self, call: Call, body: HandleBody) -> dict[str, object]:
        """POST /kcb/visit."""
        visit_id = _number(call, body.handle, Kind.LUOT)
        with self._database.begin() as session:
            visit = service.visit(session, self._identity(session, call), visit_id)
        if visit is None:
            raise Refusal("visit_unknown", text("internal.nothing_found"))
        [detail] = call.mint((Kind.BANG, Value.minted(render_visit(visit))))
        return {"detail": detail}

    def _identity(self, session: Session, call: Call) -> Identity:
        proof = self._identities.require(call.conversation_id, "kcb")
        actor = f"conversation:{call.conversation_id}"
        identity = identify(session, proof.subject, actor=actor, expires_at=proof.expires_at)
        if identity is None:
            raise Refusal("identity_needed", text("identity.needed"))
        return identity


def _number(call: Call, handle: str, wanted: Kind) -> int:
    kind, value = call.resolve(handle)
    if kind is not wanted:
        raise Refusal("handle_unknown", text("internal.handle_unknown"))
    return int(value.written)


def _choices(minted: list[str]) -> list[dict[str, str]]:
    half = len(minted) // 2
    return [{"title": title, "handle": handle} for title, handle in zip(minted[:half], minted[half:], strict=True)]
