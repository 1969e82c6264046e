"""Ratings: one for each closing, kept when the conversation is gone, with nothing in them that leads to it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import inspect, select
from werkzeug.test import TestResponse

from backend.config import BackendConfig
from backend.conversations import handoff, store
from backend.database import Database
from backend.ratings.models import Rating
from backend.ratings.service import Group, RatingSummary, Scores, rating_summary
from bhxh.dates import utcnow
from tests.backend.conftest import config_of
from tests.backend.conversations.conftest import Talk


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> BackendConfig:
    return config_of(tmp_path, database_url)


def rate(client: FlaskClient, talk: Talk, message: object, score: object) -> TestResponse:
    return client.post(f"/api/v1/chat/{talk.id}/rating", json={"message": message, "score": score})


def summary(database: Database) -> RatingSummary:
    now = utcnow()
    with database.reading() as session:
        return rating_summary(session, now - timedelta(hours=1), now + timedelta(hours=1))


def resolve(database: Database, talk: Talk, topic: str) -> None:
    """An agent takes the conversation and closes it."""
    assert talk.id is not None
    with database.begin() as session:
        conversation = store.find(session, talk.id, lock=True)
        assert conversation is not None
        handoff.claim(conversation, "tongdai1", utcnow())
        handoff.resolve(session, conversation, "tongdai1", topic, utcnow())


def test_each_stretch_and_each_closing_has_one_rating(client: FlaskClient, database: Database, talk: Talk) -> None:
    first = talk.send("một")[-1]["id"]
    second = talk.send("hai")[-1]["id"]
    assert rate(client, talk, first, 2).status_code == 204
    assert rate(client, talk, second, 4).status_code == 204  # the same stretch with the bot: thought again
    resolve(database, talk, "ma_so")
    closed = talk.history()[-1]
    assert closed["meta"]["closing"] is True
    assert rate(client, talk, closed["id"], 5).status_code == 204
    resolve(database, talk, "kcb")
    assert rate(client, talk, talk.history()[-1]["id"], 1).status_code == 204
    assert summary(database).groups == {
        Group("bot", "web", None): Scores((0, 0, 0, 1, 0)),
        Group("agent", "web", "ma_so"): Scores((0, 0, 0, 0, 1)),
        Group("agent", "web", "kcb"): Scores((1, 0, 0, 0, 0)),
    }
    total = summary(database).total
    assert (total.count, total.average, total.satisfied) == (3, 10 / 3, 2 / 3)


def test_ratings_outlive_the_conversation_and_lead_nowhere(
    client: FlaskClient, app: object, database: Database, talk: Talk
) -> None:
    rate(client, talk, talk.send("một")[-1]["id"], 3)
    app.extensions["bhxh.chat"].end(talk.id)  # type: ignore[attr-defined]
    assert summary(database).total.count == 1
    columns = {column["name"] for column in inspect(database.engine).get_columns("conversation_rating")}
    assert columns == {"id", "occasion", "subject", "channel", "topic", "score", "at"}
    with database.reading() as session:
        assert len(session.scalars(select(Rating.occasion)).one()) == 32
    assert rate(client, talk, 2, 3).status_code == 404


@pytest.mark.parametrize("score", [0, 6, "5", True, 4.5, None])
def test_other_scores_are_refused(client: FlaskClient, database: Database, talk: Talk, score: object) -> None:
    answer = rate(client, talk, talk.send("một")[-1]["id"], score)
    assert answer.status_code == 422 and answer.json is not None and answer.json["errors"][0]["field"] == "score"
    assert summary(database).total == Scores((0, 0, 0, 0, 0)) and summary(database).total.average is None


@pytest.mark.parametrize("message", [1, 99, 0, -1, 1 << 70])
def test_only_a_reply_is_rated(client: FlaskClient, database: Database, talk: Talk, message: int) -> None:
    talk.send("một")
    assert rate(client, talk, message, 5).status_code == 422
    assert summary(database).groups == {}


def test_ratings_at_the_same_moment_are_one(app: object, client: FlaskClient, database: Database, talk: Talk) -> None:
    reply = talk.send("một")[-1]["id"]
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda score: rate(app.test_client(), talk, reply, score).status_code, [1, 2, 3, 4]))  # type: ignore[attr-defined]
    assert done == [204] * 4
    assert summary(database).total.count == 1


def test_a_time_has_its_own_ratings(client: FlaskClient, database: Database, talk: Talk) -> None:
    rate(client, talk, talk.send("một")[-1]["id"], 5)
    now = utcnow()
    with database.reading() as session:
        assert rating_summary(session, now + timedelta(minutes=1), now + timedelta(days=1)).groups == {}
        assert rating_summary(session, now - timedelta(days=1), now - timedelta(minutes=1)).groups == {}
