"""The citizens' pages: the wizard without JavaScript, the way back by number and phone, pictures, rating, reopening."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from backend.config import BackendConfig
from backend.database import Database
from backend.feedback import handling
from backend.feedback.models import Attachment, Ticket
from backend.web import create_app
from tests.backend.feedback.conftest import HCM, PHONE, WORDS, later, submitted, ticket_of
from tests.backend.registration.conftest import image_bytes

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@pytest.fixture
def database_url(tmp_path: Path) -> Iterator[str]:
    """What these pages do with the database is tested on both elsewhere."""
    yield f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture
def app(config: BackendConfig, database: Database) -> Iterator[Flask]:
    made = create_app(config)
    yield made
    made.extensions["bhxh.chat"].close()
    made.extensions["bhxh.staff"].database.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def hidden(page: TestResponse) -> dict[str, str]:
    return {name: unescape(value) for name, value in _HIDDEN.findall(page.text.partition('action="/phan-anh/gui"')[2])}


def token(client: FlaskClient) -> str:
    return hidden(client.get("/phan-anh/gui"))["csrf_token"]


def step(client: FlaskClient, page: TestResponse, **typed: str) -> TestResponse:
    return client.post("/phan-anh/gui", data={**hidden(page), **typed})


def to_review(client: FlaskClient) -> TestResponse:
    page = client.get("/phan-anh/gui?viec=kcb")
    page = step(client, page, subject="kcb")
    page = step(client, page, province="079", text=WORDS)
    return step(client, page, phone="0912 345 678", name="Nguyễn Thị Thu Hà", email="")


def test_the_whole_way(client: FlaskClient, database: Database) -> None:
    review = to_review(client)
    assert WORDS in review.text and "BHXH TP. Hồ Chí Minh" in review.text
    sent = step(client, review)
    assert sent.status_code == 303
    ticket = client.get(sent.location)
    with database.reading() as session:
        row = session.scalars(select(Ticket)).one()
    assert row.number in ticket.text and "Đã gửi phản ánh." in ticket.text
    assert step(client, review).location == sent.location  # pressed twice: one feedback
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Ticket)) == 1


def test_going_back_loses_nothing(client: FlaskClient) -> None:
    review = to_review(client)
    back = step(client, review, to="noi-dung")
    assert WORDS in back.text and 'name="phone" value="0912 345 678"' in back.text
    assert 'value="079" selected' in back.text


def test_mistakes_stand_beside_their_field_and_stop_the_step(client: FlaskClient, database: Database) -> None:
    page = step(client, client.get("/phan-anh/gui"), subject="")
    assert page.status_code == 422 and 'href="#subject"' in page.text
    jumped = client.post(
        "/phan-anh/gui", data={"csrf_token": token(client), "step": "xem-lai", "subject": "kcb", "text": "ngắn"}
    )
    assert jumped.status_code == 422 and 'aria-invalid="true"' in jumped.text
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Ticket)) == 0


def test_what_is_typed_is_text_everywhere(client: FlaskClient) -> None:
    script = "<script>alert(1)</script> trong phản ánh"
    page = step(client, client.get("/phan-anh/gui"), subject="kcb")
    page = step(client, page, province="079", text=script)
    page = step(client, page, phone=PHONE, name="", email="")
    assert "<script>alert(1)" not in page.text
    shown = client.get(step(client, page).location)
    assert "<script>alert(1)" not in shown.text and "&lt;script&gt;" in shown.text


def test_forms_without_their_token_do_nothing(client: FlaskClient, database: Database) -> None:
    number = submitted(database)
    for path in ("/phan-anh/gui", "/phan-anh/tra-cuu", f"/phan-anh/{number}/{'0' * 32}/mo-lai"):
        assert client.post(path, data={"step": "viec", "subject": "kcb"}).status_code == 400


def test_a_made_up_key_leads_nobody_to_anothers_feedback(client: FlaskClient) -> None:
    form = {"step": "xem-lai", "key": "0" * 32, "subject": "kcb", "province": "079", "text": WORDS}
    mine = client.post("/phan-anh/gui", data={**form, "csrf_token": token(client), "phone": PHONE})
    theirs = client.post("/phan-anh/gui", data={**form, "csrf_token": token(client), "phone": "0987654321"})
    assert mine.location != theirs.location


def test_one_address_sends_only_so_many(client: FlaskClient) -> None:
    for count in range(10):
        page = step(client, to_review(client), phone=f"09123456{count}{count}")
        assert page.status_code == 303
    refused = step(client, to_review(client), phone="0987654321")
    assert refused.status_code == 429 and "19009696" in refused.text


def look(client: FlaskClient, number: str, phone: str) -> TestResponse:
    return client.post("/phan-anh/tra-cuu", data={"csrf_token": token(client), "number": number, "phone": phone})


def test_number_and_phone_lead_back(client: FlaskClient, database: Database) -> None:
    number = submitted(database)
    found = look(client, number, PHONE)
    assert found.status_code == 303 and number in client.get(found.location).text
    assert look(client, "PA-079", PHONE).status_code == 422


def test_wrong_guesses_look_alike(client: FlaskClient, database: Database) -> None:
    number = submitted(database)
    wrong_phone = look(client, number, "0987654321")
    wrong_number = look(client, "PA-079-2222-2222", PHONE)
    strip = lambda page, typed: re.sub(r'value="[^"]*"', "", page.text).replace(typed, "")  # noqa: E731
    assert wrong_phone.status_code == wrong_number.status_code == 404
    assert strip(wrong_phone, number) == strip(wrong_number, "PA-079-2222-2222")
    for _ in range(4):
        look(client, number, "0987654321")
    assert look(client, number, PHONE).status_code == 429


def link_of(client: FlaskClient, number: str) -> str:
    return look(client, number, PHONE).location


@pytest.mark.parametrize("secret", ["0" * 32, "x", "%00", "../../etc/passwd"])
def test_a_link_that_was_made_up_opens_nothing(client: FlaskClient, database: Database, secret: str) -> None:
    number = submitted(database)
    for path in (f"/phan-anh/{number}/{secret}", f"/phan-anh/{number}/{secret}/anh/1"):
        page = client.get(path)
        assert page.status_code == 404 and WORDS not in page.text


def upload(client: FlaskClient, link: str, data: bytes, name: str = "anh.jpg") -> TestResponse:
    form: dict[str, Any] = {"csrf_token": token(client), "picture": (BytesIO(data), name)}
    return client.post(f"{link}/anh", data=form, content_type="multipart/form-data")


def test_pictures_are_drawn_anew_kept_encrypted_and_bounded(
    client: FlaskClient, database: Database, config: BackendConfig
) -> None:
    link = link_of(client, submitted(database))
    secret_part = b"<script>alert(1)</script>"
    assert upload(client, link, image_bytes() + secret_part).status_code == 303
    shown = client.get(f"{link}/anh/1")
    assert shown.mimetype == "image/jpeg" and secret_part not in shown.data
    (file,) = (path for path in (config.data_dir / "feedback").rglob("*") if path.is_file())
    assert b"JFIF" not in file.read_bytes()
    for wrong in (b"", b"GIF89a<script>", b"\x89PNG\r\n\x1a\nrest"):
        assert upload(client, link, wrong).status_code == 422
    for _ in range(2):
        upload(client, link, image_bytes())
    assert upload(client, link, image_bytes()).status_code == 422
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Attachment)) == 3
    assert client.get(f"{link}/anh/4").status_code == 404


def test_rating_and_reopening(client: FlaskClient, database: Database) -> None:
    number = submitted(database, now=later(days=0))
    with database.begin() as session:
        handling.take(session, HCM, number, 1, now=later())
        handling.answer(session, HCM, number, 2, "Đã sửa xong sổ khám của Ông/Bà.", now=later())
    link = link_of(client, number)
    assert "Đã sửa xong sổ khám" in client.get(link).text
    form = {"csrf_token": token(client)}
    assert client.post(f"{link}/danh-gia", data={**form, "stars": "9"}).status_code == 422
    assert client.post(f"{link}/danh-gia", data={**form, "stars": "5"}).status_code == 303
    client.application.extensions["bhxh.feedback"].clock = lambda: later(days=1)
    assert client.post(f"{link}/mo-lai", data={**form, "words": "ngắn"}).status_code == 422
    assert client.post(f"{link}/mo-lai", data={**form, "words": "Sổ khám vẫn chưa được sửa."}).status_code == 303
    assert ticket_of(database, number).state == "moi"


def test_english_by_switch(client: FlaskClient) -> None:
    client.get("/ngon-ngu/en")
    page = client.get("/phan-anh")
    assert "Send feedback" in page.text and 'lang="en"' in page.text
