"""What the holder of a link does with a dossier: add photos, read the declaration."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.config import BackendConfig
from backend.database import Database
from backend.declined import Declined
from backend.registration import dossiers, links
from backend.registration.fields import Values
from backend.registration.kinds import Kind
from backend.registration.links import Purpose
from backend.registration.models import Dossier, Photo
from backend.registration.pictures import Picture
from backend.registration.store import PhotoStore
from bhxh.dates import utcnow
from bhxh.messages import text

LINK: Final = "link:photos"
"""The actor of what is done on the page behind a dossier's photo link."""


@dataclass(frozen=True)
class PhotoSheet:
    """What the photo page shows: the dossier's number, its deadline, the pictures it needs, and which are there already."""

    number: str
    deadline: date
    kinds: tuple[str, ...]
    present: frozenset[str]

    @property
    def missing(self) -> tuple[str, ...]:
        """The kinds not given yet, in the order of the page."""
        return tuple(kind for kind in self.kinds if kind not in self.present)


@dataclass(frozen=True)
class Declaration:
    """What form 01 prints. ``values`` are the fields in normal form."""

    number: str
    declared_at: datetime
    deadline: date
    values: Values


class Attachments:
    """Photos and declarations of dossiers, each opened by a token. Safe to share between threads.

    A token that is unknown, expired, used up or meant for something else is answered in one way only: None or False.
    """

    def __init__(self, database: Database, config: BackendConfig, clock: Callable[[], datetime] = utcnow) -> None:
        self._database = database
        self._clock = clock
        self._store = PhotoStore(config.data_dir, database.keyring)

    def declaration(self, token: str, purpose: Purpose = Purpose.DECLARATION) -> Declaration | None:
        """What the declaration of a dossier prints, for a token of ``purpose``. A child's dossier has none: nobody signs it."""
        with self._database.reading() as session:
            dossier = links.dossier_of(session, token, purpose, self._clock())
            if dossier is None or dossier.kind == Kind.CHILD:
                return None
            return Declaration(dossier.number, dossier.declared_at, dossier.deadline, dict(dossier.declaration))

    def photo_sheet(self, token: str) -> PhotoSheet | None:
        """What the photo page shows."""
        with self._database.reading() as session:
            dossier = self._open(session, token)
            if dossier is None:
                return None
            present = frozenset(_photos(session, dossier))
            return PhotoSheet(dossier.number, dossier.deadline, dossiers.needed_pictures(dossier), present)

    def photo(self, token: str, kind: str) -> bytes | None:
        """A stored picture (JPEG) for its giver to check, None also when there is none of this kind."""
        with self._database.reading() as session:
            dossier = self._open(session, token)
            row = _photos(session, dossier).get(kind) if dossier else None
        try:
            return self._store.read(row.file) if row else None
        except FileNotFoundError:  # replaced in this very moment
            return None

    def put_photo(self, token: str, kind: str, picture: Picture, actor: str = LINK) -> bool:
        """Stores a picture in place of an earlier one of its kind. ``actor``: who gave it, for the audit.

        Raises ValueError for a kind that the dossier does not need.
        """
        file = self._store.write(picture.jpeg)
        needless: str | None = file
        try:
            with self._database.begin() as session:
                dossier = self._open(session, token, lock=True)
                if dossier is not None:
                    needless = self._keep(session, dossier, kind, file, picture)
                    dossiers.record(session, dossier, "registration.photo_given", actor)
        except BaseException:
            needless = file
            raise
        finally:
            # The new file when it did not get its row, else the picture it replaced.
            self._store.delete([needless] if needless else [])
        return needless != file

    def relabel(self, token: str, kind: str, other: str, actor: str = LINK) -> bool:
        """Makes a picture one of another kind, in exchange for the one of that kind if there is one.

        Raises ValueError for a kind that the dossier does not need or a picture that is not there.
        """
        with self._database.begin() as session:
            dossier = self._open(session, token, lock=True)
            if dossier is None:
                return False
            photos = _photos(session, dossier)
            if kind not in photos or other not in dossiers.needed_pictures(dossier):
                raise ValueError(f"no photo to make one of another kind: {kind}, {other}")
            moved, there = photos[kind], photos.get(other)
            if there is not None:
                there.kind = ""  # two of one kind are never there, not even for a moment
                session.flush()
            moved.kind = other
            session.flush()
            if there is not None:
                there.kind = kind
            dossiers.record(session, dossier, "registration.photo_relabelled", actor)
        return True

    def complete(self, token: str, actor: str = LINK) -> bool:
        """Ends the photo page: its link opens no more. Raises Declined("photo.missing") while a kind is missing."""
        now = self._clock()
        with self._database.begin() as session:
            dossier = self._open(session, token, lock=True)
            if dossier is None:
                return False
            missing = [kind for kind in dossiers.needed_pictures(dossier) if kind not in _photos(session, dossier)]
            if missing:
                kinds = ", ".join(text(f"photo.kind.{kind}") for kind in missing)
                raise Declined("photo.missing", text("photo.missing", kinds=kinds), tuple(missing))
            links.close(session, dossier, Purpose.PHOTOS)
            dossiers.complete_photos(session, dossier, now, actor)
        return True

    def _open(self, session: Session, token: str, *, lock: bool = False) -> Dossier | None:
        dossier = links.dossier_of(session, token, Purpose.PHOTOS, self._clock(), lock=lock)
        return dossier if dossier is not None and dossiers.takes_photos(dossier) else None

    def _keep(self, session: Session, dossier: Dossier, kind: str, file: str, picture: Picture) -> str | None:
        """Gives a file its row; returns the file that it replaces."""
        if kind not in dossiers.needed_pictures(dossier):
            raise ValueError(f"not a kind of photo: {kind}")
        row = _photos(session, dossier).get(kind)
        replaced = row.file if row else None
        if row is None:
            row = Photo(dossier_id=dossier.id, kind=kind)
            session.add(row)
        row.file, row.width, row.height, row.stored_at = file, picture.width, picture.height, self._clock()
        session.flush()
        return replaced


def _photos(session: Session, dossier: Dossier) -> dict[str, Photo]:
    rows = session.scalars(select(Photo).where(Photo.dossier_id == dossier.id))
    return {row.kind: row for row in rows}
