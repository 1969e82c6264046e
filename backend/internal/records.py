"""Calls of a person's own records beside the KCB book: cards, participation, benefits. Only with an identity, each read audited."""

from typing import Literal

from pydantic import Field

from backend.conversations.identity import Identities
from backend.conversations.masking import Kind
from backend.conversations.values import Value
from backend.database import Database
from backend.internal.bodies import Body
from backend.internal.calls import Call
from backend.internal.proven import HELD, Day, identity_of, period_of
from backend.participants import benefits, cards, participation
from backend.participants.render import render_benefits, render_cards, render_participation, render_totals


class ParticipationBody(Body):
    """What the person named: ``kinds`` (none: all), a time, and whether the totals alone will do."""

    since: Day | None = None
    until: Day | None = None
    kinds: list[Literal["bhxh", "bhtn", "tnld", "bhyt"]] = Field(default_factory=list)
    total: bool = False


class BenefitsBody(Body):
    """What the person named: ``kinds`` (none: all) and a time."""

    since: Day | None = None
    until: Day | None = None
    kinds: list[Literal["mot_lan", "odts", "hang_thang", "that_nghiep"]] = Field(default_factory=list)


class RecordCalls:
    """Reads happen and are audited in one transaction; the handle is minted in the next."""

    def __init__(self, database: Database, identities: Identities) -> None:
        self._database = database
        self._identities = identities

    def cards(self, call: Call, _: Body) -> dict[str, object]:
        """POST /records/cards."""
        with self._database.begin() as session:
            found = cards.of(session, identity_of(self._identities, session, call, HELD))
        return {"cards": _minted(call, render_cards(found))}

    def participation(self, call: Call, body: ParticipationBody) -> dict[str, object]:
        """POST /records/participation."""
        period, kinds = period_of(call, body.since, body.until), [participation.Kind(kind) for kind in body.kinds]
        with self._database.begin() as session:
            history = participation.of(
                session,
                identity_of(self._identities, session, call, HELD),
                period=period,
                kinds=kinds or tuple(participation.Kind),
            )
        render = render_totals if body.total else render_participation
        return {"history": _minted(call, render(history, period, kinds))}

    def benefits(self, call: Call, body: BenefitsBody) -> dict[str, object]:
        """POST /records/benefits."""
        period, kinds = period_of(call, body.since, body.until), [benefits.Kind(kind) for kind in body.kinds]
        with self._database.begin() as session:
            found = benefits.of(
                session,
                identity_of(self._identities, session, call),
                period=period,
                kinds=kinds or tuple(benefits.Kind),
            )
        return {"benefits": _minted(call, render_benefits(found, period, kinds))}


def _minted(call: Call, block: str) -> str:
    [handle] = call.mint((Kind.BANG, Value.minted(block)))
    return handle
