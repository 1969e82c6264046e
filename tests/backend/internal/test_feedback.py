"""A feedback given in the chat: the ticket holds what was written, whatever the engine saw of it."""

from flask.testing import FlaskClient
from sqlalchemy import func, select

from backend.config import BackendConfig
from backend.database import Database
from backend.feedback.models import Ticket
from tests.backend.internal.conftest import Citizen

STORY = "Tôi là Nguyễn Thị Thu Hà, mã số 7912345678, ngày 12/10/2026 tôi không khám ở đâu cả."


def test_the_ticket_holds_the_values_and_the_engine_none(
    database: Database, internal: FlaskClient, config: BackendConfig
) -> None:
    citizen = Citizen(database, internal, config.internal_token)
    words, phone = citizen.say(STORY), citizen.say("0912345678", "phone")
    assert "7912345678" not in words and "Thu Hà" not in words
    assert citizen.call("/feedback/province", place="Sài Gòn", handle=None) == {
        "ok": True,
        "province": "079",
        "name": "BHXH TP. Hồ Chí Minh",
    }
    body = {"subject": "kcb", "province": "079", "words": words, "phone": phone, "key": "summary-1"}
    sent = citizen.call("/feedback/submit", **body)
    again = citizen.call("/feedback/submit", **body)
    assert citizen.shown(sent["number"]) == citizen.shown(again["number"])
    assert citizen.shown(sent["link"]).startswith(f"{config.public_url}/phan-anh/PA-079-")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Ticket)) == 1
        ticket = session.scalars(select(Ticket)).one()
    assert (ticket.text, ticket.contact["phone"], ticket.channel) == (STORY, "84912345678", "chat")


def test_what_is_wrong_is_said(database: Database, internal: FlaskClient, config: BackendConfig) -> None:
    citizen = Citizen(database, internal, config.internal_token)
    phone = citizen.say("0123", "phone")
    assert citizen.call("/feedback/phone", handle=phone)["ok"] is False
    assert citizen.call("/feedback/province", place="Paris", handle=None)["code"] == "feedback.province"
    assert citizen.call("/feedback/province", place=None, handle="[DIA_CHI_99]")["code"] == "handle_unknown"


def test_the_page_of_a_feedback_already_sent_needs_no_number(
    database: Database, internal: FlaskClient, config: BackendConfig
) -> None:
    citizen = Citizen(database, internal, config.internal_token)
    link = citizen.call("/feedback/page")["link"]
    assert citizen.shown(link) == f"{config.public_url}/phan-anh"


def test_another_conversations_handles_stay_theirs(
    database: Database, internal: FlaskClient, config: BackendConfig
) -> None:
    one, other = (Citizen(database, internal, config.internal_token) for _ in range(2))
    words = one.say(STORY)
    phone = other.say("0987654321", "phone")
    sent = other.call("/feedback/submit", subject="kcb", province="079", words=words, phone=phone, key="k")
    assert sent["ok"]
    with database.reading() as session:
        ticket = session.scalars(select(Ticket)).one()
    assert "7912345678" not in ticket.text and "Thu Hà" not in ticket.text
