"""Which platforms an application serves, from its configuration: their ways in, and the deliveries to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask

from backend.channels.deliverer import Deliverer
from backend.channels.journal.journal import Journal
from backend.channels.linking import Linking
from backend.channels.platform import Platform
from backend.channels.sms import webhook as sms_webhook
from backend.channels.sms.commands import Commands
from backend.channels.sms.platform import SmsPlatform
from backend.channels.sms.wording import Writer
from backend.channels.telegram import service as telegram_service
from backend.channels.telegram.photo_words import PhotoButtons
from backend.channels.webhooks import Door, Webhooks
from backend.channels.zalo.opening import open_platform as open_zalo
from backend.channels.zalo.webhook import ZaloDoor
from backend.channels.zalo_bot import service as zalo_bot_service
from backend.config import BackendConfig
from backend.conversations.inbound import Inbox
from backend.conversations.shortcuts import Shortcut
from backend.conversations.timing import Timing
from backend.database import Database
from kit.presence import NOWHERE, Presence
from sms_gateway.client import SmsClient

CHANNELS = "bhxh.channels"
"""Where an application holds its `Channels`."""


@dataclass(frozen=True)
class Channels:
    """The platforms of one process: ``webhooks`` answers `webhooks.paths`, which the application itself does not know."""

    inbox: Inbox
    webhooks: Webhooks
    journal: Journal
    deliverer: Deliverer

    def close(self) -> None:
        """Stop working on events, then delivering."""
        self.journal.close()
        self.deliverer.close()


def shortcuts(config: BackendConfig) -> Sequence[Shortcut]:
    """What is answered before the engine, on every channel."""
    return (Linking(), Commands(config.public_url), PhotoButtons())


def install(
    app: Flask,
    config: BackendConfig,
    database: Database,
    inbox: Inbox,
    *,
    timing: Timing,
    platforms: Sequence[Platform],
    sms: SmsClient,
    presence: Presence = NOWHERE,
) -> None:
    """Begin to serve the platforms: those of the configuration, and ``platforms``, whose events reach the inbox some other way."""
    served, doors = list(platforms), list[Door]()
    if config.sms_callback_secret:
        served.append(SmsPlatform(sms, Writer(config.public_url, config.sms_segments, config.sms_accents)))
        app.register_blueprint(sms_webhook.create_blueprint(database, inbox, config.sms_callback_secret))
    if config.zalo is not None:
        doors.append(ZaloDoor(config.zalo, inbox))
        served.append(open_zalo(config.zalo, database, config.public_url))
    if config.zalo_bot is not None:
        bot = zalo_bot_service.connect(config.zalo_bot, inbox, config.public_url)
        served.append(bot.platform)
        doors += [bot.door] if bot.door is not None else []
    telegram = telegram_service.connect(config, database, inbox, presence)
    if telegram is not None:
        served.append(telegram.platform)
        doors += [telegram.door] if telegram.door is not None else []
    journal = Journal(database, {door.channel: door.work for door in doors}, timing, presence=presence)
    deliverer = Deliverer(database, served, timing, presence=presence)
    channels = Channels(inbox, Webhooks(journal, doors), journal, deliverer)
    app.extensions[CHANNELS] = channels
    channels.deliverer.start()
    if doors:
        journal.start()
