"""What the pages of feedback need of the application: its database, the store of pictures, whether bounds hold, and the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask import Flask, current_app

from backend.config import BackendConfig
from backend.database import Database
from backend.feedback import shown
from backend.registration.scanning import Scan, scanner
from backend.registration.store import PhotoStore
from bhxh.dates import utcnow

AREA: Final = "feedback/pictures"
_EXTENSION: Final = "bhxh.feedback"


@dataclass
class Room:
    """One per application."""

    database: Database
    store: PhotoStore
    scan: Scan
    limited: bool
    clock: Callable[[], datetime] = utcnow


def install(app: Flask, database: Database, config: BackendConfig) -> None:
    """Give this application's pages what they need; the sections are registered by the caller."""
    store = PhotoStore(config.data_dir, database.keyring, AREA)
    shown.install(app)
    app.extensions[_EXTENSION] = Room(database, store, scanner(config.clamav), config.rate_limits)


def room() -> Room:
    """That of the application that answers this request."""
    found: Room = current_app.extensions[_EXTENSION]
    return found
