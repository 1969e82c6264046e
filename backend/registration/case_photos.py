"""The pictures of a dossier as officers handle them: seen, and replaced by a scan or a file (Công văn 3717/BHXH-CNTT, Phụ lục 02)."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.config import BackendConfig
from backend.database import Database
from backend.declined import Declined
from backend.registration import casework
from backend.registration.casework import Case, NotInScope
from backend.registration.models import Photo
from backend.registration.pictures import Picture
from backend.registration.scope import Scope
from backend.registration.store import PhotoStore
from bhxh.dates import utcnow
from bhxh.messages import text


class CasePhotos:
    """Pictures of dossiers within an officer's scope. Safe to share between threads."""

    def __init__(self, database: Database, config: BackendConfig, clock: Callable[[], datetime] = utcnow) -> None:
        self._database = database
        self._clock = clock
        self._store = PhotoStore(config.data_dir, database.keyring)

    def read(self, scope: Scope, dossier_id: int, kind: str) -> bytes:
        """A picture (JPEG). Raises NotInScope, also where there is none of this kind."""
        with self._database.reading() as session:
            casework.open_case(session, scope, dossier_id)
            row = _row(session, dossier_id, kind)
        if row is None:
            raise NotInScope
        try:
            return self._store.read(row.file)
        except FileNotFoundError:  # replaced in this very moment
            raise NotInScope from None

    def replace(
        self, scope: Scope, dossier_id: int, kind: str, picture: Picture, *, officer: str, version: int
    ) -> None:
        """Puts a picture in the place of the one of its kind, of a dossier that is not decided yet.

        Raises NotInScope, also for a kind that the dossier does not need, or Declined("dossier.changed").
        """
        file = self._store.write(picture.jpeg)
        needless: str | None = file
        try:
            with self._database.begin() as session:
                case = casework.open_case(session, scope, dossier_id)
                if kind not in case.needed_photos:
                    raise NotInScope
                if case.version != version:
                    raise Declined("dossier.changed", text("dossier.changed"))
                casework.touch(session, case)
                needless = self._keep(session, case, kind, picture, file)
                casework.record(session, case, "dossier.photo_replaced", officer, kind=kind)
        except BaseException:
            needless = file
            raise
        finally:
            self._store.delete([needless] if needless else [])

    def _keep(self, session: Session, case: Case, kind: str, picture: Picture, file: str) -> str | None:
        """Gives a file its row; returns the file that it replaces."""
        row = _row(session, case.id, kind)
        replaced = row.file if row else None
        if row is None:
            row = Photo(dossier_id=case.id, kind=kind)
            session.add(row)
        row.file, row.width, row.height, row.stored_at = file, picture.width, picture.height, self._clock()
        session.flush()
        return replaced


def _row(session: Session, dossier_id: int, kind: str) -> Photo | None:
    return session.scalar(select(Photo).where(Photo.dossier_id == dossier_id, Photo.kind == kind))
