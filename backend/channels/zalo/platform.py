"""Consultation messages to citizens on Zalo, within the time that Zalo allows after they last wrote."""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Final

from backend.channels.platform import Refused, TryLater
from backend.channels.progress import Progress
from backend.channels.rendering import ASK_PHONE, PHONE_FIELDS, pieces, plain
from backend.channels.zalo.client import OaClient, WindowClosed
from backend.channels.zalo.keeper import Keeper
from backend.channels.zalo.metrics import SENT
from backend.channels.zalo.window import BILLED_AFTER, CLOSED_AFTER, Notices
from backend.conversations.delivery import Outgoing
from bhxh.dates import utcnow
from bhxh.messages import text

CHANNEL: Final = "zalo"
LIMIT: Final = 2000
"""Characters of one message."""
_LONGEST: Final = 12.0
"""Seconds after which a message in several pieces is put off, so that its claim outlives the last one."""


class ZaloPlatform:
    """See `backend.channels.platform.Platform`. ``picture_url``: of the form that asks for the phone number; None: it is not used."""

    channel = CHANNEL

    def __init__(
        self,
        client: OaClient,
        keeper: Keeper,
        notices: Notices,
        *,
        picture_url: str | None,
        close: Callable[[], None],
        clock: Callable[[], datetime] = utcnow,
    ) -> None:
        self._client = client
        self._keeper = keeper
        self._notices = notices
        self._picture_url = picture_url
        self._close = close
        self._clock = clock
        self._progress = Progress()

    def send(self, address: str, outgoing: Outgoing) -> None:
        """As Platform. Out of time, an agent's answer is announced by SMS and waits until the citizen writes again."""
        silent = self._clock() - outgoing.heard_at
        try:
            if silent > CLOSED_AFTER:
                raise WindowClosed("zalo_window")
            self._send(address, outgoing, "billed" if silent > BILLED_AFTER else "free")
        except WindowClosed:
            raise Refused(self._notices.announce(address, outgoing)) from None

    def typing(self, address: str) -> None:
        """Zalo's OAs cannot show that they write."""

    def close(self) -> None:
        """Ends the look-out for tokens, too."""
        self._keeper.close()
        self._close()

    def _send(self, address: str, outgoing: Outgoing, window: str) -> None:
        began = monotonic()
        messages = self._messages(outgoing)
        for message in messages[self._progress.of(outgoing.id) :]:
            if monotonic() - began > _LONGEST:
                raise TryLater("zalo_slow", timedelta(0))
            self._client.consult(address, message)
            self._progress.one_more(outgoing.id)
            SENT.labels(window).inc()
        self._progress.end(outgoing.id)

    def _messages(self, outgoing: Outgoing) -> list[dict[str, Any]]:
        said: list[dict[str, Any]] = [{"text": piece} for piece in pieces(plain(outgoing), LIMIT)]
        shares = outgoing.meta.get(ASK_PHONE) or outgoing.asks in PHONE_FIELDS
        return [*said, _form(self._picture_url)] if shares and self._picture_url else said


def _form(picture_url: str) -> dict[str, Any]:
    element = {
        "title": text("zalo.phone_form.title"),
        "subtitle": text("zalo.phone_form.subtitle"),
        "image_url": picture_url,
    }
    payload = {"template_type": "request_user_info", "elements": [element]}
    return {"attachment": {"type": "template", "payload": payload}}
