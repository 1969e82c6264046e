"""The worker process: hands the outbox to the SMS gateway and runs the periodic tasks that are due. Any number may run at once."""

import signal
from threading import Event
from types import FrameType

from sqlalchemy.exc import SQLAlchemyError

from backend import maintain
from backend.config import BackendConfig
from backend.database import Database
from backend.notify.delivery import Gateway, drain
from backend.notify.gateway import HttpGateway
from kit.logs import get_logger

POLL_SECONDS = 0.5
TROUBLE_SECONDS = 5.0

log = get_logger()


def run(config: BackendConfig) -> None:
    """Work until SIGTERM or SIGINT; the message being handed over is finished first. Must be called in the main thread."""
    stop = Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    database = Database.open(config)
    gateway = HttpGateway(config.sms_url, config.sms_key)
    log.info("worker_started")
    try:
        work(database, config, gateway, stop)
    finally:
        gateway.close()
        database.close()
    log.info("worker_stopped")


def work(database: Database, config: BackendConfig, gateway: Gateway, stop: Event) -> None:
    """The loop of `run` without its signals. A database that is away is waited for."""
    while not stop.is_set():
        try:
            drain(database, gateway, stop.is_set)
            maintain.run_due(database, config)
        except SQLAlchemyError as error:
            log.error("database_away", error=type(error).__name__)
            stop.wait(TROUBLE_SECONDS)
        stop.wait(POLL_SECONDS)
