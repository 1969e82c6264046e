"""The audit log's periodic check."""

from datetime import timedelta

from backend.audit.chain import Broken, walk
from backend.config import BackendConfig
from backend.database import Database
from backend.maintain.schedule import periodic
from kit.logs import get_logger

log = get_logger()


@periodic("audit.verify", every=timedelta(days=1))
def verify_log(database: Database, config: BackendConfig) -> None:
    """Check the whole chain and log its head: the note, kept away from the database, that shows a later cut at the end."""
    try:
        with database.reading() as session:
            last = walk(session)
    except Broken as broken:
        log.error("audit_log_broken", sequence=broken.sequence, reason=broken.reason)
        raise
    log.info("audit_log_verified", sequence=last.sequence, head=last.digest.hex())
