"""Pictures given while the form is still being filled in."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from backend.config import BackendConfig
from backend.database import Database
from backend.declined import Declined
from backend.registration import drafts
from backend.registration.models import DraftPhoto
from backend.registration.pictures import Picture
from backend.registration.store import PhotoStore
from bhxh.dates import utcnow
from bhxh.messages import text


class DraftPhotos:
    """The pictures of drafts, by owner. Safe to share between threads. What somebody else's draft holds is as if it were not there."""

    def __init__(self, database: Database, config: BackendConfig, clock: Callable[[], datetime] = utcnow) -> None:
        self._database = database
        self._clock = clock
        self._store = PhotoStore(config.data_dir, database.keyring)

    def present(self, owner: str) -> frozenset[str]:
        """The kinds given so far."""
        with self._database.reading() as session:
            draft = drafts.find(session, owner, self._clock())
            return frozenset(drafts.photos(session, draft)) if draft else frozenset()

    def read(self, owner: str, kind: str) -> bytes | None:
        """A picture (JPEG) for its giver to check, or None."""
        with self._database.reading() as session:
            draft = drafts.find(session, owner, self._clock())
            row = drafts.photos(session, draft).get(kind) if draft else None
        try:
            return self._store.read(row.file) if row else None
        except FileNotFoundError:  # replaced in this very moment
            return None

    def put(self, owner: str, kind: str, picture: Picture) -> None:
        """Stores a picture in place of an earlier one of its kind. Raises Declined("registration.no_draft")."""
        file = self._store.write(picture.jpeg)
        needless: str | None = file
        try:
            with self._database.begin() as session:
                needless = self._keep(session, owner, kind, file, picture)
        except BaseException:
            needless = file
            raise
        finally:
            # The new file when it did not get its row, else the picture it replaced.
            self._store.delete([needless] if needless else [])

    def _keep(self, session: Session, owner: str, kind: str, file: str, picture: Picture) -> str | None:
        now = self._clock()
        draft = drafts.find(session, owner, now, lock=True)
        if draft is None:
            raise Declined("registration.no_draft", text("registration.no_draft"))
        columns = {"file": file, "width": picture.width, "height": picture.height, "stored_at": now}
        return drafts.put_photo(session, draft, DraftPhoto(owner_index=draft.owner_index, kind=kind, **columns))
