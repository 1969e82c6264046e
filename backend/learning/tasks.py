"""Retention of sentences kept for review."""

from datetime import timedelta
from typing import Final

from sqlalchemy import delete, select

from backend.config import BackendConfig
from backend.database import Database
from backend.learning.models import UnclearSentence
from backend.maintain.schedule import periodic
from bhxh import dates

MOST: Final = 100_000
"""Sentences kept at the most: what `bhxh nlu review` groups in two minutes, and a bound to what gibberish can fill."""

_AT_ONCE: Final = 1000
"""Rows deleted in one transaction: chat turns wait for it on SQLite."""


@periodic("learning.retention", every=timedelta(hours=6))
def forget_old(database: Database, config: BackendConfig) -> None:
    """Deletes sentences older than ``learning_days`` (0: all), and the oldest beyond `MOST`."""
    first_day = dates.now().date() - timedelta(days=config.learning_days - 1)
    old = select(UnclearSentence.id).where(UnclearSentence.day < first_day)
    beyond = select(UnclearSentence.id).order_by(UnclearSentence.day.desc()).offset(MOST)
    for unwanted in (old, beyond):
        with database.reading() as session:
            ids = session.scalars(unwanted).all()
        for start in range(0, len(ids), _AT_ONCE):
            with database.begin() as session:
                session.execute(delete(UnclearSentence).where(UnclearSentence.id.in_(ids[start : start + _AT_ONCE])))
