"""A child registered from the account of its mother; and who may not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from backend import demo
from backend.accounts import service as accounts
from backend.audit.models import AuditEntry
from backend.config import BackendConfig
from backend.database import Database
from backend.notify.models import OutboxMessage
from backend.participants import register
from backend.participants.writing import PersonData, give_guardian, save_person
from backend.registration import guardians
from backend.registration.models import Dossier
from backend.web import create_app
from bhxh.dates import now, utcnow
from tests.backend.registration.conftest import image_bytes
from tests.support.citizens import CitizenBrowser
from tests.support.passwords import make_cheap

MOTHER, STRANGER, MINOR = "7912345678", "7920456789", "7931567890"
PASSWORD = "con đường đê xanh ngát"
BORN = (now().date() - timedelta(days=10 * 365 + 40)).strftime("%d/%m/%Y")
CHILD = {"bhxh_code": "7955512345", "full_name": "Nguyễn Bảo Châu", "date_of_birth": BORN}


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    make_cheap(monkeypatch)


@pytest.fixture
def app(config: BackendConfig, database: Database) -> Iterator[Flask]:
    demo.seed(config)
    with database.begin() as session:
        for code in (MOTHER, STRANGER):
            person = register.find_by_code(session, code)
            assert person is not None
            accounts.open_account(
                session,
                person_id=person.id,
                phone=person.phone or "",
                email=None,
                actor="test",
                now=utcnow(),
                password=PASSWORD,
                demo=True,
            )
    made = create_app(config)
    yield made
    made.extensions["bhxh.chat"].close()


@pytest.fixture
def mother(app: Flask) -> CitizenBrowser:
    return logged_in(app, MOTHER)


def logged_in(app: Flask, code: str) -> CitizenBrowser:
    browser = CitizenBrowser(app)
    browser.log_in(code, PASSWORD)
    return browser


def fill(browser: CitizenBrowser) -> None:
    assert browser.post("/dang-ky/con/khai/nguoi-con", **CHILD).location == "/dang-ky/con/khai/tinh"
    assert browser.post("/dang-ky/con/khai/tinh", province="079").location == "/dang-ky/con/khai/co-quan"
    agencies = browser.get("/dang-ky/con/khai/co-quan").text
    assert "[079] BHXH TP. Hồ Chí Minh" in agencies and "đã được chọn sẵn" not in agencies
    browser.post("/dang-ky/con/khai/co-quan", agency="07915")
    done = browser.post("/dang-ky/con/khai/giay-khai-sinh", file=(BytesIO(image_bytes()), "ks.jpg"))
    assert done.location == "/dang-ky/con/xem-lai"


def send(browser: CitizenBrowser) -> None:
    assert "/dang-ky/con/dong-y" in browser.get("/dang-ky/con/xem-lai").text
    page = browser.get("/dang-ky/con/dong-y").text
    assert "Đồng ý" in page and CHILD["full_name"] in page
    key = page.split('name="key" value="')[1].split('"')[0]
    assert browser.post("/dang-ky/con/dong-y", key=key).location == "/dang-ky/ho-so"


def dossier_of(database: Database) -> Dossier:
    with database.reading() as session:
        index = register.code_index(session, CHILD["bhxh_code"])
        return session.scalars(select(Dossier).where(Dossier.code_index == index, Dossier.kind == "child")).one()


def test_the_whole_way(mother: CitizenBrowser, database: Database) -> None:
    fill(mother)
    send(mother)
    page = mother.get("/dang-ky/ho-so").text
    assert "xét duyệt" in page and "to-khai" not in page
    assert "Cách nộp tờ khai" not in page and "Hạn nộp" not in page
    dossier = dossier_of(database)
    assert dossier.state == "CHO_XAC_MINH"
    assert dossier.declaration["full_name"] == CHILD["full_name"]
    with database.reading() as session:
        person = register.find_by_code(session, MOTHER)
        assert person is not None and dossier.declaration["phone"] == person.phone
        assert dossier.guardian_index == register.code_index(session, MOTHER)
        sms = session.scalars(select(OutboxMessage).where(OutboxMessage.template == "tiep_nhan_con")).all()[-1]
        assert sms.recipient == person.phone
    assert CHILD["full_name"] in mother.get("/dang-ky/con").text
    with database.reading() as session:
        assert session.scalars(select(AuditEntry).where(AuditEntry.action == "registration.read")).first()


def test_only_who_is_logged_in(app: Flask) -> None:
    stranger = CitizenBrowser(app)
    for path in ("", "/khai/nguoi-con", "/xem-lai", "/dong-y", "/anh/birth_certificate.jpg"):
        assert stranger.get(f"/dang-ky/con{path}").status_code in {302, 303, 401}, path


def test_another_guardian_sees_neither_draft_nor_dossier(
    app: Flask, mother: CitizenBrowser, database: Database
) -> None:
    fill(mother)
    other = logged_in(app, STRANGER)
    assert other.get("/dang-ky/con/anh/birth_certificate.jpg").status_code == 404
    assert other.get("/dang-ky/con/xem-lai").location == "/dang-ky/con/khai/nguoi-con"
    send(mother)
    assert CHILD["full_name"] not in other.get("/dang-ky/con").text
    number = dossier_of(database).number
    assert other.post("/dang-ky/con/ho-so", number=number).status_code == 404
    assert mother.post("/dang-ky/con/ho-so", number=number).location == "/dang-ky/ho-so"


def test_from_eighteen_on_everybody_registers_alone(mother: CitizenBrowser) -> None:
    today = now().date()
    eighteen = date(today.year - 18, today.month, today.day if (today.month, today.day) != (2, 29) else 28)
    for born, status in ((eighteen, 422), (eighteen + timedelta(days=1), 303), (today + timedelta(days=1), 422)):
        form = {**CHILD, "date_of_birth": born.strftime("%d/%m/%Y")}
        answer = mother.post("/dang-ky/con/khai/nguoi-con", **form)
        assert answer.status_code == status, born
        if born == eighteen:
            assert "tự đăng ký" in answer.text and "/dang-ky" in answer.text


def test_a_guardian_cannot_be_the_child(mother: CitizenBrowser, database: Database) -> None:
    fill(mother)
    mother.post("/dang-ky/con/khai/nguoi-con", **{**CHILD, "bhxh_code": MOTHER})
    key = mother.get("/dang-ky/con/dong-y").text.split('name="key" value="')[1].split('"')[0]
    refused = mother.post("/dang-ky/con/dong-y", key=key)
    assert refused.status_code == 422 and "của chính Ông/Bà" in refused.text


def test_a_childs_own_account_registers_nobody(app: Flask, database: Database) -> None:
    with database.begin() as session:
        minor = register.find_by_code(session, MINOR)
        assert minor is not None
        accounts.open_account(
            session,
            person_id=minor.id,
            phone="0903456789",
            email=None,
            actor="test",
            now=utcnow(),
            password=PASSWORD,
            demo=True,
        )
    refused = logged_in(app, minor.bhxh_code).get("/dang-ky/con")
    assert refused.status_code == 403 and "từ đủ 18 tuổi" in refused.text


def test_with_its_account_a_child_gets_its_guardian(mother: CitizenBrowser, database: Database) -> None:
    fill(mother)
    send(mother)
    dossier = dossier_of(database)
    born = date(2016, 3, 2)
    with database.begin() as session:
        data = PersonData(CHILD["bhxh_code"], CHILD["full_name"], born, "nữ", "79")
        person_id, _ = save_person(session, data)
        guardian = register.find_by_code(session, MOTHER)
        assert guardian is not None and accounts.wards_of(session, guardian.id) == []
        guardians.link(session, dossier.id, person_id)
        session.flush()
        assert accounts.wards_of(session, guardian.id) == [person_id]
        give_guardian(session, person_id, register.code_index(session, STRANGER))
        session.flush()
        assert accounts.wards_of(session, guardian.id) == [person_id], "whom the register names stays"
