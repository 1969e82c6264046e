"""Contact cards: Telegram vouches for a number when the card is the sender's own, and not passed on."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from backend.channels import links
from backend.channels.rendering import PHONE_FIELDS
from backend.channels.telegram.rendering import PHONE_KNOWN
from backend.channels.telegram.sending import CHANNEL
from backend.channels.telegram.updates import SharedContact
from backend.conversations.inbound import Heard, Inbox
from bhxh.dates import utcnow
from bhxh.messages import text
from bhxh.phone import mask_phone, parse_mobile, to_local
from bhxh.problems import InvalidValue


class Contacts:
    """Who citizens are on Telegram: the numbers that they have shared. Safe to share between threads."""

    def __init__(self, inbox: Inbox, clock: Callable[[], datetime] = utcnow) -> None:
        self._inbox = inbox
        self._clock = clock

    def heard(self, shared: SharedContact) -> Heard:
        """A contact card as an event: the number as if typed where a number is asked for, else with an answer of ours."""
        asked = self._inbox.asked(CHANNEL, shared.address) in PHONE_FIELDS
        try:
            number = parse_mobile(shared.phone) if shared.own else None
        except InvalidValue:
            return _event(shared, answer=text("telegram.share.unusable"), answer_meta={PHONE_KNOWN: True})
        if number is None:
            return _event(shared, answer=text("telegram.share.not_yours"))

        def remember(session: Session, _conversation: object) -> None:
            links.remember_phone(session, CHANNEL, shared.address, number, self._clock())

        if asked:
            return _event(shared, text=to_local(number), also=remember)
        done = text("telegram.share.done", phone=mask_phone(number))
        return _event(shared, answer=done, answer_meta={PHONE_KNOWN: True}, also=remember)

    def forget(self, address: str, gone_at: datetime | None = None) -> None:
        """Who has gone takes the conversation and the number along, unless they have written since."""
        self._inbox.forget(CHANNEL, address, unless_after=gone_at, also=lambda session: _drop(session, address))


def _drop(session: Session, address: str) -> None:
    links.unlink(session, CHANNEL, address)


def _event(shared: SharedContact, **what: Any) -> Heard:
    return Heard(channel=CHANNEL, address=shared.address, event=shared.event, **what)
