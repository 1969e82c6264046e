"""Telegram put together from the configuration."""

from dataclasses import dataclass

from backend.channels.files import Files
from backend.channels.telegram.bot import BotApi
from backend.channels.telegram.contacts import Contacts
from backend.channels.telegram.greeting import Greeting
from backend.channels.telegram.intake import Intake
from backend.channels.telegram.photo_taking import PhotoTaking
from backend.channels.telegram.pictures import Pictures
from backend.channels.telegram.poller import Poller
from backend.channels.telegram.sending import TelegramPlatform
from backend.channels.telegram.webhook import PATH, TelegramDoor
from backend.config import BackendConfig
from backend.conversations.inbound import Inbox
from backend.database import Database
from backend.registration.attachments import Attachments
from backend.registration.scanning import scanner
from kit.presence import NOWHERE, Presence


@dataclass(frozen=True)
class Telegram:
    """The way out, and in webhook mode the way in."""

    platform: TelegramPlatform
    door: TelegramDoor | None


def connect(config: BackendConfig, database: Database, inbox: Inbox, presence: Presence = NOWHERE) -> Telegram | None:
    """Begins to speak with Telegram; None where no bot is configured. Ended by the platform's `close`."""
    if not config.telegram_token:
        return None
    api = BotApi(config.telegram_token, config.telegram_api)
    contacts = Contacts(inbox)
    fetches = config.telegram_mode == "polling"
    greeting = Greeting(api, None if fetches else config.public_url + PATH, config.telegram_secret)
    platform = TelegramPlatform(api, Files(database, config), contacts.forget)
    attachments = Attachments(database, config)
    taking = PhotoTaking(
        database,
        api,
        attachments,
        scanner(config.clamav),
        public_url=config.public_url,
        typing=platform.typing,
    )
    intake = Intake(
        inbox,
        api=api,
        platform=platform,
        contacts=contacts,
        pictures=Pictures(attachments, inbox),
        noted=taking.wake,
    )
    platform.on_close(greeting.close)
    platform.on_close(taking.close)
    greeting.start()
    taking.start()
    if not fetches:
        return Telegram(platform, TelegramDoor(intake, config.telegram_secret))
    poller = Poller(database, api, intake, presence=presence)
    platform.on_close(poller.close)
    poller.start()
    return Telegram(platform, None)
