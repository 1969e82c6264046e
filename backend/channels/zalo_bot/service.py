"""The Zalo bot put together from its configuration."""

from dataclasses import dataclass

from backend.channels.zalo_bot.api import BotApi
from backend.channels.zalo_bot.config import ZaloBotConfig
from backend.channels.zalo_bot.intake import Intake
from backend.channels.zalo_bot.listening import Listening
from backend.channels.zalo_bot.platform import ZaloBotPlatform
from backend.channels.zalo_bot.webhook import PATH, ZaloBotDoor
from backend.conversations.inbound import Inbox


@dataclass(frozen=True)
class ZaloBot:
    """The way out, and in webhook mode the way in."""

    platform: ZaloBotPlatform
    door: ZaloBotDoor | None


def connect(config: ZaloBotConfig, inbox: Inbox, public_url: str) -> ZaloBot:
    """Begins to speak with the Bot Platform. Ended by the platform's `close`."""
    api, intake = BotApi(config), Intake(inbox)
    fetches = config.mode == "polling"
    listening = Listening(api, intake, None if fetches else public_url + PATH, config.secret)
    listening.start()
    platform = ZaloBotPlatform(api, intake.forget, (listening.close,))
    return ZaloBot(platform, None if fetches else ZaloBotDoor(intake, config.secret))
