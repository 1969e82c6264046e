"""Messages to citizens by a Zalo bot: text alone, choices as numbers."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from time import monotonic
from typing import Final

from backend.channels.platform import Gone, Refused, TryLater
from backend.channels.progress import Progress
from backend.channels.rendering import pieces, plain
from backend.channels.zalo_bot.api import BotApi
from backend.conversations.delivery import Outgoing

CHANNEL: Final = "zalo-bot"
LIMIT: Final = 2000
"""Characters of one message."""
_LONGEST: Final = 12.0
"""Seconds after which a message in several pieces is put off, so that its claim outlives the last one."""


class ZaloBotPlatform:
    """See `backend.channels.platform.Platform`. ``forget``: called with the address of who has blocked the bot. ``ends``: what `close`
    ends first."""

    channel = CHANNEL

    def __init__(self, api: BotApi, forget: Callable[[str], None], ends: tuple[Callable[[], None], ...] = ()) -> None:
        self._api = api
        self._forget = forget
        self._ends = ends
        self._progress = Progress()

    def send(self, address: str, outgoing: Outgoing) -> None:
        """As Platform."""
        began = monotonic()
        for piece in pieces(plain(outgoing), LIMIT)[self._progress.of(outgoing.id) :]:
            if monotonic() - began > _LONGEST:
                raise TryLater("zalo_bot_slow", timedelta(0))
            self._hand_over(address, piece)
            self._progress.one_more(outgoing.id)
        self._progress.end(outgoing.id)

    def typing(self, address: str) -> None:
        """Shown for five seconds."""
        with suppress(TryLater, Refused, Gone):
            self._api.call("sendChatAction", chat_id=address, action="typing")

    def close(self) -> None:
        """Ends what fetches events, too."""
        for end in self._ends:
            end()
        self._api.close()

    def _hand_over(self, address: str, piece: str) -> None:
        try:
            self._api.call("sendMessage", chat_id=address, text=piece)
        except Gone:
            self._forget(address)
            raise
