"""What is deleted by the clock: drafts after 24 hours, dossiers nobody handed in within 10 days, photos with them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import select

from backend.database import Database
from backend.registration import dossiers, drafts, links, resume
from backend.registration.models import DraftPhoto, Photo
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
        files = drafts.delete_expired(session, now)
        links.delete_expired(session, now)
        resume.delete_expired(session, now)
    store.delete(files)
    while count == _BATCH:
        with database.begin() as session:
            count, files = dossiers.delete_overdue(session, now.astimezone(VIETNAM).date(), _BATCH)
        # After the commit: a deletion that is rolled back must not lose its photos. What a crash leaves here is swept below.
        store.delete(files)
        deleted += count
    _sweep(database, store)
    return deleted


def remind(database: Database, clock: Callable[[], datetime] = utcnow) -> int:
    """Writes the SMS two days before a deletion; returns how many. Safe to run twice and on two machines."""
    reminded, count = 0, _BATCH
    while count == _BATCH:
        with database.begin() as session:
            count = dossiers.remind(session, clock(), _BATCH)
        reminded += count
    return reminded


def _sweep(database: Database, store: PhotoStore) -> None:
    """Deletes files that no row names: left by a crash between a file and its row."""
    for name in store.names(_GRACE):
        with database.reading() as session:
            named = session.scalar(select(Photo.file).where(Photo.file == name)) or session.scalar(
                select(DraftPhoto.file).where(DraftPhoto.file == name)
            )
        if named is None:
            store.delete([name])
