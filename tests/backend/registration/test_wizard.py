"""The wizard as a browser without JavaScript uses it, and as an attacker does."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from backend.config import BackendConfig
from backend.database import Database
from backend.registration.models import Dossier, Draft
from backend.registration.schools import save_school
from backend.web import create_app
from tests.backend.registration.conftest import image_bytes
from tests.support.staff import Browser

ANSWERS: dict[str, dict[str, str]] = {
    "nguoi-dang-ky": {"bhxh_code": "7912345678", "full_name": "Nguyễn Thị Thu Hà", "personal_id": "079085001234"},
    "tinh": {"province": "079"},
    "quan-huyen": {"district": "07915"},
    "dia-chi": {"commune": "p11", "street": "12/5 Trần Hưng Đạo"},
    "lien-lac": {"phone": "0912 345 678", "email": ""},
    "co-quan": {"agency": "07915"},
}
PICTURES = ("anh-chan-dung", "giay-to-mat-truoc", "giay-to-mat-sau")


@pytest.fixture
def app(config: BackendConfig, database: Database) -> Iterator[Flask]:
    made = create_app(config)
    yield made
    made.extensions["bhxh.chat"].close()


class Citizen(Browser):
    """Fills the wizard in."""

    _known = ""

    def token(self, path: str = "/dang-ky/tiep-tuc") -> str:
        self._known = self._known or super().token(path)
        return self._known

    def answer(self, step: str, query: str = "", **form: Any) -> TestResponse:
        return self.post(f"/dang-ky/khai/{step}{query}", **form)

    def picture(self, step: str, data: bytes, field: str = "file", name: str = "anh.jpg") -> TestResponse:
        return self.answer(step, **{field: (BytesIO(data), name)})

    def fill(self, until: str = "") -> None:
        for step, form in ANSWERS.items():
            if step == until:
                return
            assert self.answer(step, **form).status_code == 303, step
        for step in PICTURES:
            if step == until:
                return
            assert self.picture(step, image_bytes()).status_code == 303, step
        if until != "cach-nop":
            assert self.answer("cach-nop", way="counter").status_code == 303

    def send(self) -> TestResponse:
        found = re.search(r'name="key" value="([^"]+)"', self.get("/dang-ky/xem-lai").text)
        assert found
        return self.post("/dang-ky/gui", key=found[1])


@pytest.fixture
def citizen(app: Flask) -> Citizen:
    return Citizen(app)


def dossiers(database: Database) -> list[Dossier]:
    with database.reading() as session:
        return list(session.scalars(select(Dossier)))


def test_the_whole_way(citizen: Citizen, database: Database) -> None:
    first = citizen.get("/dang-ky")
    assert "/dang-ky/khai/nguoi-dang-ky" in first.text
    citizen.fill()
    assert "đã được chọn sẵn" in citizen.get("/dang-ky/khai/co-quan").text
    review = citizen.get("/dang-ky/xem-lai").text
    for shown in ("Nguyễn Thị Thu Hà", "TP. Hồ Chí Minh", "Quận 5", "Phường 11", "0912345678", "[07915] BHXH Quận 5"):
        assert shown in review
    assert "Phường 11 (nay thuộc Phường Chợ Lớn, TP. Hồ Chí Minh)" in review
    assert "/dang-ky/khai/lien-lac?sua=1" in review
    sent = citizen.send()
    assert sent.location == "/dang-ky/ho-so"
    page = citizen.get(sent.location).text
    assert "00001.U/2026/07915" in page or re.search(r"00001\.[A-Z]/\d{4}/07915", page)
    assert "chờ Ông/Bà nộp tờ khai đã ký" in page
    pdf = citizen.get("/dang-ky/ho-so/to-khai.pdf")
    assert pdf.mimetype == "application/pdf"
    assert [dossier.state for dossier in dossiers(database)] == ["CHO_XAC_MINH"]
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Draft)) == 0


def test_who_does_not_know_the_code_is_led_to_the_search(citizen: Citizen) -> None:
    page = citizen.get("/dang-ky/khai/nguoi-dang-ky").text
    link = re.search(r'href="([^"]+)">Tìm mã số BHXH', page)
    assert link
    assert citizen.get(link[1]).status_code == 200


def test_pages_open_in_their_order_only(citizen: Citizen) -> None:
    assert citizen.get("/dang-ky/khai/lien-lac").location == "/dang-ky/khai/nguoi-dang-ky"
    assert citizen.get("/dang-ky/xem-lai").location == "/dang-ky/khai/nguoi-dang-ky"
    assert citizen.get("/dang-ky/khai/khong-co").status_code == 404
    citizen.answer("nguoi-dang-ky", **ANSWERS["nguoi-dang-ky"])
    assert citizen.get("/dang-ky/khai/co-quan").location == "/dang-ky/khai/tinh"
    assert citizen.post("/dang-ky/gui", key="x").location == "/dang-ky/xem-lai"


def test_errors_stand_beside_their_fields_and_what_was_typed_stays(citizen: Citizen) -> None:
    answer = citizen.answer("nguoi-dang-ky", bhxh_code="79O2345678", full_name="", personal_id="12")
    assert answer.status_code == 422
    for field in ("bhxh_code", "full_name", "personal_id"):
        assert f'id="{field}-error"' in answer.text
        assert f'<a href="#{field}">' in answer.text
    assert 'value="79O2345678"' in answer.text
    assert "Ví dụ: Nguyễn Thị Thu Hà" in answer.text or "ví dụ: Nguyễn Thị Thu Hà" in answer.text
    assert "<title>Lỗi: " in answer.text


def test_no_province_is_offered_as_part_of_itself(citizen: Citizen) -> None:
    citizen.fill(until="tinh")
    page = citizen.get("/dang-ky/khai/tinh").text
    assert "Bình Dương (nay thuộc TP. Hồ Chí Minh)" in page
    assert ">Hồ Chí Minh (nay thuộc" not in page and ">TP. Hồ Chí Minh</option>" in page


def test_a_province_of_today_asks_which_of_the_former_ones(citizen: Citizen) -> None:
    citizen.fill(until="tinh")
    again = citizen.answer("tinh", province="2025:TP. Hồ Chí Minh")
    assert again.status_code == 200
    assert re.findall(r'name="province" value="(\d{3})"', again.text) == ["074", "077", "079"]
    assert citizen.answer("tinh", province="079").location == "/dang-ky/khai/quan-huyen"
    assert 'value="07915"' in citizen.get("/dang-ky/khai/quan-huyen").text
    assert citizen.answer("tinh", province="2025:Cà Mau").status_code == 200
    assert citizen.answer("tinh", province="2025:Cao Bằng").status_code == 303
    assert "huyện" in citizen.get("/dang-ky/khai/quan-huyen").text.lower()
    for nonsense in ("", "999", "2025:Atlantis", "2025:"):
        assert citizen.answer("tinh", province=nonsense).status_code == 422, nonsense


def test_the_commune_is_chosen_from_its_districts_list(citizen: Citizen) -> None:
    citizen.fill(until="dia-chi")
    page = citizen.get("/dang-ky/khai/dia-chi").text
    assert '<option value="Phường 11" >Phường 11 (nay thuộc Phường Chợ Lớn)</option>' in page
    assert re.findall(r'<optgroup label="([^"]+)"', page) == [
        "Tên trước ngày 01/7/2025",
        "Tên hiện nay, từ ngày 01/7/2025",
    ]
    assert page.index("Phường 9 ") < page.index("Phường 11 ") < page.index('value="Phường Chợ Quán"')
    assert citizen.answer("dia-chi", commune="Phường 11", street="12/5 Trần Hưng Đạo").status_code == 303
    assert '<option value="Phường 11" selected>' in citizen.get("/dang-ky/khai/dia-chi").text


def test_a_commune_that_is_not_listed_is_written_beside(citizen: Citizen) -> None:
    citizen.fill(until="dia-chi")
    merged = {"commune": "khac", "commune_other": "phường 8", "street": "12/5 Trần Hưng Đạo"}
    assert citizen.answer("dia-chi", **merged).status_code == 303
    again = citizen.get("/dang-ky/khai/dia-chi").text
    assert '<option value="khac" selected>' in again and 'value="Phường 8"' in again
    both = citizen.answer("dia-chi", commune="Phường 9", commune_other="Phường 8", street="12/5 Trần Hưng Đạo")
    assert both.status_code == 422 and "vừa chọn trong danh sách vừa ghi một tên khác" in both.text
    for form, wrong in (
        ({"commune": "", "commune_other": ""}, "commune"),
        ({"commune": "khac", "commune_other": ""}, "commune_other"),
        ({"commune": "khac", "commune_other": "<script>"}, "commune_other"),
        ({"commune": "<script>"}, "commune"),
    ):
        refused = citizen.answer("dia-chi", **form, street="12/5 Trần Hưng Đạo")
        assert refused.status_code == 422 and f'id="{wrong}-error"' in refused.text, form
        assert "<script>" not in refused.text.replace("<script src", "")


def test_a_commune_nearly_listed_is_asked_about_once(citizen: Citizen, database: Database) -> None:
    citizen.fill(until="dia-chi")
    near = {"commune": "khac", "commune_other": "Phường Chợ Lớm", "street": "12/5 Trần Hưng Đạo"}
    asked = citizen.answer("dia-chi", **near)
    assert asked.status_code == 422
    assert "Có phải Ông/Bà muốn chọn: Phường Chợ Lớn?" in asked.text and 'value="Phường Chợ Lớm"' in asked.text
    assert citizen.answer("dia-chi", **near).location == "/dang-ky/khai/lien-lac"
    assert 'value="Phường Chợ Lớm"' in citizen.get("/dang-ky/khai/dia-chi").text
    for step in ("lien-lac", "co-quan"):
        citizen.answer(step, **ANSWERS[step])
    for step in PICTURES:
        citizen.picture(step, image_bytes())
    citizen.answer("cach-nop", way="counter")
    citizen.send()
    assert "commune_asked" not in dossiers(database)[0].declaration


def test_changing_from_the_review_leads_back_to_it_or_to_what_it_opened(citizen: Citizen) -> None:
    citizen.fill()
    assert citizen.answer("lien-lac", "?sua=1", phone="0987654321", email="").location == "/dang-ky/xem-lai"
    assert "0987654321" in citizen.get("/dang-ky/xem-lai").text
    assert citizen.answer("tinh", "?sua=1", province="052").location == "/dang-ky/khai/quan-huyen"


def test_pictures_are_shown_to_their_giver_replaced_and_kept(citizen: Citizen, app: Flask) -> None:
    citizen.fill(until="anh-chan-dung")
    missing = citizen.answer("anh-chan-dung")
    assert missing.status_code == 422 and "chưa chọn ảnh nào" in missing.text
    assert citizen.picture("anh-chan-dung", image_bytes(), "camera").status_code == 303
    shown = citizen.get("/dang-ky/anh/portrait.jpg")
    assert shown.mimetype == "image/jpeg" and shown.headers["Cache-Control"] == "no-store"
    assert citizen.answer("anh-chan-dung").status_code == 303, "the one that is there is kept"
    page = citizen.get("/dang-ky/khai/anh-chan-dung").text
    assert 'capture="user"' in page
    assert 'capture="environment"' in citizen.get("/dang-ky/khai/giay-to-mat-truoc").text


def test_through_a_school(citizen: Citizen, database: Database) -> None:
    citizen.fill(until="cach-nop")
    none = citizen.answer("cach-nop", way="school")
    assert none.status_code == 422 and "chưa nhận tờ khai qua trường học" in none.text
    with database.begin() as session:
        save_school(session, code="TC1", name="Trường THCS Ánh Sáng", agency_code="07915", classes=["7A1", "7A2"])
    assert citizen.answer("cach-nop", way="school").location == "/dang-ky/truong"
    assert "Trường THCS Ánh Sáng" in citizen.get("/dang-ky/truong").text
    assert 'value="7A2"' in citizen.get("/dang-ky/truong?school=TC1").text
    assert citizen.post("/dang-ky/truong", school="TC1", **{"class": "9Z"}).status_code == 422
    assert citizen.post("/dang-ky/truong", school="TC1", **{"class": "7A2"}).location == "/dang-ky/xem-lai"
    citizen.send()
    [dossier] = dossiers(database)
    assert (dossier.way, dossier.school_code, dossier.class_name) == ("school", "TC1", "7A2")


def test_pressing_send_twice_makes_one_dossier(citizen: Citizen, database: Database) -> None:
    citizen.fill()
    key = re.search(r'name="key" value="([^"]+)"', citizen.get("/dang-ky/xem-lai").text)
    cookie = citizen.client.get_cookie("bhxh_khai", path="/dang-ky")
    assert key and cookie
    first = citizen.post("/dang-ky/gui", key=key[1])
    citizen.client.set_cookie(
        "bhxh_khai", cookie.value, path="/dang-ky"
    )  # the second click, sent before the first answer
    second = citizen.post("/dang-ky/gui", key=key[1])
    assert first.location == second.location == "/dang-ky/ho-so"
    assert len(dossiers(database)) == 1


def test_english_pages_and_a_vietnamese_declaration(citizen: Citizen) -> None:
    citizen.get("/ngon-ngu/en")
    assert "Who registers" in citizen.get("/dang-ky/khai/nguoi-dang-ky").text
    citizen.fill()
    citizen.send()
    assert "Dossier" in citizen.get("/dang-ky/ho-so").text
    assert "Họ và tên" in citizen.get("/dang-ky/ho-so/to-khai").text


# Attacks


def test_somebody_elses_draft_and_dossier_are_out_of_reach(citizen: Citizen, app: Flask) -> None:
    citizen.fill()
    stranger = Citizen(app)
    assert stranger.get("/dang-ky/anh/portrait.jpg").status_code == 404
    assert stranger.get("/dang-ky/xem-lai").location == "/dang-ky/khai/nguoi-dang-ky"
    for forged in ("0" * 32, "", "../../x", "a" * 900):
        stranger.client.set_cookie("bhxh_khai", forged, path="/dang-ky")
        stranger.client.set_cookie("bhxh_ho_so_mo", forged, path="/dang-ky")
        assert stranger.get("/dang-ky/anh/portrait.jpg").status_code == 404
        assert stranger.get("/dang-ky/ho-so").location == "/dang-ky/tiep-tuc"
        assert stranger.get("/dang-ky/ho-so/to-khai.pdf").location == "/dang-ky/tiep-tuc"
    citizen.send()
    assert stranger.get("/dang-ky/ho-so").location == "/dang-ky/tiep-tuc"


def test_names_of_pictures_lead_nowhere_else(citizen: Citizen) -> None:
    citizen.fill(until="giay-to-mat-truoc")
    for kind in ("../portrait", "..%2f..%2fsecret", "portrait%00", "birth_certificate", "x" * 300):
        assert citizen.get(f"/dang-ky/anh/{kind}.jpg").status_code == 404, kind


def test_a_file_name_is_never_used(citizen: Citizen, config: BackendConfig) -> None:
    citizen.fill(until="anh-chan-dung")
    citizen.picture("anh-chan-dung", image_bytes(), name="../../../../static/evil.html")
    files = [path for path in config.data_dir.rglob("*") if path.is_file() and "photos" in path.parts]
    assert len(files) == 1 and re.fullmatch(r"[0-9a-f]{32}", files[0].name)


def test_more_fields_than_the_page_asks_for_are_ignored(citizen: Citizen, database: Database) -> None:
    more = {"phone": "0999999999", "state": "CAP_TK", "kind": "child", "way": "school", "agency": "079", "number": "1"}
    citizen.answer("nguoi-dang-ky", **ANSWERS["nguoi-dang-ky"], **more)
    assert citizen.get("/dang-ky/khai/lien-lac").location == "/dang-ky/khai/tinh"
    citizen.fill()
    citizen.send()
    [dossier] = dossiers(database)
    assert (dossier.state, dossier.kind, dossier.way) == ("CHO_XAC_MINH", "account", "counter")
    assert dossier.declaration["phone"] == "84912345678"
    assert set(dossier.declaration) == {*[name for form in ANSWERS.values() for name in form]}


def test_forms_without_their_token_do_nothing(citizen: Citizen, database: Database) -> None:
    citizen.fill()
    for path in "khai/nguoi-dang-ky khai/anh-chan-dung gui truong bo-ban-khai tiep-tuc tiep-tuc/ma ho-so/anh".split():
        for forged in ({}, {"csrf_token": "x"}):
            assert citizen.client.post(f"/dang-ky/{path}", data=forged).status_code == 400, path
    assert dossiers(database) == []
    assert "Nguyễn Thị Thu Hà" in citizen.get("/dang-ky/xem-lai").text


HTML_IN_JPEG = image_bytes() + b"<script>alert(1)</script>"


NO_PICTURES = [
    (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "không phải là ảnh"),
    (b"GIF89a/*<?php system($_GET[0]); ?>*/", "không phải là ảnh"),
    (b"PK\x03\x04" + b"x" * 100, "không phải là ảnh"),
    (image_bytes()[:-2000], "bị hỏng"),
    (image_bytes(size=(200, 200)), "quá nhỏ"),
    (image_bytes("PNG", (6000, 6000)), "kích thước quá lớn"),
    (b"\xff\xd8\xff" + b"0" * (12 * 1024 * 1024), "lớn quá 12 MB"),
]


def test_what_is_no_picture_is_refused_beside_its_field(citizen: Citizen) -> None:
    citizen.fill(until="anh-chan-dung")
    for data, reason in NO_PICTURES:
        answer = citizen.picture("anh-chan-dung", data)
        assert answer.status_code == 422, reason
        assert reason in answer.text and 'id="camera-error"' in answer.text
        assert citizen.get("/dang-ky/anh/portrait.jpg").status_code == 404


def test_a_polyglot_is_served_as_the_picture_alone(citizen: Citizen) -> None:
    citizen.fill(until="anh-chan-dung")
    citizen.picture("anh-chan-dung", HTML_IN_JPEG, name="x.html")
    shown = citizen.get("/dang-ky/anh/portrait.jpg")
    assert b"<script" not in shown.data
    assert (shown.mimetype, shown.headers["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")


def test_uploads_never_touch_the_disk_in_plain(citizen: Citizen, monkeypatch: pytest.MonkeyPatch) -> None:
    citizen.fill(until="anh-chan-dung")
    for name in ("TemporaryFile", "SpooledTemporaryFile"):
        monkeypatch.setattr(tempfile, name, lambda *_, **__: pytest.fail("spooled to disk"))
        monkeypatch.setattr(f"werkzeug.formparser.{name}", lambda *_, **__: pytest.fail("spooled"), raising=False)
    large = image_bytes("PNG", (1500, 1500), compress_level=0)
    assert len(large) > 5_000_000
    assert citizen.picture("anh-chan-dung", large).status_code == 303


def test_too_much_is_cut_off(citizen: Citizen) -> None:
    citizen.fill(until="anh-chan-dung")
    answer = citizen.picture("anh-chan-dung", b"x" * (17 << 20))
    assert answer.status_code == 413


def test_many_new_drafts_from_one_address_are_held_back(app: Flask) -> None:
    answers = {Citizen(app).answer("nguoi-dang-ky", **ANSWERS["nguoi-dang-ky"]).status_code for _ in range(62)}
    assert answers == {303, 429}


def test_strict_headers_on_every_page(citizen: Citizen) -> None:
    citizen.fill()
    for path in ("", "/khai/tinh", "/khai/anh-chan-dung", "/xem-lai", "/tiep-tuc"):
        page = citizen.get(f"/dang-ky{path}")
        policy = page.headers["Content-Security-Policy"]
        assert "unsafe" not in policy and "default-src 'none'" in policy
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! src)", page.text), path
        assert page.headers["Cache-Control"] == "no-store"
    for name in ("bhxh_khai",):
        cookie = citizen.client.get_cookie(name, path="/dang-ky")
        assert cookie and cookie.http_only and cookie.same_site == "Lax"


def test_drafts_can_be_thrown_away(citizen: Citizen, config: BackendConfig) -> None:
    citizen.fill()
    citizen.post("/dang-ky/bo-ban-khai")
    assert citizen.get("/dang-ky/xem-lai").location == "/dang-ky/khai/nguoi-dang-ky"
    assert not [path for path in Path(config.data_dir).rglob("photos/*/*") if path.is_file()]
