"""What the console needs of the application beside its database: who proves whom a conversation is."""

from dataclasses import dataclass
from typing import Final

from flask import Flask, current_app

from backend.config import BackendConfig
from backend.conversations.identity import Identities
from backend.database import Database
from sms_gateway.client import SmsClient

_EXTENSION: Final = "bhxh.hotline.room"


@dataclass(frozen=True)
class Room:
    """One per application. ``public_url``: the citizens' pages; ``limited``: whether feedback is bounded."""

    identities: Identities
    public_url: str
    limited: bool


def install(app: Flask, config: BackendConfig, database: Database, sms: SmsClient) -> None:
    """Give this application's console what it needs."""
    app.extensions[_EXTENSION] = Room(
        Identities(database, sms, limit_addresses=config.rate_limits), config.public_url, config.rate_limits
    )


def room() -> Room:
    """That of the application that answers this request."""
    found: Room = current_app.extensions[_EXTENSION]
    return found
