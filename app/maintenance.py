"""``bhxh maintain``: expiry, reminders and retention of every part. Safe to run twice or on two machines."""

import threading
from datetime import timedelta

import sms_gateway.maintain
from app.settings import Product
from backend import maintain as backend_maintain
from bhxh.dates import utcnow
from bot import tracker_retention
from kit.logs import get_logger

# The engine forgets a session after 60 minutes of silence; its events are of no use to anyone a day later.
TRACKER_KEPT = timedelta(hours=24)
INTERVAL_SECONDS = 3600.0

log = get_logger(__name__)


def run(product: Product) -> list[str]:
    """Everything once; the names of tasks that failed."""
    return [*backend_maintain.run(product.backend()), *run_beside_backend(product)]


def run_beside_backend(product: Product) -> list[str]:
    """What the backend's worker does not do by itself: the gateway's retention and the engine's."""
    failed = []
    try:
        sms_gateway.maintain.run(product.gateway())
    except Exception as error:
        log.error("maintenance_failed", task="sms_gateway", error=type(error).__name__)
        failed.append("sms_gateway")
    try:
        tracker_retention.forget(product.tracker_path, utcnow() - TRACKER_KEPT)
    except Exception as error:
        log.error("maintenance_failed", task="tracker", error=type(error).__name__)
        failed.append("tracker")
    return failed


def schedule(product: Product) -> None:
    """Run it now and every hour, in a thread of the worker's process."""

    def repeat() -> None:
        pause = threading.Event()
        while True:
            run_beside_backend(product)
            pause.wait(INTERVAL_SECONDS)

    threading.Thread(target=repeat, name="maintenance", daemon=True).start()
