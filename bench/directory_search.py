"""Searching the directory: 100,000 health facilities beside the shipped agencies, asked as people write.

    .venv/bin/python -m bench.directory_search [--entries 100000] [--queries 2000] [--postgresql] [--plans]

Queries are names and places of entries with marks lost, words in another order, abbreviations, a word too many, and words that stand
in every tenth name. Each goes through `backend.places.search`, the rows of the answer included, and then as a page of `/tra-cuu` as a
browser asks for it. `--plans` prints instead which statements read or sort a large table.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator

from backend.config import BackendConfig
from backend.database import Database
from backend.places import Draft, Kind, Wanted, save, search, seed_agencies
from backend.places import districts as districts_with_entries
from backend.registration.agencies import districts, home_provinces
from backend.web import create_app
from bench import plans
from bench.databases import opened
from bench.figures import milliseconds
from bhxh.text import strip_accents

_KINDS = (
    "Bệnh viện Đa khoa",
    "Trung tâm Y tế",
    "Trạm Y tế phường",
    "Phòng khám Đa khoa",
    "Bệnh viện Sản Nhi",
    "Nhà hộ sinh",
)
_NAMES = (
    "Nguyễn Trãi|Hoàn Mỹ|Tâm Đức|An Bình|Hồng Ngọc|Thu Cúc|Vạn Hạnh|Minh Khai|Lê Lợi|Quang Trung|Tân Phú|Bình Dân|Sao Mai|Hòa Hảo"
    "|Phước An|Đức Khang|Việt Mỹ|Thiên Nhân|Phúc Hưng|Bạch Đằng|Thanh Vũ|Xuyên Á|Gia Đình|Tâm Anh|Trường Sa|Ngọc Phú|Kim Long"
).split("|")  # fmt: skip
_SHORT = {
    "bệnh viện": "bv", "đa khoa": "dk", "trung tâm y tế": "ttyt", "phòng khám": "pk", "hồ chí minh": "hcm", "quận ": "q",
    "thị xã": "tx", "thành phố": "tp",
}  # fmt: skip
LISTED = (
    Wanted(Kind.FACILITY, province="79"),
    Wanted(Kind.FACILITY, province="79", district="Quận 5"),
    Wanted(Kind.FACILITY, province="01", sick_leave=True),
    Wanted(Kind.EMPLOYER, province="79"),
)


def drafts(count: int) -> Iterator[Draft]:
    """That many facilities over all districts."""
    chosen = random.Random(5)
    places = [(province, district) for province in home_provinces() for district in districts(province)]
    for number in range(count):
        province, district = places[number % len(places)]
        yield Draft(
            Kind.FACILITY,
            code=f"{number:06}",
            name=f"{chosen.choice(_KINDS)} {chosen.choice(_NAMES)} {chosen.choice(_NAMES) if number % 3 else district.name}",
            province_code=province.card_code,
            district=district.name,
            address=f"{chosen.randint(1, 900)} đường {chosen.choice(_NAMES)}, phường {chosen.randint(1, 20)}",
            sick_leave=number % 4 == 0,
        )


def queries(count: int) -> Iterator[Wanted]:
    """As people write."""
    chosen, known = random.Random(7), list(drafts(20_000))
    provinces = {province.card_code: province.name for province in home_provinces()}
    for _ in range(count):
        entry = chosen.choice(known)
        asked = entry.name
        form = chosen.random()
        if form < 0.3:
            asked += f" {entry.district} {provinces[entry.province_code]}"
        elif form < 0.4:
            asked = chosen.choice(
                ["bệnh viện", "bệnh viện đa khoa tỉnh", "trung tâm y tế huyện", "nguyễn trãi", "phường 5"]
            )
        elif form < 0.5:
            asked += " xyzzy"
        asked = asked.lower()
        if chosen.random() < 0.5:
            for long, short in _SHORT.items():
                asked = asked.replace(long, short)
        if chosen.random() < 0.6:
            asked = strip_accents(asked)
        if chosen.random() < 0.3:
            parts = asked.split()
            chosen.shuffle(parts)
            asked = " ".join(parts)
        province = entry.province_code if chosen.random() < 0.3 else None
        yield Wanted(Kind.FACILITY, asked, province, sick_leave=chosen.random() < 0.1)


def measure(config: BackendConfig, database: Database, entries: int, count: int, only_plans: bool) -> None:
    """Prints the times of storing and searching, or what searching asks the database."""
    started, batch = time.perf_counter(), list[Draft]()
    for draft in drafts(entries):
        batch.append(draft)
        if len(batch) == 500:
            with database.begin() as session:
                save(session, batch)
            batch.clear()
    with database.begin() as session:
        save(session, batch)
    print(f"{entries:,} entries stored, {entries / (time.perf_counter() - started):,.0f}/s", flush=True)
    if database.engine.dialect.name == "postgresql":
        with database.engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")  # as autovacuum does within a minute
    if only_plans:
        with plans.watched() as seen, database.reading() as session:
            for wanted in (*queries(30), *LISTED):
                search(session, wanted)
                districts_with_entries(session, wanted.kind, wanted.province or "79")
        plans.report(database.engine, seen, "the directory")
        return
    times, empty, slowest = [], 0, (0.0, "")
    for wanted in queries(count):
        began = time.perf_counter()
        with database.reading() as session:
            found = search(session, wanted)
        times.append(time.perf_counter() - began)
        empty += not found.entries
        slowest = max(slowest, (times[-1], wanted.query))
    print(
        f"{count:,} queries: {milliseconds(times)}; {empty} found nothing; slowest {slowest[0] * 1000:.0f} ms: {slowest[1]}"
    )
    pages(config, entries, count)


def pages(config: BackendConfig, entries: int, count: int) -> None:
    """Prints the times of the same as pages, with the lists of a place and single entries between them."""
    app = create_app(config)
    browser, times, draw = app.test_client(), list[float](), random.Random(9)
    try:
        for wanted in queries(count):
            asked = draw.random()
            path, query = "/tra-cuu/co-so-kham-chua-benh", {"q": wanted.query, "tinh": wanted.province or ""}
            if asked < 0.1:
                query = {"tinh": draw.choice(LISTED).province or ""}
            elif asked < 0.2:
                path, query = f"/tra-cuu/noi/{draw.randint(1, entries)}", {}
            began = time.perf_counter()
            answer = browser.get(path, query_string=query)
            times.append(time.perf_counter() - began)
            if answer.status_code != 200:
                raise SystemExit(f"{path}: {answer.status_code}")
        print(f"{count:,} pages: {milliseconds(times)}")
    finally:
        app.extensions["bhxh.chat"].close()


def main() -> None:
    """Runs it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=2_000)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--plans", action="store_true")
    chosen = parser.parse_args()
    with opened(None, chosen.postgresql) as (config, database):
        seed_agencies(config)
        measure(config, database, chosen.entries, chosen.queries, chosen.plans)


if __name__ == "__main__":
    main()
