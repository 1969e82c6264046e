"""What time does to links between channels, and to what is remembered of platforms."""

from datetime import timedelta
from typing import Final

from backend.channels import links
from backend.channels.journal import claims
from backend.channels.zalo.window import forget_notices
from backend.config import BackendConfig
from backend.database import Database
from backend.maintain.schedule import periodic
from bhxh.dates import utcnow
from kit.logs import get_logger

EVENTS_KEPT: Final = timedelta(days=3)
"""How long an event that could not be worked on is kept for somebody to look at; no answer to it would be of use any more."""

log = get_logger(__name__)


@periodic("channels.forget", every=timedelta(hours=1))
def forget_old(database: Database, config: BackendConfig) -> None:
    """Drop links that nobody has used for long, codes that run out, and events that nobody could work on."""
    now = utcnow()
    with database.begin() as session:
        links.forget_old(session, now)
        forget_notices(session, now)
        lost = claims.forget_old(session, now - EVENTS_KEPT)
    if lost:
        log.error("channel_events_erased", events=lost)
