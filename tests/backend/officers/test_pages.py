"""The portal's pages: what an officer does on them, who gets no further, and that every look leaves a trace."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from backend.audit.models import AuditEntry
from backend.config import BackendConfig
from backend.database import Database
from backend.participants.register import code_index
from backend.participants.writing import PersonData, save_person
from backend.registration.attachments import Attachments
from backend.registration.case_photos import CasePhotos
from backend.registration.kinds import PICTURES, Kind
from backend.registration.links import Purpose, issue
from backend.registration.models import Dossier
from backend.registration.pictures import redraw
from backend.registration.scope import Scope
from backend.registration.service import Registration
from backend.registration.submission import Guardian
from backend.staff import accounts
from backend.staff.roles import Role
from backend.web import create_app
from tests.backend.officers.conftest import Declare, dossier, version_of
from tests.backend.registration.conftest import Clock, image_bytes
from tests.support.staff import Browser

PASSWORD = "con đường đê xanh ngát"
STAFF = {
    "canbo.quan5": (Role.OFFICER, "07915"),
    "canbo.quan1": (Role.OFFICER, "07901"),
    "canbo.hcm": (Role.OFFICER, "079"),
    "canbo.binhdinh": (Role.OFFICER, "052"),
    "dau.moi": (Role.COORDINATOR, "07915"),
    "tong.dai": (Role.AGENT, None),
}
CHECKS = {"check_signed": "on", "check_compared": "on", "check_copied": "on"}


@pytest.fixture
def app(config: BackendConfig, database: Database) -> Iterator[Flask]:
    with database.begin() as session:
        for name, (role, agency) in STAFF.items():
            accounts.create(
                session, username=name, name=name, role=role, agency=agency, actor="test", password=PASSWORD, demo=True
            )
    made = create_app(config)
    yield made
    made.extensions["bhxh.chat"].close()


Enter = Callable[[str], Browser]


@pytest.fixture
def enter(app: Flask) -> Enter:
    def enter(username: str) -> Browser:
        visitor = Browser(app)
        assert visitor.log_in(username, PASSWORD).status_code == 303
        return visitor

    return enter


@pytest.fixture
def clock() -> Clock:
    """The pages read the real clock: what is declared here is declared now."""
    from bhxh.dates import utcnow

    clock = Clock()
    clock.now = utcnow()
    return clock


def give_photos(database: Database, config: BackendConfig, number: int) -> None:
    attachments = Attachments(database, config)
    with database.begin() as session:
        token = issue(session, session.get_one(Dossier, number), Purpose.PHOTOS)
    for kind in PICTURES[Kind.ACCOUNT]:
        attachments.put_photo(token, kind, redraw(image_bytes()))


def actions(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        query = select(AuditEntry).where(AuditEntry.action.startswith("dossier.")).order_by(AuditEntry.sequence)
        return [(entry.actor, entry.action) for entry in session.scalars(query)]


def test_from_the_list_to_the_account(
    enter: Enter, declare: Declare, database: Database, config: BackendConfig
) -> None:
    number = declare(email="thuha1985@gmail.com")
    give_photos(database, config, number)
    officer = enter("canbo.quan5")
    listed = officer.get("/can-bo")
    name = dossier(database, number).number
    assert name in listed.text and "Nguyễn Thị Thu Hà" in listed.text
    page = officer.get(f"/can-bo/ho-so/{number}")
    assert page.status_code == 200 and "0912345601" in page.text and "Mã số và họ tên có trong" in page.text
    assert not re.search(r"<script(?! src)|style=|\son\w+=\"", page.text)
    assert "Chỉ tiếp nhận khi" in officer.post(f"/can-bo/ho-so/{number}/tiep-nhan", version="1", check_signed="on").text
    token = officer.token("/nhan-vien/")
    received = officer.client.post(
        f"/can-bo/ho-so/{number}/tiep-nhan", data={"csrf_token": token, "version": "1", **CHECKS}
    )
    assert received.status_code == 303
    assert "còn 15 phút" in officer.get(f"/can-bo/ho-so/{number}").text
    assert officer.get("/can-bo/tiep-theo").location == f"/can-bo/ho-so/{number}"
    decided = officer.post(f"/can-bo/ho-so/{number}/danh-gia", version="2", verdict="valid")
    assert decided.status_code == 303
    after = officer.get(f"/can-bo/ho-so/{number}")
    assert "Đã cấp tài khoản, mật khẩu lần đầu gửi bằng tin nhắn" in after.text and "Ghi nhận lúc" in after.text
    assert officer.get("/can-bo/tiep-theo").location == "/can-bo?het=1"
    again = officer.post(f"/can-bo/ho-so/{number}/danh-gia", version="2", verdict="valid")
    assert again.status_code == 409 and "cán bộ khác" in again.text


def test_pictures_are_seen_from_the_page_and_replaced(
    enter: Enter, declare: Declare, database: Database, config: BackendConfig
) -> None:
    number = declare()
    give_photos(database, config, number)
    officer = enter("canbo.quan5")
    page = officer.get(f"/can-bo/ho-so/{number}").text
    address = re.search(r'src="(/can-bo/ho-so/\d+/anh/id_front\.jpg\?xem=[^"]+)"', page)
    assert address is not None
    seen = officer.get(address[1])
    assert seen.mimetype == "image/jpeg" and seen.headers["Cache-Control"] == "no-store"
    assert officer.get(f"/can-bo/ho-so/{number}/anh/id_front.jpg").status_code == 404
    assert officer.get(address[1].replace("id_front", "id_back")).status_code == 404
    assert enter("canbo.hcm").get(address[1]).status_code == 404  # another person's look
    token = officer.token("/nhan-vien/")

    def send(content: bytes, kind: str = "id_front", version: str = "1") -> object:
        return officer.client.post(
            f"/can-bo/ho-so/{number}/anh/{kind}",
            data={"csrf_token": token, "version": version, "photo": (io.BytesIO(content), "scan.jpg")},
        )

    assert send(b"GIF89a not ours").status_code == 422  # type: ignore[attr-defined]
    assert send(image_bytes(), kind="birth_certificate").status_code == 404  # type: ignore[attr-defined]
    assert send(image_bytes(size=(640, 480)), version="9").status_code == 409  # type: ignore[attr-defined]
    assert send(image_bytes(size=(640, 480))).status_code == 303  # type: ignore[attr-defined]
    jpeg = CasePhotos(database, config).read(Scope(None), number, "id_front")
    assert (redraw(jpeg).width, redraw(jpeg).height) == (640, 480)
    files = [path for path in (config.data_dir / "registration").rglob("*") if path.is_file()]
    assert len(files) == 3  # the one replaced is gone, the refused ones never stayed
    assert version_of(database, number) == 2
    assert ("staff:canbo.quan5", "dossier.photo_replaced") in actions(database)


def test_search(enter: Enter, declare: Declare, database: Database) -> None:
    first, second = declare(), declare(full_name="Trần Văn Bình")
    officer = enter("canbo.quan5")
    by_number = officer.post("/can-bo/tra-cuu", **{"so-ho-so": dossier(database, first).number.lower()})
    assert by_number.location == f"/can-bo/ho-so/{first}"
    by_code = officer.post("/can-bo/tra-cuu", **{"ma-so": "7912345602"}).text
    assert "Trần Văn Bình" in by_code and "Nguyễn Thị Thu Hà" not in by_code
    wrong = officer.post("/can-bo/tra-cuu", **{"so-ho-so": "12345"})
    assert wrong.status_code == 422 and "00001.U/2026/07915" in wrong.text
    filtered = officer.post("/can-bo/tra-cuu", **{"trang-thai": "TU_CHOI", "tu-ngay": "1/1/2026"})
    assert filtered.status_code == 303 and "TU_CHOI" in filtered.location
    assert "Không có hồ sơ nào" in officer.get(filtered.location).text
    assert officer.get("/can-bo?truoc=../../etc&trang-thai=x").status_code == 200
    assert second and all(action == "dossier.listed" for _, action in actions(database))


@pytest.mark.only_on("sqlite")
def test_who_gets_no_further(enter: Enter, declare: Declare, database: Database, app: Flask) -> None:
    number = declare()
    token_of = lambda visitor: visitor.token("/nhan-vien/")  # noqa: E731
    reads = [f"/can-bo/ho-so/{number}", f"/can-bo/ho-so/{number}/to-khai", f"/can-bo/tiep-nhan/{number}"]
    writes = {
        f"/can-bo/ho-so/{number}/tiep-nhan": CHECKS,
        f"/can-bo/ho-so/{number}/danh-gia": {"verdict": "invalid", "reason": "unsigned"},
        f"/can-bo/tiep-nhan/{number}": CHECKS,
    }
    for name, expected in (("canbo.quan1", 404), ("canbo.binhdinh", 404), ("dau.moi", 403), ("tong.dai", 403)):
        visitor = enter(name)
        for path in reads:
            assert visitor.get(path).status_code == expected, (name, path)
        for path, form in writes.items():
            data = {"csrf_token": token_of(visitor), "version": "1", **form}
            assert visitor.client.post(path, data=data).status_code == expected, (name, path)
    stranger = Browser(app)
    for path in reads:
        assert stranger.get(path).location.startswith("/nhan-vien/dang-nhap")
    assert dossier(database, number).state == "MOI_KHAI" and actions(database) == []
    assert enter("canbo.hcm").get(reads[0]).status_code == 200
    assert actions(database) == [("staff:canbo.hcm", "dossier.read")]


def test_a_childs_dossier_names_who_declared_it_and_nothing_to_hand_in(
    enter: Enter, database: Database, config: BackendConfig, clock: Clock
) -> None:
    with database.begin() as session:
        for code, name, born in (
            ("7911111111", "Lê Gia Hân", date(2015, 6, 1)),
            ("7922222222", "Trần Thị Bích Ngọc", date(1990, 4, 7)),
        ):
            save_person(session, PersonData(code, name, born, "nữ", "79"))
        guardian = Guardian(code_index(session, "7922222222"), "84908123456")
    registration = Registration(database, config, clock)
    child = {"bhxh_code": "7911111111", "full_name": "Lê Gia Hân", "date_of_birth": "01/6/2015"}
    for field, written in {**child, "province": "TP.HCM", "agency": "07915"}.items():
        registration.put_field("guardian", field, written)
    registration.submit("guardian", "key", guardian)
    officer = enter("canbo.quan5")
    for path in ("/can-bo/ho-so/1", "/can-bo/tiep-nhan/1"):
        page = officer.get(path).text
        assert "Cha, mẹ hoặc người giám hộ" in page and "Trần Thị Bích Ngọc, 7922222222" in page, path
        assert "Cách nộp" not in page and "Hạn nộp" not in page, path
    received = officer.post("/can-bo/ho-so/1/tiep-nhan", version="1", check_birth_certificate="on")
    assert received.status_code == 303 and "còn 15 phút" in officer.get("/can-bo/ho-so/1").text


def test_bulk_reception(enter: Enter, declare: Declare, database: Database) -> None:
    number = declare()
    officer = enter("canbo.quan5")
    assert "Permissions-Policy" in officer.get("/can-bo/tiep-nhan").headers
    assert "camera=(self)" in officer.get("/can-bo/tiep-nhan").headers["Permissions-Policy"]
    assert "camera=()" in officer.get("/can-bo").headers["Permissions-Policy"]
    scanned = officer.post("/can-bo/tiep-nhan", **{"so-ho-so": dossier(database, number).number})
    assert scanned.location == f"/can-bo/tiep-nhan/{number}"
    wrong = officer.post("/can-bo/tiep-nhan", **{"so-ho-so": "00009.A/2026/07915"})
    assert wrong.status_code == 422 and "“00009.A/2026/07915” không phải số hồ sơ" in wrong.text
    assert "tin nhắn" not in wrong.text, "the officer has the form, not the citizen's SMS"
    half = officer.post(f"/can-bo/tiep-nhan/{number}", version="1", check_compared="on")
    assert half.status_code == 422 and re.findall(r'name="(check_\w+)" type="checkbox" checked', half.text) == [
        "check_compared"
    ]
    assert officer.post(scanned.location, version="1", check_signed="on").status_code == 422
    done = officer.post(scanned.location, version="1", **CHECKS)
    assert done.location == "/can-bo/tiep-nhan"
    assert "Đã tiếp nhận hôm nay: 1" in officer.get(done.location).text
    assert officer.post(scanned.location, version="1", **CHECKS).status_code == 409


def test_pages_by_key_in_order(enter: Enter, declare: Declare, database: Database, clock: Clock) -> None:
    numbers = []
    for _ in range(60):
        numbers.append(declare(registered=None))
        clock.advance(seconds=1 if len(numbers) % 3 else 0)  # some in the same moment
    officer = enter("canbo.hcm")
    seen: list[int] = []
    path: str | None = "/can-bo?tinh-trang=not_handed_in"
    while path:
        page = officer.get(path).text
        seen += [int(found) for found in re.findall(r'<a class="govuk-link" href="/can-bo/ho-so/(\d+)">', page)]
        older = re.search(r'href="(/can-bo\?[^"]*truoc=[^"]+)"', page)
        path = older[1].replace("&amp;", "&") if older else None
    assert seen == sorted(numbers, reverse=True)


def test_english(enter: Enter, declare: Declare) -> None:
    number = declare()
    officer = enter("canbo.quan5")
    officer.client.set_cookie("bhxh_ngon_ngu", "en")
    assert "Registration dossiers" in officer.get("/can-bo").text
    assert "Household register" in officer.get(f"/can-bo/ho-so/{number}").text
