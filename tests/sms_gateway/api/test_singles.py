"""``POST /messages`` by its short way: the same answers as by Flask's, and one transaction for what comes at the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import OperationalError
from starlette.types import Message, Receive, Scope, Send

from kit.database import upgrade
from sms_gateway.api import create_app, singles
from sms_gateway.api.singles import PATH, Singles
from sms_gateway.messages.accept import Accepted, Draft, accept
from sms_gateway.migrations import SCRIPT_LOCATION
from sms_gateway.schema import message
from tests.sms_gateway.gateway import LIVE, config

JSON = "application/json"


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    document: Any


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """A gateway's application, whose caps are as they are by default."""
    upgrade(database_url, SCRIPT_LOCATION)
    made = create_app(replace(config(database_url, tmp_path), rate_limits=True))
    with made.extensions["sms_gateway"].engine.begin() as connection:
        made.extensions["sms_gateway"].keys.ensure(connection, "only-otp", "a-key-for-codes-alone", scopes=["otp"])
    yield made
    made.extensions["sms_gateway"].imports.close()
    made.extensions["sms_gateway"].engine.dispose()


async def nobody(_scope: Scope, _receive: Receive, _send: Send) -> None:
    raise AssertionError("handed on")


async def post(
    to: Singles, body: bytes, media_type: str = JSON, key: str = f"Bearer {LIVE}", gone: bool = False
) -> Answer:
    """One request in pieces; ``gone``: the client goes away before its end."""
    pieces = [body[begin : begin + 100_000] for begin in range(0, len(body), 100_000)] or [b""]
    messages = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    messages[-1]["more_body"] = False
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"} if gone else messages.pop(0)

    async def send(one: Message) -> None:
        sent.append(one)

    headers = [(b"authorization", key.encode()), (b"content-type", media_type.encode())]
    await to({"type": "http", "method": "POST", "path": PATH, "headers": headers}, receive, send)
    if not sent:
        return Answer(0, {}, None)
    given = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    assert given.pop("content-length") == str(len(sent[1]["body"]))
    return Answer(sent[0]["status"], given, orjson.loads(sent[1]["body"]))


def text_to(number: str = "0912345678", **more: object) -> bytes:
    return orjson.dumps({"to": number, "body": "Tin thử", "lane": "transactional", **more})


REQUESTS: tuple[tuple[Any, ...], ...] = (
    (text_to(reference="mot"),),
    (text_to(reference="mot"),),
    (text_to("0912345679", reference="mot"),),
    (text_to(), "application/json; charset=utf-8"),
    (text_to(), JSON, f"bearer  {LIVE} "),
    (text_to(), JSON, "Bearer wrong-key-of-nobody"),
    (text_to(), JSON, f"Basic {LIVE}"),
    (text_to(), JSON, ""),
    (text_to(), JSON, "Bearer a-key-for-codes-alone"),
    (text_to(), "text/plain"),
    (text_to(), ""),
    (b"", JSON),
    (b"{", JSON),
    (b"[]", JSON),
    (text_to("0283822334"),),
    (text_to("+66812345678"),),
    (text_to(surprise=1),),
    (text_to(template="khong_co", body=None),),
    (text_to(template="thong_bao_ma_so", body=None, personalisation={"ho_ten": "An", "ma_so_bhxh": "7912345678"}),),
    (text_to(body="x" * 3000),),
    (text_to(body="x" * (300 << 10)),),
    (text_to(body="x" * (300 << 10)), "text/plain"),
)


def test_both_ways_answer_alike(app: Flask) -> None:
    async def short() -> list[Answer]:
        to = Singles(app, nobody)
        return [await post(to, *request) for request in REQUESTS]

    client = app.test_client()

    def long(body: bytes, media_type: str = JSON, key: str = f"Bearer {LIVE}") -> Answer:
        body = body.replace(b'"mot"', b'"hai"')
        given = client.post(PATH, data=body, headers={"Authorization": key, "Content-Type": media_type})
        headers = {name.lower(): value for name, value in given.headers.items() if name.lower() != "content-length"}
        return Answer(given.status_code, headers, given.json)

    answers = asyncio.run(short())
    assert {answer.status for answer in answers} == {200, 202, 400, 401, 403, 409, 413, 415, 422}
    for request, mine in zip(REQUESTS, answers, strict=True):
        flasks = long(*request)
        assert (mine.status, mine.headers) == (flasks.status, flasks.headers), request
        assert without_id(mine.document) == without_id(flasks.document)


def without_id(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "id"}


def test_what_comes_together_is_one_transaction_and_each_has_its_own_answer(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = counting(monkeypatch, accept)

    async def play() -> list[Answer]:
        to = Singles(app, nobody)
        good = [post(to, text_to(f"09123456{n:02d}", reference=f"r{n}")) for n in range(30)]
        again = [post(to, text_to(f"09123456{n:02d}", reference=f"r{n}")) for n in range(5)]
        others = [post(to, text_to(f"09123456{n:02d}"), key=f"Bearer {LIVE}.test") for n in range(3)]
        refused = [
            post(to, text_to(), key="Bearer wrong-key-of-nobody"),
            post(to, b"{"),
            post(to, text_to(), gone=True),
        ]
        return list(await asyncio.gather(*good, *again, *others, *refused))

    answers = asyncio.run(play())
    assert [answer.status for answer in answers] == [202] * 30 + [200] * 5 + [202] * 3 + [401, 400, 0]
    ids = [answer.document["id"] for answer in answers[:35]]
    assert len(set(ids)) == 30 and ids[30:] == ids[:5]
    with app.extensions["sms_gateway"].engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(message)).scalar_one() == 33
    assert sorted(sizes) == [3, 35], "one for each key"


def test_a_cap_holds_within_one_transaction(app: Flask) -> None:
    async def play() -> list[Answer]:
        to = Singles(app, nobody)
        return list(await asyncio.gather(*(post(to, text_to()) for _ in range(45))))

    answers = asyncio.run(play())
    assert [answer.status for answer in answers] == [202] * 40 + [429] * 5
    assert answers[-1].document["code"] == "cap_number" and int(answers[-1].headers["retry-after"]) > 0


def test_one_that_cannot_be_stored_stops_none_beside_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaking(engine: Any, sealing: Any, owner: Any, drafts: Sequence[Draft]) -> list[Any]:
        if any(draft.body == "hỏng" for draft in drafts):
            raise ValueError("not to be stored")
        return accept(engine, sealing, owner, drafts)

    counting(monkeypatch, breaking)

    async def play() -> list[Answer]:
        to = Singles(app, nobody)
        bodies = [text_to(), text_to(body="hỏng"), text_to("0912345679")]
        return list(await asyncio.gather(*(post(to, body) for body in bodies)))

    assert [answer.status for answer in asyncio.run(play())] == [202, 500, 202]


def test_a_repetition_that_cannot_be_compared_takes_no_answer_from_those_beside_it(app: Flask) -> None:
    async def play() -> tuple[Answer, list[Answer]]:
        to = Singles(app, nobody)
        first = await post(to, text_to(reference="hỏng"))
        with app.extensions["sms_gateway"].engine.begin() as connection:
            connection.execute(sa.update(message).values(content=b"opens with none of the keys"))
        bodies = [text_to("0912345679"), text_to(reference="hỏng"), text_to("0912345680", reference="mới")]
        return first, list(await asyncio.gather(*(post(to, body) for body in bodies)))

    first, together = asyncio.run(play())
    assert (first.status, [answer.status for answer in together]) == (202, [202, 500, 202])


def test_a_database_that_is_away_is_told_to_all_of_them(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any) -> list[Any]:
        raise OperationalError("BEGIN", None, sa.exc.DBAPIError("gone", None, Exception()))

    sizes = counting(monkeypatch, away)

    async def play() -> list[Answer]:
        to = Singles(app, nobody)
        return list(await asyncio.gather(*(post(to, text_to()) for _ in range(3))))

    answers = asyncio.run(play())
    assert [(answer.status, answer.headers["retry-after"]) for answer in answers] == [(503, "5")] * 3
    assert sizes == [3], "asked once for all"


def counting(monkeypatch: pytest.MonkeyPatch, work: Callable[..., list[Any]]) -> list[int]:
    """``work`` in place of ``accept``; the number of messages of each call."""
    sizes: list[int] = []

    def counted(engine: Any, sealing: Any, owner: Any, drafts: Sequence[Draft]) -> list[Accepted | Exception]:
        sizes.append(len(drafts))
        return work(engine, sealing, owner, drafts)

    monkeypatch.setattr(singles, "accept", counted)
    return sizes
