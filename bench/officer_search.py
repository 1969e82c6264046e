"""The officers' list over a million dossiers, through the pages as a browser asks for them: filters, far pages, one number, one code.

    .venv/bin/python -m bench.officer_search [--dossiers 1000000] [--requests 200] [--postgresql] [--folder FOLDER] [--plans]

Asked by a district's officer, a province's and one of the whole country, log-in, audit and rendering included. Most dossiers are
decided, a few thousand wait, as after two years of work; every declaration is a real ciphertext (a thousand of them, used again).
FOLDER keeps the database for the next time; `--plans` prints instead which statements read or sort a large table.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from backend.config import BackendConfig
from backend.database import Database
from backend.importing import bulk
from backend.registration.agencies import agencies
from backend.registration.models import Dossier
from backend.registration.number import format_number
from backend.registration.states import State
from backend.staff import accounts
from backend.staff.models import StaffAccount
from backend.staff.roles import Role
from backend.web import create_app
from bench import plans
from bench.databases import opened
from bench.figures import milliseconds
from kit.crypto import Keyring
from tests.support.staff import Browser

PASSWORD = "mat-khau-do-thoi-gian"
OFFICERS = {"quan5": "07915", "hcm": "079", "toanquoc": None}
BATCH = 5000
_COLUMNS = (
    "number kind way agency_code province_code state declared_at deadline declaration code_index phone_index"
    " submission_index version received_at received_by due_at decided_at decided_by name_confirmed result_sent_at"
).split()
_DECIDED = (State.CAP_TK,) * 17 + (State.TU_CHOI,) * 2 + (State.HGD_KHONG_TON_TAI,)
_DECLARED = {
    "full_name": "Nguyễn Thị Thu Hà",
    "personal_id": "079085001234",
    "province": "079",
    "district": "07915",
    "commune": "Phường 11",
    "street": "12/5 Trần Hưng Đạo, khu phố 3",
    "phone": "84912345678",
    "email": "thuha1985@bhxh.example",
}


def rows(keyring: Keyring, count: int) -> Iterator[tuple[Any, ...]]:
    """Dossiers of two years, the oldest first; of the last ten days many have not come yet, of the last minutes some wait."""
    chosen = random.Random(11)
    codes = [code for code in agencies() if len(code) == 5] + ["07915"] * 40
    sealed = [
        keyring.encrypt_text(
            "registration_dossier.declaration", _json({**_DECLARED, "bhxh_code": f"79{number:08d}", "agency": "07915"})
        )
        for number in range(1000)
    ]
    end = datetime.now(UTC)
    step = timedelta(days=730) / count
    sequences: dict[tuple[str, int], int] = {}
    for number in range(count):
        at, agency = end - step * (count - number), chosen.choice(codes)
        key = (agency, at.year)
        sequences[key] = sequences.get(key, 0) + 1
        recent = end - at < timedelta(days=10)
        state = chosen.choice(_DECIDED)
        if recent and chosen.random() < 0.5:
            state = chosen.choice((State.MOI_KHAI, State.CHO_XAC_MINH, State.CHO_XAC_MINH))
        elif end - at < timedelta(hours=2):
            state = State.DA_TIEP_NHAN
        received = None if state in (State.MOI_KHAI, State.CHO_XAC_MINH) else at + timedelta(days=1)
        decided = received if state in _DECIDED else None
        yield (
            format_number(sequences[key], at.year, agency), "account", "counter", agency, agency[:3], state.value, at,
            (at + timedelta(days=10)).date(), sealed[number % 1000],
            keyring.blind_index("person.bhxh_code", f"79{number:08d}"), os.urandom(32), os.urandom(32),
            1, received, "canbo" if received else None, received + timedelta(minutes=15) if received else None,
            decided, "canbo" if decided else None, False, decided,
        )  # fmt: skip


def _json(values: dict[str, str]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def fill(database: Database, count: int) -> None:
    """By the driver, without the ORM."""
    started, batch, done = time.perf_counter(), list[tuple[Any, ...]](), 0
    for row in rows(database.keyring, count):
        batch.append(row)
        if len(batch) == BATCH:
            write(database, batch)
            done += len(batch)
            batch.clear()
            print(f"\r{done:,} dossiers", end="", flush=True)
    write(database, batch)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")  # as `PRAGMA optimize` and autovacuum do in time
    print(f"\r{count:,} dossiers written, {count / (time.perf_counter() - started):,.0f}/s", flush=True)


def write(database: Database, batch: list[tuple[Any, ...]]) -> None:
    if not batch:
        return
    if database.engine.dialect.name != "postgresql":
        batch = [tuple(_for_sqlite(value) for value in row) for row in batch]
    with database.engine.begin() as connection:
        bulk.insert(connection, "registration_dossier", _COLUMNS, batch)


def _for_sqlite(value: object) -> object:
    """As SQLAlchemy writes moments and days there."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if hasattr(value, "isoformat") else value


def measure(config: BackendConfig, database: Database, requests: int, only_plans: bool) -> None:
    """Prints the times of each kind of request by each kind of officer, or what it asks the database."""
    with database.begin() as session:
        there = session.scalars(select(StaffAccount.username)).all()
        for name, agency in OFFICERS.items():
            if name in there:
                continue
            accounts.create(
                session,
                username=name,
                name=name,
                role=Role.OFFICER,
                agency=agency,
                actor="bench",
                password=PASSWORD,
                demo=True,
            )
        ids = session.scalars(select(Dossier.id).where(Dossier.agency_code == "07915").limit(2000)).all()
        numbers = session.scalars(select(Dossier.number).where(Dossier.agency_code == "07915").limit(2000)).all()
        middle = session.scalars(select(Dossier.declared_at).where(Dossier.id == ids[len(ids) // 2])).one()
    app = create_app(config)
    chosen, worst = random.Random(3), 0.0
    for name in OFFICERS:
        visitor = Browser(app)
        visitor.log_in(name, PASSWORD)
        token = visitor.token("/nhan-vien/")
        far = f"{middle.isoformat()}_{ids[len(ids) // 2]}".replace("+", "%2B")
        day = middle.strftime("%d/%m/%Y")
        asked: dict[str, Callable[[], Any]] = {
            "newest": lambda v=visitor: v.get("/can-bo"),
            "by state": lambda v=visitor: v.get(f"/can-bo?trang-thai={chosen.choice(list(State)).value}"),
            "undecided": lambda v=visitor: v.get("/can-bo?tinh-trang=undecided"),
            "overdue": lambda v=visitor: v.get("/can-bo?tinh-trang=overdue"),
            "decided, days long past": lambda v=visitor, d=day: v.get(
                f"/can-bo?tinh-trang=decided&tu-ngay={d}&den-ngay={d}"
            ),
            "rejected, far page": lambda v=visitor, f=far: v.get(f"/can-bo?trang-thai=TU_CHOI&truoc={f}"),
            "one number": lambda v=visitor, t=token: v.client.post(
                "/can-bo/tra-cuu", data={"csrf_token": t, "so-ho-so": chosen.choice(numbers)}
            ),
            "one code": lambda v=visitor, t=token: v.client.post(
                "/can-bo/tra-cuu", data={"csrf_token": t, "ma-so": f"79{chosen.randrange(1000):08d}"}
            ),
            "one dossier": lambda v=visitor: v.get(f"/can-bo/ho-so/{chosen.choice(ids)}"),
        }
        for what, ask in asked.items():
            if only_plans:
                with plans.watched() as seen:
                    ask()
                plans.report(database.engine, seen, f"{name} {what}")
                continue
            times = []
            for _ in range(requests):
                began = time.perf_counter()
                answer = ask()
                times.append(time.perf_counter() - began)
                if answer.status_code not in (200, 303):
                    raise SystemExit(f"{what}: {answer.status_code}")
            worst = max(worst, sorted(times)[int(0.95 * len(times))])
            print(f"{name:9} {what:24} {milliseconds(times)}", flush=True)
    app.extensions["bhxh.chat"].close()
    print(f"worst p95: {worst * 1000:.0f} ms (bound: 100 ms)")


def main() -> None:
    """Runs it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=1_000_000)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--plans", action="store_true")
    chosen = parser.parse_args()
    with opened(chosen.folder, chosen.postgresql) as (config, database):
        with database.reading() as session:
            there = session.scalar(select(func.count()).select_from(Dossier))
        if there not in (0, chosen.dossiers):
            raise SystemExit(f"it holds {there:,} dossiers: delete it first")
        if not there:
            fill(database, chosen.dossiers)
        measure(config, database, chosen.requests, chosen.plans)


if __name__ == "__main__":
    main()
