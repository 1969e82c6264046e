"""What is deleted by the clock: drafts after 24 hours, dossiers nobody handed in within 10 days, photos with them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import select

from backend.database import Database
from backend.registration import dossiers, drafts, links
from backend.registration.models import Photo
from backend.registration.store import PhotoStore
from bhxh.dates import VIETNAM, utcnow

_GRACE: Final = timedelta(hours=1)
"""A file younger than this may still get its row."""

_BATCH: Final = 200


def expire(database: Database, data_dir: Path, clock: Callable[[], datetime] = utcnow) -> int:
    """Deletes all that is past its time; returns the number of dossiers. Safe to run twice and on two machines."""
    store = PhotoStore(data_dir, database.keyring)
    now, deleted, count = clock(), 0, _BATCH
    with database.begin() as session:
        drafts.delete_expired(session, now)
        links.delete_expired(session, now)
    while count == _BATCH:
        with database.begin() as session:
            count, files = dossiers.delete_overdue(session, now.astimezone(VIETNAM).date(), _BATCH)
        # After the commit: a deletion that is rolled back must not lose its photos. What a crash leaves here is swept below.
        store.delete(files)
        deleted += count
    _sweep(database, store)
    return deleted


def _sweep(database: Database, store: PhotoStore) -> None:
    """Deletes files that no row names: left by a crash between a file and its row."""
    for name in store.names(_GRACE):
        with database.reading() as session:
            stray = session.scalar(select(Photo.id).where(Photo.file == name)) is None
        if stray:
            store.delete([name])
