"""What we do with an event: a turn, an answer of our own, or nothing. When `take` returns it is in the database."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from backend.channels import links
from backend.channels.zalo.metrics import EVENTS
from backend.channels.zalo_bot import events
from backend.channels.zalo_bot.platform import CHANNEL
from backend.conversations.attached import Attached
from backend.conversations.inbound import Heard, Inbox
from bhxh.dates import utcnow
from bhxh.messages import text


class Intake:
    """Safe to share between threads."""

    def __init__(self, inbox: Inbox, clock: Callable[[], datetime] = utcnow) -> None:
        self._inbox = inbox
        self._clock = clock

    def take(self, result: object, at: datetime | None = None) -> None:
        """Take in one event, which reached us ``at`` (None: now). Raises whatever the database raises: then nothing was taken in."""
        at = at or self._clock()
        event = events.read(result, at)
        if isinstance(event, str):
            EVENTS.labels(CHANNEL, event).inc()
            return
        EVENTS.labels(CHANNEL, "text" if event.attached is None else "other").inc()
        answer = None
        if event.attached is not None:
            answer = text("zalo.picture" if event.attached is Attached.PICTURE else "zalo.only_text")
        heard = Heard(
            channel=CHANNEL,
            address=event.chat,
            event=event.key,
            text=event.text,
            answer=answer,
            attached=event.attached,
        )
        self._inbox.receive(heard, at)

    def forget(self, address: str) -> None:
        """Who has blocked the bot takes everything along."""

        def unlink(session: Session) -> None:
            links.unlink(session, CHANNEL, address)

        self._inbox.forget(CHANNEL, address, also=unlink)
