"""The personal pages and the look-up of a code by person at full size, page by page as browsers ask for them.

    .venv/bin/python -m bench.back_office FOLDER [--participants 1000000] [--visits 5000000] [--reads 1000] [--postgresql] [--plans]

FOLDER keeps the database (SQLite, or the files of a PostgreSQL server of its own): made at the first time in some minutes
(`bench.register_data`), used again afterwards. Every read is of another person chosen at random, log-in, line in the audit log and
rendering included; the first tenth does not count. `--plans` prints instead which statements read or sort a large table.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from backend.accounts import sessions
from backend.accounts.guard import COOKIE
from backend.accounts.models import Account
from backend.config import BackendConfig
from backend.database import Database
from backend.kcb.models import KcbVisit
from backend.lookup.human import worked
from backend.web import create_app
from bench import plans
from bench.databases import opened
from bench.figures import milliseconds, percentile
from bench.register_data import birth_of, code_of, fill, made_up
from bhxh.dates import format_date, utcnow

PAGES = {
    "account": "/",
    "profile": "/ho-so",
    "card": "/the-bhyt",
    "participation": "/qua-trinh",
    "benefits": "/thong-tin-huong",
    "KCB book": "/so-kcb",
    "one visit": "/so-kcb/{visit}",
    "visit to be reported": "/so-kcb/{visit}/khong-phai-cua-toi",
    "who has looked": "/ai-da-xem",
    "children": "/con",
}
PERSONAL, PUBLIC = 0.100, 0.050
"""Seconds that 95 of 100 pages may take."""
_HIDDEN = re.compile(r'name="(csrf_token|kiem_tra)" value="([^"]+)"')


class Citizens:
    """Logged-in browsers of people chosen at random, each with one of their visits."""

    def __init__(self, app: Flask, database: Database, draw: random.Random, count: int) -> None:
        self._draw = draw
        self._browsers: list[tuple[FlaskClient, int]] = []
        with database.begin() as session:
            most = session.scalar(text("SELECT max(id) FROM account")) or 0
            chosen = draw.sample(range(1, most + 1), min(count, most))
            for start in range(0, len(chosen), 500):
                for account in session.scalars(select(Account).where(Account.id.in_(chosen[start : start + 500]))):
                    token = sessions.begin(session, account, utcnow(), confirmed=True, device="bench")
                    visit = session.scalar(select(KcbVisit.id).where(KcbVisit.person_id == account.person_id).limit(1))
                    browser = app.test_client()
                    browser.set_cookie(COOKIE, token)
                    self._browsers.append((browser, visit or 0))

    def open(self, path: str) -> Callable[[], TestResponse]:
        """A page of one of them, to be asked for."""
        browser, visit = self._draw.choice(self._browsers)
        return lambda: browser.get("/tai-khoan" + path.format(visit=visit))


class Visitor:
    """Somebody without an account who looks up a code; the machine's work for the human check is done before."""

    def __init__(self, app: Flask, people: int, draw: random.Random) -> None:
        self._app, self._people, self._draw = app, people, draw
        self._pool = made_up()

    def look_up(self) -> Callable[[], TestResponse]:
        """By name and day of birth, or by name and code."""
        browser = self._app.test_client()
        hidden = dict(_HIDDEN.findall(browser.get("/tra-cuu/ma-so").text))
        token, number = hidden["kiem_tra"], self._draw.randint(1, self._people)
        made = self._pool[number % len(self._pool)]
        proof = (
            {"ngay_sinh": format_date(birth_of(number))} if self._draw.random() < 0.7 else {"ma_so": code_of(number)}
        )
        work = next(str(tried) for tried in range(10**8) if worked(token, str(tried)))
        form = {
            **hidden,
            "tinh": made.province,
            "ho_ten": made.full_name,
            "cach": "man_hinh",
            "loi_giai": work,
            **proof,
        }
        return lambda: browser.post("/tra-cuu/ma-so", data=form)


def measure(config: BackendConfig, database: Database, reads: int, draw: random.Random, only_plans: bool) -> None:
    """Prints how long each page takes, or what each asks the database."""
    with database.reading() as session:
        people = session.scalar(text("SELECT max(id) FROM person")) or 0
    app = create_app(config)
    try:
        citizens, visitor = Citizens(app, database, draw, reads), Visitor(app, people, draw)
        kinds: list[tuple[str, float, Callable[[], Callable[[], TestResponse]]]] = [
            *((name, PERSONAL, lambda path=path: citizens.open(path)) for name, path in PAGES.items()),  # type: ignore[misc]
            ("code by person", PUBLIC, visitor.look_up),
        ]
        for name, bound, prepare in kinds:
            if only_plans:
                with plans.watched() as seen:
                    _checked(name, prepare()())
                plans.report(database.engine, seen, name)
                continue
            times = [_timed(name, prepare()) for _ in range(reads + reads // 10)][reads // 10 :]
            mark = "" if percentile(times, 95) <= bound else f"  MORE THAN {bound * 1000:.0f} ms"
            print(f"{name:24} {milliseconds(times)}{mark}", flush=True)
    finally:
        app.extensions["bhxh.chat"].close()


def _timed(name: str, ask: Callable[[], TestResponse]) -> float:
    began = time.perf_counter()
    answer = ask()
    took = time.perf_counter() - began
    _checked(name, answer)
    return took


def _checked(name: str, answer: TestResponse) -> None:
    if answer.status_code != 200:
        raise SystemExit(f"{name}: {answer.status_code}")
    if name == "code by person" and "******" not in answer.text:
        raise SystemExit(f"{name}: nobody was found")


def main() -> None:
    """Runs it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--participants", type=int, default=1_000_000)
    parser.add_argument("--visits", type=int, default=5_000_000)
    parser.add_argument("--reads", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--plans", action="store_true")
    options = parser.parse_args()
    with opened(options.folder, options.postgresql) as (config, database):
        began, used = time.perf_counter(), time.process_time()
        fill(database, options.participants, options.visits)
        print(f"ready after {time.perf_counter() - began:.0f} s, {time.process_time() - used:.0f} s of processor time")
        measure(config, database, options.reads, random.Random(options.seed), options.plans)


if __name__ == "__main__":
    main()
