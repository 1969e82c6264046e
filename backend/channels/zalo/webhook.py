"""``POST /kenh/zalo``: Zalo's events. Answered within two seconds, as Zalo asks: they are kept, and worked on behind.

Nothing but the signature admits. An event that is Zalo's and of no use is answered 200 too, or Zalo would repeat it and in the end
switch the webhook off; one that the database could not take gets an error, so that Zalo comes again.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import orjson
from sqlalchemy.orm import Session

from backend.channels import links
from backend.channels.rendering import ASK_PHONE, PHONE_FIELDS
from backend.channels.webhooks import Brought
from backend.channels.zalo import events
from backend.channels.zalo.authenticity import signed_at
from backend.channels.zalo.config import ZaloConfig
from backend.channels.zalo.events import Event, Kind
from backend.channels.zalo.metrics import EVENTS
from backend.channels.zalo.platform import CHANNEL
from backend.channels.zalo.window import SILENT, TOLD
from backend.conversations import delivery
from backend.conversations.inbound import Heard, Inbox
from backend.conversations.models import Conversation
from bhxh.dates import utcnow
from bhxh.messages import text
from bhxh.phone import to_local
from bhxh.text import fold
from kit.logs import get_logger
from kit.problems import Problem

PATH: Final = "/kenh/zalo"
LIMIT: Final = 64 << 10
"""Bytes of an event: ten times what the longest message makes."""
_SHARE: Final = frozenset({"chia se so dien thoai", "chia se so", "gui so dien thoai"})
_ANSWERS: Final = {"image": "picture", "location": "location", "business_card": "business_card"}
"""Kinds of messages with an answer of their own; the other ones get `zalo.only_text`."""

log = get_logger(__name__)


class ZaloDoor:
    """The webhook of one Official Account: see `backend.channels.webhooks.Door`."""

    channel = CHANNEL
    path = PATH
    limit = LIMIT

    def __init__(self, config: ZaloConfig, inbox: Inbox) -> None:
        self._config = config
        self._inbox = inbox

    def admit(self, headers: Mapping[str, str]) -> None:
        """Everything is told by the body."""

    def read(self, headers: Mapping[str, str], body: bytes) -> Brought | None:
        """As Door."""
        moment = signed_at(self._config, body, headers.get("x-zevent-signature", ""))
        if moment is None:
            _count("forged")
            log.warning("zalo_forged")
            raise Problem(403, "forged", text("problem.forbidden"))
        if headers.get("x-zevent-server") == "ZNS":
            _count("template_message")  # of the gateway's application, which has a webhook of its own
            return None
        event = events.read(self._config, body, moment, utcnow())
        _count(event.name)
        unused = event.kind is Kind.IGNORED or (event.kind is Kind.PHONE and not self._config.phone_form)
        return None if unused else Brought(event.key, event.user)

    def work(self, body: bytes, at: datetime) -> None:
        """As Door."""
        event = events.read(self._config, body, str(orjson.loads(body)["timestamp"]), at)
        if event.kind is Kind.UNFOLLOW:
            self._inbox.forget(CHANNEL, event.user, event.at, lambda session: _unlink(session, event.user))
        elif event.kind is not Kind.IGNORED:
            shared = event.kind is Kind.PHONE and event.phone is not None
            asked = shared and self._inbox.asked(CHANNEL, event.user) in PHONE_FIELDS
            phone_form = self._config.phone_form
            self._inbox.receive(heard_of(event, utcnow(), asked=asked, phone_form=phone_form), at)


def _unlink(session: Session, user: str) -> None:
    links.unlink(session, CHANNEL, user)


def heard_of(event: Event, now: datetime, *, asked: bool = False, phone_form: bool = True) -> Heard:
    """What an event of a citizen is to the conversation. ``asked``: the assistant waits for the phone that they have shared."""

    def also(session: Session, conversation: Conversation) -> None:
        # Whoever writes has opened the window again: what came too late for it goes out first.
        delivery.again(session, conversation, (TOLD, SILENT), now)
        if event.phone is not None:
            links.remember_phone(session, CHANNEL, event.user, event.phone, now)

    said, answer, meta = event.text, None, {}
    if event.kind is Kind.FOLLOW:
        said = text("zalo.first_words")
    elif asked and event.phone is not None:
        said = to_local(event.phone)
    elif event.kind is Kind.PHONE:
        answer = _phone_answer(event)
    elif event.kind is Kind.OTHER:
        answer = text(f"zalo.{_ANSWERS.get(event.what, 'only_text')}")
    elif phone_form and fold(said).strip(" /.!") in _SHARE:
        answer, meta = text("zalo.share_phone"), {ASK_PHONE: True}
    return Heard(
        channel=CHANNEL,
        address=event.user,
        event=event.key,
        text=said,
        answer=answer,
        answer_meta=meta,
        attached=event.attached,
        also=also,
    )


def _phone_answer(event: Event) -> str:
    return text("zalo.phone_unknown") if event.phone is None else text("zalo.phone_known", end=event.phone[-3:])


def _count(name: str) -> None:
    EVENTS.labels(CHANNEL, name).inc()
