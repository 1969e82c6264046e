"""E-mails about notices, and notices of long ago."""

from datetime import timedelta

from backend.config import BackendConfig
from backend.database import Database
from backend.maintain.schedule import periodic
from backend.notices import service
from bhxh.dates import utcnow


@periodic("notices.mail", every=timedelta(minutes=1))
def write_mails(database: Database, config: BackendConfig) -> None:
    """Every minute, because a refused card is urgent; several that come at once make one e-mail."""
    service.mail_due(database, f"{config.public_url}/nhan-vien/nhac-viec", utcnow())


@periodic("notices.forget", every=timedelta(days=1))
def forget(database: Database, config: BackendConfig) -> None:
    """Once a day."""
    del config
    with database.begin() as session:
        service.forget(session, utcnow())
