"""Updates that are bent, cut and blown up: never an error of ours, never two turns, nothing of them in the log."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from backend.conversations.models import Author, Message, Turn
from backend.database import Database
from tests.backend.channels.telegram.conftest import Bot
from tests.support import telegram_updates as updates

MARK = "Bimatcuatoi"
REAL = [
    updates.message(f"{MARK} 7912345678"),
    updates.edited(updates.message("a"), MARK),
    updates.pressed("p" * 22),
    updates.contact("84912345678"),
    updates.photo(caption=MARK),
    updates.sticker(),
    updates.voice(),
    updates.place(),
    updates.in_group(MARK),
    updates.membership("member"),
    updates.message(f"/start {MARK}", reply_to_message=updates.message(MARK)["message"]),
    updates.message(
        MARK, entities=[{"type": "bold", "offset": 0, "length": 3}], via_bot=updates.person(9, is_bot=True)
    ),
    updates.message(
        None,
        forward_origin={"type": "hidden_user", "date": 1, "sender_user_name": MARK},
        dice={"emoji": "🎲", "value": 3},
    ),
    {"update_id": 1, "poll_answer": {"poll_id": "1", "option_ids": [0]}},
]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**64 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.sampled_from([[], {}, [{}], {"id": 7}, "\x00", "a" * 70_000, MARK, "9" * 400, -1, 2**53, 4_000_000_000_000]),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something stands in a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in inner:
        yield (*path, key)
        yield from places(below, (*path, key))


@st.composite
def bent(draw: st.DrawFn) -> dict[str, Any]:
    """A real update in which up to three things are others, or gone."""
    update = copy.deepcopy(draw(st.sampled_from(REAL)))
    for content in update.values():
        if isinstance(content, dict) and "message_id" in content:  # else it would be known from an example before
            content["message_id"] = draw(st.integers(1, 2**50))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from([(), *places(update)]))
        if not path:
            continue
        holder: Any = update
        for key in path[:-1]:
            holder = holder[key]
        if draw(st.booleans()):
            holder[path[-1]] = copy.deepcopy(draw(ODD))
        else:
            del holder[path[-1]]
    return update


def is_harmless(bot: Bot, database: Database, body: bytes) -> bool:
    before = _count(database)
    statuses = [bot.post(body).status_code for _ in range(2)]
    return set(statuses) <= {200, 400, 413} and len(set(statuses)) == 1 and _count(database) - before <= 1


def _count(database: Database) -> int:
    """What citizens have said, and what was said to them without the engine."""
    with database.reading() as session:
        turns = session.scalar(select(func.count()).select_from(Turn)) or 0
        ours = (Message.turn_id.not_in(select(Turn.id))) & (Message.author != Author.CITIZEN)
        alone = select(func.count()).select_from(Message).where(ours)
        return turns + (session.scalar(alone) or 0)


@pytest.fixture
def logged(capfd: pytest.CaptureFixture[str]) -> Callable[[], str]:
    return lambda: "".join(capfd.readouterr())


FEW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FEW
@given(update=bent())
def test_bent_updates(bot: Bot, database: Database, logged: Callable[[], str], update: dict[str, Any]) -> None:
    assert is_harmless(bot, database, orjson.dumps(update))
    said = logged()
    assert MARK not in said and "7912345678" not in said and "84912345678" not in said


@FEW
@given(update=st.sampled_from(REAL), at=st.floats(0, 0.999), wrong=st.binary(max_size=8))
def test_cut_updates(bot: Bot, database: Database, update: dict[str, Any], at: float, wrong: bytes) -> None:
    body = orjson.dumps(update)
    body = body[: int(len(body) * at)] + wrong
    assert is_harmless(bot, database, body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"update_id":1,"message":' + b'{"reply_to_message":' * 5000 + b"{}" + b"}" * 5001,
        b"[" * 100_000 + b"]" * 100_000,
        orjson.dumps(updates.message("a" * 900_000)),
        orjson.dumps(updates.message("😀" * 4096, entities=[{"type": "bold", "offset": 0, "length": 1}] * 10_000)),
        orjson.dumps(updates.message("x", date=2**62)),
        b'{"update_id":' + b"9" * 4000 + b"}",
    ],
    ids=["deep", "nested", "long", "entities", "far_future", "long_number"],
)
def test_giants(bot: Bot, database: Database, body: bytes) -> None:
    assert is_harmless(bot, database, body)


def test_what_is_refused_is_told_by_its_code_alone(bot: Bot, logged: Callable[[], str]) -> None:
    assert bot.post(orjson.dumps(updates.message(MARK, chat=MARK))).status_code == 400
    assert bot.post(orjson.dumps(updates.message(MARK)), MARK).status_code == 403
    said = logged()
    assert "telegram_update_malformed" in said and "telegram_webhook_forged" in said and MARK not in said
