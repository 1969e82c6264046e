"""`/kenh/sms`: where the gateway tells what phones have sent and what became of our answers. It is known by its signature.

A batch is answered with 2xx when all of it is taken in; until then the gateway comes again, and what was taken in before changes nothing.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from backend.channels.sms import PATH, loops
from backend.channels.sms.loops import Looping
from backend.channels.sms.platform import CHANNEL
from backend.conversations import delivery
from backend.conversations.inbound import Heard, Inbox
from backend.conversations.models import Conversation
from backend.database import Database
from bhxh.dates import utcnow
from bhxh.messages import text
from bhxh.phone import parse_mobile
from bhxh.problems import InvalidValue
from kit.logs import get_logger
from kit.problems import Problem
from sms_gateway.client.callbacks import Forged, InboundEvent, StatusEvent, events, verified

MOST_BYTES: Final = 4 << 20
"""500 events, each of the longest text that phones can send (nine parts or more), are half of it."""
OLDEST: Final = timedelta(days=1)
"""An answer to yesterday's question would puzzle who gets it."""
_LOST: Final = frozenset({"failed", "expired", "suppressed"})

log = get_logger(__name__)


def create_blueprint(
    database: Database, inbox: Inbox, secret: str, clock: Callable[[], datetime] = utcnow
) -> Blueprint:
    """The route. ``secret``: what the gateway signs with."""
    blueprint = Blueprint("channel_sms", __name__)

    @blueprint.post(PATH)
    def told() -> Response:
        request.max_content_length = MOST_BYTES
        try:
            body = verified(secret, dict(request.headers), request.get_data(cache=False))
        except Forged:
            raise Problem(HTTPStatus.FORBIDDEN, "forged", text("channels.forged")) from None
        for event in _read(body):
            if isinstance(event, InboundEvent):
                _hear(inbox, event, clock())
            else:
                _note(database, event)
        return Response(status=HTTPStatus.NO_CONTENT)

    return blueprint


def _read(body: bytes) -> list[StatusEvent | InboundEvent]:
    try:
        return events(body)
    except (ValueError, KeyError, TypeError) as error:
        log.error("sms_batch_unreadable", error=type(error).__name__)
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "unreadable", text("channels.unreadable")) from None


def _hear(inbox: Inbox, event: InboundEvent, now: datetime) -> None:
    """Take in what a phone has sent; short codes, names and foreign numbers are machines or nobody's we serve."""
    try:
        phone = parse_mobile(event.sender)
    except InvalidValue:
        log.info("sms_not_answered", code="no_mobile")
        return
    if event.at < now - OLDEST or not event.text.strip():
        log.info("sms_not_answered", code="old" if event.text.strip() else "empty")
        return

    def cut_loops(session: Session, conversation: Conversation) -> None:
        loops.check(session, conversation, event.text, now)

    try:
        # The gateway's number of an event may be another's after its table was emptied; a text's with its time is no other's.
        number = f"{event.inbound_id}@{event.at.isoformat()}"
        inbox.receive(Heard(channel=CHANNEL, address=phone, event=number, text=event.text, also=cut_loops))
    except Looping as looping:
        log.warning("sms_not_answered", code=looping.code)


def _note(database: Database, event: StatusEvent) -> None:
    """What did not arrive after all; other statuses, and messages of other parts of the product, are nobody's concern here."""
    if event.status in _LOST and event.reference is not None:
        with database.begin() as session:
            delivery.lost(session, event.reference, event.error or event.status, gone=event.status == "suppressed")
