"""What agents do in the same moment, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from backend import demo
from backend.config import BackendConfig
from backend.conversations import desk, handoff, store
from backend.database import Database
from backend.declined import Declined
from backend.hotline import canned, citizen_search, presence, skills
from bhxh.dates import utcnow
from tests.backend.hotline.conftest import agent

AN = "7912345678"


def test_searches_sent_at_once_share_no_count(
    app: Flask, config: BackendConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(citizen_search, "PER_HOUR", 3)
    demo.seed(config)
    browser = agent(app)
    browsers = [browser, agent(app), agent(app), agent(app), agent(app), agent(app)]
    tokens = [each.token("/tong-dai") for each in browsers]
    start = Barrier(6)

    def look(at: int) -> bool:
        start.wait()
        form = {"csrf_token": tokens[at], "by": "code", "wanted": AN}
        return "79******78" in browsers[at].client.post("/tong-dai/tra-cuu", data=form).text

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(look, range(6))) == 3
    assert "quá 3 lượt" in browser.post("/tong-dai/tra-cuu", by="code", wanted=AN).text


def test_replies_added_at_once_are_never_more_than_fifty(database: Database) -> None:
    for each in range(canned.MOST - 2):
        canned.add(database, "tongdai1", f"cau-{each}", "x")
    start = Barrier(5)

    def add(name: str) -> bool:
        start.wait()
        try:
            canned.add(database, "tongdai1", name, "x")
        except Declined:
            return False
        return True

    with ThreadPoolExecutor(5) as pool:
        assert sum(pool.map(add, ["a", "b", "c", "d", "e"])) == 2


def test_colleagues_who_pass_on_at_once_keep_the_limit(app: Flask, database: Database) -> None:
    """Two agents give the third, who has room for one, a conversation each."""
    with database.begin() as session:
        skills.put(session, "tongdai2", [], 1, actor="test")
        presence.put(session, "tongdai2", available=True, now=utcnow())
        numbers = [handoff.begin_call(session, f"agent{each}", utcnow()).id for each in range(4)]
    start = Barrier(4)

    def give(at: int) -> bool:
        start.wait()
        try:
            with database.begin() as session:
                conversation = store.locked(session, numbers[at])
                assert conversation is not None
                skills.pass_on(session, conversation, f"agent{at}", utcnow(), to="tongdai2", words="x")
        except Declined:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(give, range(4))) == 1


def test_who_has_been_answered_keeps_their_place_in_the_lists(database: Database) -> None:
    with database.begin() as session:
        calls = [handoff.begin_call(session, "tongdai1", utcnow()) for _ in range(5)]
        for call in calls:
            call.waiting_since = None
        numbers = [call.id for call in calls]
    for number in (numbers[0], numbers[2]):
        with database.begin() as session:  # PostgreSQL puts the row behind all others
            call = store.locked(session, number)
            assert call is not None
            call.active_at = utcnow()
        with database.reading() as session:
            assert [found.number for found in desk.held_by(session, "tongdai1")] == numbers
            assert [found.number for found in desk.held_by_others(session, "tongdai2")] == numbers
