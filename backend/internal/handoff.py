"""A citizen asks for a person."""

from typing import Final, Literal

from pydantic import Field

from backend.conversations import handoff, store
from backend.conversations.masking import Kind
from backend.conversations.values import Value
from backend.internal.bodies import Body, HandleBody
from backend.internal.calls import Call
from backend.supervision import call_backs, refused
from backend.supervision.call_backs import Wish
from backend.supervision.overflow import now_told
from bhxh.dates import utcnow
from bhxh.messages import text
from bhxh.phone import mask_phone
from kit.problems import Problem

NOTHING: Final = refused.Known(agency=None, duty=False)


class HandoffBody(Body):
    """``reason``: `card_refused` is who stands at a facility now; they go first. ``place``: words that name its province."""

    reason: Literal["person", "card_refused"] = "person"
    place: str | None = Field(default=None, max_length=160)


def ask(call: Call, body: HandoffBody) -> dict[str, object]:
    """POST /handoff."""
    now = utcnow()
    priority = handoff.FIRST if body.reason == "card_refused" else handoff.NORMAL
    with call.database.begin() as session:
        conversation = store.locked(session, call.conversation_id)
        if conversation is None:
            raise Problem(409, "turn_not_running", text("internal.turn_not_running"))
        place = handoff.ask_for_person(session, conversation, now, priority=priority)
        overflow = now_told(session, now)
        known = refused.note(session, conversation, body.place, now) if priority == handoff.FIRST else NOTHING
        return {
            "position": place.position,
            "agents": overflow.agents,
            "overflow": overflow.why,
            "opens": overflow.opens,
            "province": known.agency,
            "duty": known.duty,
        }


def call_back(call: Call, body: HandleBody) -> dict[str, object]:
    """POST /handoff/call."""
    now = utcnow()
    phone = call.resolve(body.handle)[1].written
    with call.database.begin() as session:
        conversation = store.locked(session, call.conversation_id)
        if conversation is None:
            raise Problem(409, "turn_not_running", text("internal.turn_not_running"))
        source = f"conversation:{conversation.id}/{conversation.created_at.isoformat()}"
        made = call_backs.ask(session, Wish(phone, conversation.channel, source=source), now)
        overflow = now_told(session, now)
    (shown,) = call.mint((Kind.NHAN, Value.minted(mask_phone(made.phone))))
    return {"phone": shown, "opens": overflow.opens if overflow.why == "closed" else None}
