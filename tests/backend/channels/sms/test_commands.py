"""8079 and 8179 answered by ourselves: personal data to the phone on record alone, in one segment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from backend import demo
from backend.accounts.models import Account
from backend.audit.models import AuditEntry
from backend.config import BackendConfig
from backend.conversations.models import Author, Message
from backend.database import Database
from backend.participants.models import Person
from bhxh.messages import text
from sms_gateway.client.texts import khong_dau, measure
from tests.backend.channels.sms.conftest import PHONE, SECRET, Channel, inbound
from tests.backend.conftest import config_of
from tests.support.passwords import make_cheap

CODE = "7912345678"
Ask = Callable[..., str]


@pytest.fixture
def config(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> BackendConfig:
    make_cheap(monkeypatch)
    made = config_of(tmp_path, database_url)
    return replace(made, sms_callback_secret=SECRET, rate_limits=False, demo_password="con đường đê xanh ngát")


@pytest.fixture
def ask(channel: Channel, config: BackendConfig, database: Database) -> Ask:
    """Sends a text and returns the answer by SMS."""
    demo.seed(config)
    numbers = iter(range(1, 99))

    def asked(said: str, sender: str = PHONE) -> str:
        number = next(numbers)
        assert channel.tell(inbound(said, str(number), sender)) == 204
        assert channel.answered(number)
        return channel.texts()[-1]

    return asked


def test_the_phone_on_record_is_answered_in_one_segment(ask: Ask, channel: Channel, database: Database) -> None:
    answers = [
        ask(f"bh the dn 4 79 {CODE}"),
        ask(f"BH QT {CODE}"),
        ask(f"TC BHXH {CODE} 2020 2021"),
        ask(f"bh mk {CODE}"),
        ask("HD"),
        ask("BH QT 79123"),
        ask("bh the"),
        ask("BH HS 00001.A/2026/07915"),
        ask("bh qt 0110129425"),
    ]
    assert answers[0].startswith(f"The DN479{CODE}: ")
    assert "BHXH " in answers[1] and "nam" in answers[1] and "Tu 01/01/2020 den 31/12/2021" in answers[2]
    assert "/dang-ky" in answers[3] or "/tai-khoan/dat-lai/" in answers[3]
    assert "8079" in answers[5] and "Vi du: BH THE HC4010110129425 gui 8079." in answers[6]
    assert all(measure(answer).encoding == "gsm7" for answer in answers)
    assert [answer for answer in answers if measure(answer).segments > 1] == []
    assert channel.engine.calls == []  # none of it was the engine's
    with database.reading() as session:
        said = session.scalars(select(Message).where(Message.author == Author.CITIZEN)).all()
        assert len(said) == len(answers)
        actions = set(session.scalars(select(AuditEntry.action)))
    assert {"card.read", "participation.read"} <= actions


def test_another_phone_and_an_unknown_code_hear_the_same(ask: Ask) -> None:
    rule = "chi tra loi so dien thoai da dang ky"
    answers = [
        ask(said, sender)
        for said in (f"BH QT {CODE}", f"BH THE DN479{CODE}", f"BH MK {CODE}", f"BH THE {CODE}")
        for sender in ("84987654999",)
    ]
    assert {*answers, ask("BH QT 9999999999", "84987654999")} == {answers[0]} and rule in answers[0]


def test_an_account_s_owner_gets_a_link_to_a_new_password(ask: Ask, database: Database) -> None:
    with database.reading() as session:
        account = session.scalars(select(Account).order_by(Account.id)).first()
        assert account is not None
        person = session.get_one(Person, account.person_id)
        phone, code = account.phone, person.bhxh_code
    said = ask(f"BH MK {code}", phone)
    assert "/tai-khoan/dat-lai/" in said and measure(said).segments <= 2
    assert code not in said


def test_a_question_goes_to_the_assistant(ask: Ask, channel: Channel) -> None:
    assert ask("bh the cua toi het han chua") == "Da nghe: bh the cua toi het han chua"
    assert len(channel.engine.calls) == 1


def test_the_rules_fit_into_one_segment() -> None:
    for key in ("other_phone", "other_phone_dossier", "help"):
        assert measure(khong_dau(text(f"channels.sms.{key}"))).segments == 1, key
