"""Zalo's rule of time: free for 48 hours after the citizen wrote, billed up to 7 days, and nothing after that.

An agent's answer that comes too late is announced by SMS to the phone that the citizen has proven, once for each silence. The answer
itself stays failed, as agents see it, until the citizen writes again: then it goes out first.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from backend.channels.links import verified_phone
from backend.channels.zalo.metrics import NOTICES
from backend.channels.zalo.models import ZaloNotice
from backend.conversations.delivery import Outgoing
from backend.conversations.models import Author
from backend.database import Database, blind_index
from backend.notify.outbox import enqueue_sms
from bhxh.dates import utcnow

BILLED_AFTER: Final = timedelta(hours=48)
CLOSED_AFTER: Final = timedelta(days=7)
TOLD: Final = "zalo_window_sms"
"""Delivery error of a message that was announced by SMS."""
SILENT: Final = "zalo_window"
"""Of one that was not: no phone is known, or it was no agent's."""
TEMPLATE: Final = "co_tra_loi"
_KEPT: Final = timedelta(days=60)


class Notices:
    """Safe to share between threads."""

    def __init__(self, database: Database, channel: str) -> None:
        self._database = database
        self._channel = channel

    def announce(self, address: str, outgoing: Outgoing) -> str:
        """Tell a citizen by SMS that an agent has answered; `TOLD` or `SILENT`. However often it is called, they get one SMS."""
        if outgoing.author != Author.AGENT:
            return SILENT
        with self._database.begin() as session:
            phone = verified_phone(session, self._channel, address)
            if phone is None:
                return SILENT
            silence = f"{self._channel}:{address}:{outgoing.heard_at.isoformat()}"
            key = blind_index(session, "zalo_notice.key", silence)
            if session.get(ZaloNotice, key) is None:
                # Two at the same moment: the second one's insert fails, and its message is tried again.
                session.add(ZaloNotice(key=key, told_at=utcnow()))
                enqueue_sms(session, to=phone, template=TEMPLATE, personalisation={})
                NOTICES.inc()
        return TOLD


def forget_notices(session: Session, now: datetime) -> None:
    """Drop what nobody repeats any more."""
    session.execute(delete(ZaloNotice).where(ZaloNotice.told_at <= now - _KEPT))
