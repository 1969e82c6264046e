"""A flood of webhook events, paced: signed events of Zalo at 500 a second for a minute, 30 % of them repeated.

    python -m bench.flood [--rate 500] [--seconds 60] [--duplicates 0.3] [--citizens 2000] [--postgresql] [--idle 100]

Four processes with real sockets between them: this one is the product's web process as it is served (the front's intake, the backend's
application, journal, deliveries; a database of its own), but for the dialogue engine, which answers at once. Beside it the loader, which
keeps its pace whatever the answers do, and the simulated Zalo that takes the replies. Our own limit of 4,000 messages a minute to Zalo is
lifted, or it would be what is measured behind.
"""

import argparse
import contextlib
import logging
import multiprocessing
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import structlog
import uvicorn
from sqlalchemy import func, select

from app.intake import PatientIntake, SafeHeaders
from backend.channels.journal.models import ChannelEvent
from backend.channels.setup import CHANNELS
from backend.channels.zalo import opening
from backend.channels.zalo.config import ZaloConfig
from backend.channels.zalo.pace import Pace
from backend.channels.zalo.tokens import Tokens
from backend.config import BackendConfig
from backend.conversations.models import HeardEvent
from backend.database import Database
from backend.web import create_app
from bench.figures import milliseconds
from bench.flood_loader import Plan, Result, flood, one_by_one
from bench.progress import own_postgres
from bhxh.dates import utcnow
from kit.crypto import new_keyset
from tests.support.webhooks import front_of
from tests.support.zalo_oa import APP_ID, OA_ID, OA_SECRET, SECRET, official_account


def zalo(pipe: Connection, citizens: list[str]) -> None:
    """The simulated Zalo as a process: tells its address, then answers questions about what it was given."""
    with official_account(per_minute=1_000_000_000) as oa:
        oa.heard_at.update(dict.fromkeys(citizens, time.time() + 3600))
        pipe.send(oa.url)
        while (asked := pipe.recv()) != "end":
            pipe.send(len(oa.sent) if asked == "count" else [(one.text, one.at) for one in list(oa.sent)])


@contextlib.contextmanager
def zalo_process(citizens: list[str]) -> Iterator[tuple[str, Connection]]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=zalo, args=(theirs, citizens), daemon=True)
    process.start()
    try:
        yield ours.recv(), ours
        ours.send("end")
    finally:
        process.join(10)


@contextlib.contextmanager
def product(folder: Path, url: str, zalo_url: str) -> Iterator[tuple[str, Database]]:
    """The web process: its address and its database."""
    account = ZaloConfig(app_id=APP_ID, oa_id=OA_ID, app_secret=SECRET, webhook_secret=OA_SECRET)
    config = BackendConfig(
        data_dir=folder,
        database_url=url,
        keyset=new_keyset(),
        secret_key="bench",
        internal_token="bench",
        engine_token="bench",
        sms_key="bench",
        public_url="https://bhxh.example",
        rate_limits=False,
        zalo=replace(account, api_url=zalo_url, oauth_url=zalo_url),
    )
    database = Database.open(config)
    database.upgrade()
    Tokens(database, APP_ID).give("refresh-0", utcnow())
    opening.Pace = partial(Pace, 1_000_000_000)  # type: ignore[assignment,misc]
    app = create_app(config, engine=AtOnce())
    with served(PatientIntake(SafeHeaders(front_of(app, 32), https=True))) as address:
        yield f"{address}/kenh/zalo", database
    app.extensions[CHANNELS].close()
    app.extensions["bhxh.chat"].close()
    database.close()


class AtOnce:
    """The dialogue engine."""

    def reply(self, session: str, text: str, turn: str, *, timeout: float) -> Any:
        from backend.conversations.engine import EngineMessage, EngineReply

        return EngineReply((EngineMessage(f"Đã nghe: {text}"),), intent="faq", confidence=0.9)

    def close(self) -> None:
        """Nothing to give back."""


@contextlib.contextmanager
def served(application: Any) -> Iterator[str]:
    """As the product serves it: uvloop in a thread, no access log, connections kept for 75 s."""
    settings = {"loop": "uvloop", "access_log": False, "log_config": None, "lifespan": "off", "timeout_keep_alive": 75}
    config = uvicorn.Config(application, port=0, **settings)  # type: ignore[arg-type]
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def load(plan: Plan, one_after_another: bool = False) -> tuple[Result, float]:
    """Run the loader as a process of its own; what it has seen, and the processor seconds that this process has used meanwhile."""
    ours, theirs = multiprocessing.Pipe()
    work = one_by_one if one_after_another else flood
    process = multiprocessing.get_context("spawn").Process(target=work, args=(plan, theirs), daemon=True)
    process.start()
    ours.recv()  # it is ready
    used = time.process_time()
    ours.send("go")
    result: Result = ours.recv()
    used = time.process_time() - used
    process.join()
    return result, used


def until_drained(pipe: Connection, wanted: int, patience: float) -> tuple[list[tuple[str, float]], float]:
    """What Zalo has been given when there are so many replies or none has come for so long; processor seconds of this process meanwhile."""
    used, count, since = time.process_time(), -1, time.monotonic()
    while count < wanted and time.monotonic() - since < patience:
        time.sleep(0.5)
        pipe.send("count")
        now = pipe.recv()
        if now != count:
            count, since = now, time.monotonic()
    pipe.send("all")
    return pipe.recv(), time.process_time() - used


def measure(options: argparse.Namespace, folder: Path, url: str) -> None:
    idle = Plan(rate=0, events=options.idle, duplicates=0, citizens=1, first=10_000_000, word="lời")
    plan = Plan(options.rate, round(options.rate * options.seconds), options.duplicates, options.citizens)
    with zalo_process([*idle.people(), *plan.people()]) as (zalo_url, pipe), product(folder, url, zalo_url) as served:
        webhook, database = served
        if options.idle:
            tell_idle(load(replace(idle, url=webhook), one_after_another=True)[0], pipe)
        result, used = load(replace(plan, url=webhook))
        tell_intake(result, used)
        replies, used_behind = until_drained(pipe, options.idle + plan.unique, 60)
        tell_replies(plan, [(text, at - result.at) for text, at in replies[options.idle :]], used_behind)
        with database.reading() as session:
            heard = session.scalar(select(func.count()).select_from(HeardEvent))
            left = session.scalar(select(func.count()).select_from(ChannelEvent))
        print(f"flood: {heard} events noted as heard ({options.idle} of them when idle), {left} left in the journal")


def tell_idle(result: Result, pipe: Connection) -> None:
    replies, _ = until_drained(pipe, len(result.begun), 30)
    at = {text.removeprefix("Đã nghe: "): moment for text, moment in replies}
    whole = [at[text] - moment for text, moment in result.begun.items() if text in at]
    print(f"idle: event -> 200: {milliseconds(result.seconds)}")
    print(f"idle: event -> reply at Zalo (0.1 s between events): {milliseconds(whole)}")


def tell_intake(result: Result, used: float) -> None:
    events, late = len(result.seconds), sum(one > 2 for one in result.seconds)
    print(
        f"flood: {events} events in {result.took:.1f} s: {events / result.took:.0f}/s answered, HTTP {result.statuses}"
    )
    print(
        f"flood: event -> 200: {milliseconds(result.seconds)}, max {max(result.seconds) * 1000:.0f} ms, {late} later than 2 s"
    )
    print(
        f"flood: {used / events * 1000:.2f} ms of processor for each event while they came (work behind included), "
        f"loader at most {result.behind * 1000:.0f} ms behind its plan"
    )


def tell_replies(plan: Plan, replies: list[tuple[str, float]], used: float) -> None:
    texts = [text for text, _ in replies if text.startswith("Đã nghe")]
    early = sum(at <= plan.events / plan.rate for _, at in replies)
    print(
        f"flood: {len(texts)} replies, {len(set(texts))} of them different, for {plan.unique} messages; "
        f"{len(replies) - len(texts)} other messages"
    )
    if replies:
        last, behind = max(at for _, at in replies), max(1, len(replies) - early)
        print(f"flood: {early} replies while events came, the last one {last:.0f} s after the first event")
        print(f"flood: {used / behind * 1000:.2f} ms of processor for each message worked on behind")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=500)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--duplicates", type=float, default=0.3)
    parser.add_argument("--citizens", type=int, default=2000)
    parser.add_argument("--idle", type=int, default=100)
    parser.add_argument("--postgresql", action="store_true")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with TemporaryDirectory() as folder, contextlib.ExitStack() as opened:
        url = f"sqlite:///{folder}/bench.db"
        if options.postgresql:
            url = opened.enter_context(own_postgres()).new_database()
        measure(options, Path(folder), url)


if __name__ == "__main__":
    main()
