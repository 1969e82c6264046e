"""The worker process: hands the outbox to the SMS gateway and the mail server, and runs the periodic tasks that are due. Any number may run at once."""

import signal
from threading import Event, Thread
from types import FrameType

from sqlalchemy.exc import SQLAlchemyError

from backend import maintain
from backend.config import BackendConfig
from backend.database import Database
from backend.lookup import person as person_lookup
from backend.notify.delivery import Gateway, drain
from backend.notify.gateway import HttpGateway
from backend.notify.mail import mail_server
from backend.notify.models import Channel
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
    # A mail server that does not answer must not keep the SMS waiting: the e-mails have a thread of their own.
    post = Thread(target=deliver_mail, args=(database, config, stop), name="mail")
    log.info("worker_started")
    try:
        post.start()
        work(database, config, gateway, stop)
    finally:
        stop.set()
        post.join()
        gateway.close()
        database.close()
    log.info("worker_stopped")


def work(database: Database, config: BackendConfig, gateway: Gateway, stop: Event) -> None:
    """The loop of `run` without its signals. A database that is away is waited for."""
    while not stop.is_set():
        try:
            person_lookup.answer_requests(database)
            drain(database, gateway, stop.is_set)
            maintain.run_due(database, config)
        except SQLAlchemyError as error:
            log.error("database_away", error=type(error).__name__)
            stop.wait(TROUBLE_SECONDS)
        stop.wait(POLL_SECONDS)


def deliver_mail(database: Database, config: BackendConfig, stop: Event) -> None:
    """Hand over e-mails until `stop`; nothing where no mail server is set: they wait, and go out once there is one."""
    server = mail_server(config)
    if server is None:
        return
    while not stop.is_set():
        try:
            drain(database, server, stop.is_set, Channel.MAIL)
        except SQLAlchemyError as error:
            log.error("database_away", error=type(error).__name__)
            stop.wait(TROUBLE_SECONDS)
        stop.wait(POLL_SECONDS)
