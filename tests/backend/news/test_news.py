"""News: drafts, publishing at a time, corrections, withdrawal, the feed, and what Markdown may hold. On SQLite and PostgreSQL."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from flask.testing import FlaskClient

from backend.config import BackendConfig
from backend.database import Database
from backend.declined import Declined
from backend.news import service
from backend.web import create_app
from bhxh.dates import utcnow
from tests.backend.conftest import config_of

NOW = utcnow()
WORDS = {"title": "Tin về thẻ <b>BHYT</b>", "summary": "Tóm tắt & hết", "body": "## Mục\n\n- một\n- **hai**"}


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> BackendConfig:
    return config_of(tmp_path, database_url)


@pytest.fixture
def client(config: BackendConfig, database: Database) -> Iterator[FlaskClient]:
    app = create_app(config)
    yield app.test_client()
    app.extensions["bhxh.chat"].close()


def made(database: Database) -> int:
    with database.begin() as session:
        return service.create(session, **WORDS, actor="staff:1", now=NOW).id


def seen(database: Database, later: int = 0) -> list[str]:
    with database.reading() as session:
        return [item.title for item in service.shown(session, NOW + timedelta(minutes=later))]


def test_from_draft_to_withdrawn(database: Database) -> None:
    number = made(database)
    assert seen(database) == []
    with database.begin() as session:
        service.publish(session, number, 1, NOW + timedelta(minutes=10), actor="staff:1")
    assert seen(database) == [] and seen(database, 10) == [WORDS["title"]]
    with database.begin() as session:
        service.edit(
            session, number, 2, **{**WORDS, "title": "Đã sửa"}, actor="staff:1", now=NOW + timedelta(minutes=20)
        )
    with database.begin() as session:
        assert service.every(session)[0].corrected_at is not None
        service.withdraw(session, number, 3, actor="staff:1", now=NOW)
    assert seen(database, 30) == []


def test_two_people_do_not_overwrite_each_other(database: Database) -> None:
    number = made(database)
    with database.begin() as session:
        service.edit(session, number, 1, **WORDS, actor="staff:1", now=NOW)
    with pytest.raises(Declined) as declined, database.begin() as session:
        service.edit(session, number, 1, **{**WORDS, "title": "Mất"}, actor="staff:2", now=NOW)
    assert declined.value.code == "news.changed"


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>", "[x](javascript:alert(1))", "![x](https://other.example/a.png)", "<img src=x onerror=alert(1)>",
        "[x](data:text/html,<script>alert(1)</script>)", "<a href='https://a' onclick='b'>x</a>", "[x](//other.example)",
    ],
)  # fmt: skip
def test_markdown_can_do_no_harm(body: str) -> None:
    html = service.rendered(body)
    assert not any(mark in html for mark in ("<script", "<img", 'href="javascript', 'href="data', "<a href='https"))
    assert "onerror=" not in html or "&lt;img" in html


def test_markdown_is_rendered() -> None:
    html = service.rendered("## Mục\n\n**đậm** [trang](https://baohiemxahoi.gov.vn)")
    assert "<h2>Mục</h2>" in html and "<strong>đậm</strong>" in html and 'href="https://baohiemxahoi.gov.vn"' in html


def test_readers_see_what_is_published_and_the_feed_is_xml(client: FlaskClient, database: Database) -> None:
    number = made(database)
    with database.begin() as session:
        slug = service.every(session)[0].slug
    assert client.get(f"/tin-tuc/{slug}").status_code == 404
    with database.begin() as session:
        service.publish(session, number, 1, NOW, actor="staff:1")
    page = client.get(f"/tin-tuc/{slug}").text
    assert "<h2>Mục</h2>" in page and "&lt;b&gt;BHYT" in page
    assert slug in client.get("/tin-tuc").text
    feed = client.get("/tin-tuc/rss.xml")
    assert feed.mimetype == "application/rss+xml"
    [title] = [item.findtext("title") for item in fromstring(feed.data).iter("item")]
    assert title == WORDS["title"]


@pytest.mark.only_on("sqlite")
def test_the_desk_is_for_the_communications_staff(client: FlaskClient) -> None:
    assert client.get("/soan-tin/").status_code in (302, 303, 401, 403)
    assert client.post("/soan-tin/moi", data=WORDS).status_code in (302, 303, 400, 401, 403)


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(("field", "value"), [("title", " "), ("summary", ""), ("body", "x" * 30_001)])
def test_what_is_missing_or_too_long_is_told(database: Database, field: str, value: str) -> None:
    with pytest.raises(Declined) as declined, database.begin() as session:
        service.create(session, **{**WORDS, field: value}, actor="staff:1", now=NOW)
    assert declined.value.fields == (field,)
