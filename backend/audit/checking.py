"""`bhxh audit verify`."""

from backend.audit.chain import Broken, walk
from backend.config import BackendConfig
from backend.database import Database


def verify(config: BackendConfig) -> int | None:
    """Check the whole log: None when the chain holds, otherwise the number of the first entry that does not fit."""
    database = Database.open(config)
    try:
        with database.reading() as session:
            walk(session)
    except Broken as broken:
        return broken.sequence
    finally:
        database.close()
    return None
