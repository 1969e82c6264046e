"""The platform's side of a flood: signed events over kept connections, each at its moment of the plan, however long answers take."""

import asyncio
import gc
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from urllib.parse import urlsplit

from tests.support.zalo_oa import Oa

_MOST_CONNECTIONS = 256


@dataclass(frozen=True)
class Plan:
    """``events`` at ``rate`` a second, this part of them ``duplicates`` of earlier ones, from so many ``citizens``. ``word``: begins each
    text; nothing in one may look like a code, or it comes back changed."""

    rate: float
    events: int
    duplicates: float
    citizens: int
    first: int = 20_000_000
    word: str = "câu"
    url: str = ""

    @property
    def unique(self) -> int:
        return round(self.events * (1 - self.duplicates))

    def people(self) -> list[str]:
        return [str(self.first + number) for number in range(self.citizens)]


@dataclass
class Result:
    """``at``: when it began (epoch). ``seconds``: of each answer. ``begun``: when each text was sent (epoch). ``behind``: the loader's own
    latest start."""

    at: float = 0.0
    took: float = 0.0
    behind: float = 0.0
    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    begun: dict[str, float] = field(default_factory=dict)


def _requests(plan: Plan) -> list[tuple[str, bytes]]:
    """The events in their order: text, and the whole HTTP request. A duplicate comes up to some seconds behind its first."""
    oa, dice, people = Oa(), random.Random(7), plan.people()
    parts = urlsplit(plan.url)
    fresh = []
    for number in range(plan.unique):
        said = f"{plan.word} {number}"
        body, headers = oa.event(oa.said(people[number % len(people)], said))
        head = [f"POST {parts.path} HTTP/1.1", f"Host: {parts.netloc}", f"Content-Length: {len(body)}"]
        head += [f"{name}: {value}" for name, value in headers.items()]
        fresh.append((said, "\r\n".join([*head, "", ""]).encode() + body))
    oa.close()
    placed = [(place, event) for place, event in enumerate(fresh)]
    repeats = [dice.randrange(len(fresh)) for _ in range(plan.events - len(fresh))]
    again = [(place + dice.expovariate(1 / 1000), fresh[place]) for place in repeats]
    return [event for _, event in sorted([*placed, *again], key=lambda one: one[0])]


class _Connections:
    """Kept ones; a new one where all are waiting for their answers."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._slots = asyncio.Semaphore(_MOST_CONNECTIONS)

    async def ask(self, request: bytes) -> int:
        """The HTTP status; 0: none."""
        async with self._slots:
            try:
                reader, writer = (
                    self._free.pop() if self._free else await asyncio.open_connection(self._host, self._port)
                )
                writer.write(request)
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0] or 0)
                await reader.readexactly(length)
            except (OSError, asyncio.IncompleteReadError):
                return 0
            self._free.append((reader, writer))
            return int(head.split(b" ", 2)[1])


async def _flood(plan: Plan, requests: list[tuple[str, bytes]]) -> Result:
    connections, result, statuses = _Connections(plan.url), Result(at=time.time()), Counter[int]()
    began = time.perf_counter()

    async def bring(request: bytes, due: float) -> None:
        statuses[await connections.ask(request)] += 1
        result.seconds.append(time.perf_counter() - due)

    tasks = []
    for number, (_, request) in enumerate(requests):
        due = began + number / plan.rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        result.behind = max(result.behind, time.perf_counter() - due)
        tasks.append(asyncio.create_task(bring(request, due)))  # counted from when it should have begun
    await asyncio.gather(*tasks)
    result.took, result.statuses = time.perf_counter() - began, dict(statuses)
    return result


async def _one_by_one(plan: Plan, requests: list[tuple[str, bytes]]) -> Result:
    connections, result = _Connections(plan.url), Result()
    for said, request in requests:
        result.begun[said], began = time.time(), time.perf_counter()
        status = await connections.ask(request)
        result.seconds.append(time.perf_counter() - began)
        result.statuses[status] = result.statuses.get(status, 0) + 1
        await asyncio.sleep(0.1)
    return result


def flood(plan: Plan, pipe: Connection) -> None:
    """A process: says that it is ready, waits for the word, and hands back a `Result`."""
    requests = _requests(plan)
    gc.freeze()
    pipe.send("ready")
    pipe.recv()
    pipe.send(asyncio.run(_flood(plan, requests)))


def one_by_one(plan: Plan, pipe: Connection) -> None:
    """The same, each event when the one before has been answered, and a little later."""
    requests = _requests(plan)
    pipe.send("ready")
    pipe.recv()
    pipe.send(asyncio.run(_one_by_one(plan, requests)))
