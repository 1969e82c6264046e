"""`/hoi-dap`, `/huong-dan` and `/ho-tro`; what is written down, on SQLite and PostgreSQL."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.help_content import questions
from backend.config import BackendConfig
from backend.database import Database
from backend.feedback.models import Ticket
from backend.help.faq import search
from backend.web import create_app
from bhxh.messages import text
from bot import knowledge
from tests.backend.conftest import config_of


@pytest.fixture
def config(tmp_path: Path, database_url: str) -> BackendConfig:
    return config_of(tmp_path, database_url)


@pytest.fixture
def client(config: BackendConfig, database: Database) -> Iterator[FlaskClient]:
    app = create_app(config, questions=questions)
    yield app.test_client()
    app.extensions["bhxh.chat"].close()


@pytest.mark.only_on("sqlite")
def test_every_question_of_the_assistant_has_its_page_with_source_and_date(client: FlaskClient) -> None:
    listed = re.findall(r'href="/hoi-dap/([a-z0-9_]+)"', client.get("/hoi-dap").text)
    assert set(listed) == set(knowledge.answers())
    for name in ("the_bhyt_mat", "huu_tri_dieu_kien", "ncovi_khai_bao"):
        page = client.get(f"/hoi-dap/{name}").text
        assert knowledge.answers()[name].question in page and "Nguồn: " in page and "11/2026" in page
        assert "{" not in page and "</h1>" in page
    assert client.get("/hoi-dap/khong_co").status_code == 404


@pytest.mark.parametrize(
    ("query", "first"),
    [("mat the bhyt", "the_bhyt_mat"), ("Mất thẻ giấy BHYT", "the_bhyt_mat"), ("ncovi khai bao", "ncovi_khai_bao")],
)
def test_questions_are_found_without_marks(query: str, first: str) -> None:
    assert search(questions(), query)[0].id == first


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("query", ["<script>alert(1)</script>", '" OR *', "xyzzy" * 5000, "🏥"])
def test_a_search_may_hold_anything(client: FlaskClient, query: str) -> None:
    page = client.get("/hoi-dap", query_string={"q": query}).text
    assert "<script>alert" not in page and text("help.faq.nothing") in page


@pytest.mark.only_on("sqlite")
def test_the_guides_name_their_time_and_have_codes(client: FlaskClient) -> None:
    ncovi = client.get("/huong-dan/ncovi").text
    assert "com.ncovimobifone" in ncovi and "com.vnptit.innovation.ncovi" in ncovi and ncovi.count("<svg") == 2
    assert "năm 2020" in ncovi and "style=" not in ncovi
    vssid = client.get("/huong-dan/vssid").text
    assert "25/11/2020" in vssid and "id=com.bhxhapp" in vssid and "id1521647264" in vssid and vssid.count("<svg") == 3
    client.get("/ngon-ngu/en")
    assert "This guide is of 2020" in client.get("/huong-dan/ncovi").text


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("address", ["/ho-tro", "/hoi-dap", "/dang-ky"])
def test_the_number_of_the_hotline_can_be_called(client: FlaskClient, config: BackendConfig, address: str) -> None:
    """On a phone a tap calls it: the link holds the number and nothing else."""
    assert set(re.findall(r'href="tel:([^"]*)"', client.get(address).text)) == {config.hotline}


def written(client: FlaskClient, **changed: str) -> tuple[int, str]:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/ho-tro").text)
    assert token is not None
    fields = {
        "csrf_token": token[1], "name": "Trần Thị Hà", "email": "ha@example.vn", "phone": "0912345678", "province": "079",
        "text": "Tôi cần hỏi về thẻ BHYT của tôi, thẻ bị sai ngày sinh.", **changed,
    }  # fmt: skip
    answer = client.post("/ho-tro", data=fields)
    return answer.status_code, answer.text


def test_a_letter_becomes_a_feedback_of_the_province(client: FlaskClient, database: Database) -> None:
    status, page = written(client)
    with database.reading() as session:
        [ticket] = session.scalars(select(Ticket)).all()
    assert status == 200 and ticket.number in page and ticket.province == "079"


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    ("changed", "field"),
    [({"email": ""}, "email"), ({"phone": "12"}, "phone"), ({"text": ""}, "text"), ({"province": "999"}, "province")],
)  # fmt: skip
def test_what_is_wrong_with_a_letter_is_told_at_its_field(
    client: FlaskClient, changed: dict[str, str], field: str
) -> None:
    status, page = written(client, **changed)
    assert status == 422 and f'href="#{field}"' in page
