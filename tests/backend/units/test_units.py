"""Units imported by officers, followed by their coordinators, who see their own unit and nothing else. On SQLite and PostgreSQL."""

# ruff: noqa: F811, PLR0917 - fixtures of another folder, given by name

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from backend.audit.models import AuditEntry
from backend.config import BackendConfig
from backend.database import Database
from backend.officers.decisions import Decisions
from backend.registration.drafts import HandIn
from backend.registration.models import Dossier
from backend.registration.schools import find_school
from backend.registration.scope import Scope
from backend.registration.service import Registration
from backend.staff import accounts
from backend.staff.roles import Role
from backend.units import service
from backend.web import create_app
from tests.backend.officers.conftest import (  # noqa: F401 - fixtures
    QUAN_5,
    Declare,
    _cheap_hashes,
    config,
    decisions,
    declare,
    households,
    receive,
)
from tests.backend.registration.conftest import DECLARED, Clock
from tests.support.staff import Browser

PASSWORD = "con đường đê xanh ngát"
HEADCOUNTS = """ma_don_vi,ten_don_vi,co_quan,loai,lop,nhom,si_so
TC1502,Trường THCS Ánh Sáng,07915,trường,6A1,học sinh,4
TC1502,Trường THCS Ánh Sáng,07915,trường,Giáo viên,cán bộ,12
TC1601,Trường THCS Bình Minh,07915,trường,7B,học sinh,40
TC0101,Trường quận khác,07901,trường,1A,học sinh,30
TC1502,Trường THCS Ánh Sáng,07915,trường,6A2,phụ huynh,4
TC1502,Trường THCS Ánh Sáng,07915,trường,6A3,học sinh,bốn
"""
ROSTER = [
    ("ma_don_vi", "lop", "ma_so_bhxh", "ho_ten"),
    ("TC1502", "6a1", 7912345601, "Nguyễn Thị Thu Hà"),
    ("TC1502", "6A1", "7912345602", "Trần Văn Bình"),
    ("TC1502", "6A1", "79123456", "Lê Văn Sai"),
    ("TC1502", "9Z", "7912345603", "Lê Văn Lạc"),
    ("TC1502", "6A1", "7912345609", "Phan Nhật Minh"),
]


@pytest.fixture
def clock() -> Clock:
    from bhxh.dates import utcnow

    clock = Clock()
    clock.now = utcnow()
    return clock


@pytest.fixture
def app(config: BackendConfig, database: Database) -> Iterator[Flask]:
    with database.begin() as session:
        for name, role, agency in (
            ("canbo.quan5", Role.OFFICER, "07915"),
            ("canbo.quan1", Role.OFFICER, "07901"),
            ("truong.anhsang", Role.COORDINATOR, "07915"),
            ("truong.binhminh", Role.COORDINATOR, "07915"),
            ("truong.quan1", Role.COORDINATOR, "07901"),
        ):
            accounts.create(
                session, username=name, name=name, role=role, agency=agency, actor="test", password=PASSWORD, demo=True
            )
    made = create_app(config)
    yield made
    made.extensions["bhxh.chat"].close()


def enter(app: Flask, username: str) -> Browser:
    visitor = Browser(app)
    assert visitor.log_in(username, PASSWORD).status_code == 303
    return visitor


def upload(visitor: Browser, content: bytes, name: str = "tep.csv") -> TestResponse:
    form = {"csrf_token": visitor.token("/nhan-vien/"), "file": (io.BytesIO(content), name)}
    return visitor.client.post("/can-bo/don-vi/nhap", data=form)


def workbook(rows: list[tuple[object, ...]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def units(app: Flask, database: Database) -> dict[str, int]:
    """Imported: ids of the units by code."""
    officer = enter(app, "canbo.quan5")
    first = upload(officer, HEADCOUNTS.encode())
    assert "Đã nhận 3 dòng, loại 3 dòng" in first.text
    for reason in ("Dòng 5: Mã cơ quan BHXH", "Dòng 6: Cột loai", "Dòng 7: Sĩ số"):
        assert reason in first.text
    assert "Đã nhận 3 dòng, loại 2 dòng" in upload(officer, workbook(ROSTER), "ds.xlsx").text
    assert "Đã nhận 3 dòng" in upload(officer, workbook(ROSTER), "ds.xlsx").text  # again: nothing changes
    with database.reading() as session:
        found = {unit.code: unit.id for unit in service.units(session, Scope("079"))}
    for code, username in (("TC1502", "truong.anhsang"), ("TC1601", "truong.binhminh")):
        assert officer.post(f"/can-bo/don-vi/{found[code]}/dau-moi", username=username).status_code == 303
    return found


def test_an_import_counts_and_offers_the_classes(units: dict[str, int], database: Database) -> None:
    assert sorted(units) == ["TC1502", "TC1601"]
    with database.reading() as session:
        counted = {one.unit.code: (one.staff, one.pupils) for one in service.headcounts(session, Scope("07915"))}
        school = find_school(session, "TC1502")
        assert len(service.codes_of(session, units["TC1502"])) == 3
    assert counted == {"TC1502": (12, 4), "TC1601": (0, 40)}
    assert school is not None and school.classes == ("6A1",)


def class_of(database: Database, unit: int, name: str) -> int:
    with database.reading() as session:
        return next(one.id for one in service.classes(session, unit) if one.name == name)


def declare_through_school(
    database: Database,
    config: BackendConfig,
    clock: Clock,
    code: str,
    name: str,
) -> int:
    registration = Registration(database, config, clock)
    own = {"bhxh_code": code, "full_name": name, "phone": f"0912{code[-6:]}"}
    for field, written in {**DECLARED, **own}.items():
        registration.put_field(code, field, written)
    registration.put_way(code, HandIn("school", "TC1502", "6A1"))
    number = registration.submit(code, "key").number
    with database.reading() as session:
        return session.scalar(select(Dossier.id).where(Dossier.number == number)) or 0


def test_a_coordinator_follows_a_class_and_prints_it(
    app: Flask,
    units: dict[str, int],
    database: Database,
    config: BackendConfig,
    clock: Clock,
    decisions: Decisions,
) -> None:
    declare_through_school(database, config, clock, "7912345601", "Nguyễn Thị Thu Hà")
    rejected = declare_through_school(database, config, clock, "7912345602", "Trần Văn Bình")
    declare_through_school(database, config, clock, "7912345777", "Vũ Thị Ngoài")
    version = receive(decisions, database, rejected)
    decisions.reject(QUAN_5, rejected, version, "photo_unclear", "")
    coordinator = enter(app, "truong.anhsang")
    home = coordinator.get("/can-bo/don-vi")
    assert home.location == f"/can-bo/don-vi/{units['TC1502']}"
    assert "6A1" in coordinator.get(home.location).text
    path = f"{home.location}/lop/{class_of(database, units['TC1502'], '6A1')}"
    page = coordinator.get(path).text
    rows = {row.split("</th>")[0].split(">")[-1].split("<")[0]: row for row in page.split("<tr")[2:]}
    assert "Mới khai" in page and "Ảnh chân dung hoặc ảnh giấy tờ bị mờ" in page
    assert "Chưa đăng ký" in next(row for name, row in rows.items() if "Phan Nhật Minh" in row)
    assert "ngoài danh sách" in next(row for row in rows.values() if "Vũ Thị Ngoài" in row)
    assert "7912345601" not in page and "0912" not in page
    assert "In 2 tờ khai" in page
    printed = coordinator.get(f"{path}/to-khai")
    assert printed.mimetype == "application/pdf"
    info = subprocess.run(["pdfinfo", "-"], input=printed.data, capture_output=True, check=True).stdout
    assert re.search(rb"Pages: +2\n", info) is not None
    with database.reading() as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.actor == "staff:truong.anhsang")).all()
    actions = [entry.action for entry in entries if not entry.action.startswith("staff.")]
    assert actions == ["unit.class_read", "dossier.printed", "dossier.printed"]


def test_a_coordinator_sees_nothing_else(app: Flask, units: dict[str, int], database: Database) -> None:
    other = units["TC1601"]
    class_number = class_of(database, other, "7B")
    visitor = enter(app, "truong.anhsang")
    for path in (f"/can-bo/don-vi/{other}", f"/can-bo/don-vi/{other}/lop/{class_number}"):
        assert visitor.get(path).status_code == 404
        assert enter(app, "canbo.quan1").get(path).status_code == 404
    own = units["TC1502"]
    assert visitor.get(f"/can-bo/don-vi/{own}/lop/{class_number}").status_code == 404  # a class of another unit
    for path in ("/can-bo", "/can-bo/tiep-nhan", "/can-bo/tiep-theo", "/bao-cao", "/tin-nhan"):
        assert visitor.get(path).status_code in (403, 404), path
    assert visitor.post(f"/can-bo/don-vi/{own}/dau-moi", username="truong.anhsang").status_code == 403
    assert upload(visitor, HEADCOUNTS.encode()).status_code == 403
    assert "chưa được gắn" in enter(app, "truong.quan1").get("/can-bo/don-vi").text


def test_only_a_coordinator_of_the_agency_is_bound(app: Flask, units: dict[str, int]) -> None:
    officer = enter(app, "canbo.quan5")
    for username in ("truong.quan1", "canbo.quan5", "khong.co"):
        assert officer.post(f"/can-bo/don-vi/{units['TC1502']}/dau-moi", username=username).status_code == 422
    assert enter(app, "canbo.quan1").post(f"/can-bo/don-vi/{units['TC1502']}/dau-moi", username="x").status_code == 404


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 not a zip", b"a,b\n1,2\n", "ma_don_vi\n".encode("utf-16"), b'"open', b"\x00\x01\x02"]
)
def test_no_file_of_units_is_refused_with_what_to_do(app: Flask, content: bytes) -> None:
    answer = upload(enter(app, "canbo.quan5"), content)
    assert answer.status_code == 422 and ("ma_don_vi" in answer.text)
