"""Many citizens at once on the whole product: pages, look-ups, log-ins, personal pages and the assistant, as people use them.

python -m bench.citizens [--citizens 200] [--minutes 3] [--participants 5000]

Each citizen reads for a few seconds between two steps. What counts is the time from asking to the whole answer, and that nothing fails.
"""

import argparse
import asyncio
import random
import re
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from sqlalchemy import select

from backend.accounts import service as accounts
from backend.database import Database
from backend.participants.models import Person
from bench.figures import milliseconds, percentile
from bhxh.dates import utcnow
from tests.support.consoles import PASSWORD, open_database
from tests.support.crawl import Reader
from tests.support.product import RunningProduct

READING = (3.0, 9.0)
"""Seconds that somebody reads before the next step."""
WORDS = ("cho ray", "bv quan 5", "trung tam y te", "bệnh viện đa khoa", "tx", "benh vien nhi", "phong kham")
QUESTIONS = (
    "mất thẻ bhyt làm lại ở đâu",
    "thai sản được hưởng mấy tháng",
    "quen mat khau vssid",
    "Nghỉ việc rồi BHYT còn dùng được không?",
)
MIX = {"read": 30, "search": 25, "personal": 25, "register": 8, "chat": 12}


@dataclass
class Figures:
    """Seconds of every step by what it was, and what failed."""

    steps: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: list[str] = field(default_factory=list)


class Citizen:
    """One browser."""

    def __init__(self, url: str, code: str, figures: Figures, draw: random.Random) -> None:
        self._http = httpx.AsyncClient(base_url=url, timeout=30, trust_env=False, follow_redirects=True)
        self._code = code
        self._figures = figures
        self._draw = draw
        self._inside = False
        self._conversation: str | None = None

    async def live(self, until: float) -> None:
        """Step after step until the time is over."""
        async with self._http:
            await asyncio.sleep(self._draw.uniform(0, READING[1]))
            while time.monotonic() < until:
                kind = self._draw.choices(list(MIX), list(MIX.values()))[0]
                await getattr(self, kind)()
                await asyncio.sleep(self._draw.uniform(*READING))

    async def read(self) -> None:
        await self._get("read", self._draw.choice(["/", "/tra-cuu", "/dang-ky", "/phan-anh"]))

    async def search(self) -> None:
        kind = self._draw.choice(["co-quan-bhxh", "co-so-kham-chua-benh"])
        await self._get("search", f"/tra-cuu/{kind}", q=self._draw.choice(WORDS))

    async def personal(self) -> None:
        if not self._inside:
            form = await self._form("/tai-khoan/dang-nhap")
            answer = await self._step(
                "log in", "POST", "/tai-khoan/dang-nhap", data={**form, "code": self._code, "password": PASSWORD}
            )
            self._inside = answer is not None and "/dang-nhap" not in str(answer.url)
            return
        await self._get(
            "personal", "/tai-khoan/" + self._draw.choice(["", "the-bhyt", "so-kcb", "qua-trinh", "thong-tin-huong"])
        )

    async def register(self) -> None:
        await self._get("register", "/dang-ky")

    async def chat(self) -> None:
        body = {"conversation_id": self._conversation, "text": self._draw.choice(QUESTIONS), "payload": None}
        answer = await self._step("chat", "POST", "/api/v1/chat", json=body)
        if answer is not None:
            self._conversation = answer.json()["conversation_id"]

    async def _form(self, path: str) -> dict[str, str]:
        answer = await self._get("read", path)
        reader = Reader(path)
        reader.feed(answer.text if answer is not None else "")
        return next((form.fields for form in reader.forms if "password" in form.fields), {})

    async def _get(self, kind: str, path: str, **query: str) -> httpx.Response | None:
        return await self._step(kind, "GET", path, params=query)

    async def _step(self, kind: str, method: str, path: str, **rest: object) -> httpx.Response | None:
        began = time.perf_counter()
        try:
            answer = await self._http.request(method, path, **rest)  # type: ignore[arg-type]
        except httpx.HTTPError as error:
            self._figures.failures.append(f"{kind} {path}: {type(error).__name__}")
            return None
        self._figures.steps[kind].append(time.perf_counter() - began)
        if answer.status_code >= 400:
            self._figures.failures.append(f"{kind} {path}: {answer.status_code}")
            return None
        return answer


def with_accounts(database: Database, count: int) -> list[str]:
    """So many people's codes, each with an account of the demo."""
    with database.reading() as session:
        people = [person for person in session.scalars(select(Person)) if person.phone and person.guardian_id is None][
            :count
        ]
    codes = []
    for person in people:
        with database.begin() as session:
            if accounts.find_by_person(session, person.id) is None:
                accounts.open_account(
                    session, person_id=person.id, phone=person.phone or "", email=None, actor="bench", now=utcnow(),
                    password=PASSWORD, demo=True,
                )  # fmt: skip
        codes.append(person.bhxh_code)
    return codes


async def play(url: str, codes: list[str], citizens: int, seconds: float) -> Figures:
    """All of them at once."""
    figures, until = Figures(), time.monotonic() + seconds
    await asyncio.gather(
        *(
            Citizen(url, codes[number % len(codes)], figures, random.Random(number)).live(until)
            for number in range(citizens)
        )
    )
    return figures


def main() -> None:
    """Prints a line for each kind of step."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--citizens", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--participants", type=int, default=5000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        product = RunningProduct(Path(folder) / "data", BHXH_DEMO_PASSWORD=PASSWORD).start()
        try:
            product.bhxh("demo-data", "--participants", str(chosen.participants)).check_returncode()
            with open_database(product.environment) as database:
                codes = with_accounts(database, chosen.citizens)
            figures = asyncio.run(play(product.url, codes, chosen.citizens, chosen.minutes * 60))
        finally:
            product.stop()
    every = [seconds for steps in figures.steps.values() for seconds in steps]
    for kind, steps in sorted(figures.steps.items()):
        print(f"{kind:10} {milliseconds(steps)}")
    print(
        f"{'all':10} {milliseconds(every)}, {len(every) / chosen.minutes / 60:.1f} a second, {len(figures.failures)} failed"
    )
    for failure in sorted({re.sub(r"\d+", "#", failure) for failure in figures.failures}):
        print("  failed:", failure)
    if percentile(every, 95) > 0.8 or figures.failures:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
