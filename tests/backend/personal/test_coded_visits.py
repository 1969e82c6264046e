"""A dossier that names its facility and department by code, as XML 4750 does: what the citizen reads, wherever the visit is shown."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from backend import places
from backend.config import BackendConfig
from backend.database import Database
from backend.importing.run import import_file
from backend.kcb.importing import VISITS_XML, Envelope
from backend.participants import register
from backend.privacy import export
from bhxh.dates import utcnow
from tests.backend.importing import files
from tests.backend.personal.conftest import MUOI, LogIn, visits_of
from tests.backend.personal.test_disputes import WORDS, hidden_key, tickets
from tests.backend.personal.test_pages import words
from tests.support.citizens import CitizenBrowser

KNOWN, UNKNOWN = "79977", "79978"
NAME = "Bệnh viện Vừa Vào Danh Mục"
BOOK = "/tai-khoan/so-kcb"
DAY = {"NGAY_VAO": "202602030800", "NGAY_RA": "202602031000", "NGAY_TTOAN": "202602031005"}


@pytest.fixture(scope="module")
def imported(config: BackendConfig, database: Database, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A visit to each of two facilities, of which the directory learns one afterwards."""
    dossiers = [
        files.xml1(MA_LK=code, MA_CSKCB=code, MA_THE_BHYT=f"GD479{MUOI}", MA_KHOA="K03;K4849", **DAY)
        for code in (KNOWN, UNKNOWN)
    ]
    file = files.write(tmp_path_factory.mktemp("coded"), files.envelope(dossiers), "hoso.xml")
    assert import_file(config, VISITS_XML, file, None, source=Envelope.open(file)).added == 2
    with database.begin() as session:
        places.save(session, [places.Draft(places.Kind.FACILITY, KNOWN, NAME, "79")])


def visit_to(browser: CitizenBrowser, facility: str) -> int:
    (visit,) = [one for one in visits_of(browser) if facility in browser.get(f"{BOOK}/{one}").text]
    return visit


@pytest.mark.usefixtures("imported")
def test_the_book_and_a_visits_page_name_the_facility(log_in: LogIn) -> None:
    browser = log_in(MUOI)
    book = words(browser.get(f"{BOOK}?nam=2026").text)
    assert NAME in book and KNOWN not in book
    assert f"Cơ sở KCB mã {UNKNOWN}" in book, "not in the directory: the code, as it came"
    shown = words(browser.get(f"{BOOK}/{visit_to(browser, NAME)}").text)
    assert f"{NAME}, " in shown and KNOWN not in shown
    assert "Khoa Nội tổng hợp, Khoa Hồi sức tích cực - Chống độc" in shown


@pytest.mark.usefixtures("imported")
def test_so_does_the_paper(log_in: LogIn, tmp_path: Path) -> None:
    if (pdftotext := shutil.which("pdftotext")) is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    browser = log_in(MUOI)
    printed = tmp_path / "visit.pdf"
    printed.write_bytes(browser.get(f"{BOOK}/{visit_to(browser, NAME)}.pdf").data)
    paper = subprocess.run([pdftotext, str(printed), "-"], check=True, capture_output=True, text=True).stdout
    assert NAME in " ".join(paper.split())


@pytest.mark.usefixtures("imported")
def test_so_does_a_feedback_about_the_visit(log_in: LogIn, database: Database) -> None:
    browser = log_in(MUOI)
    path = f"{BOOK}/{visit_to(browser, NAME)}/khong-phai-cua-toi"
    page = browser.get(path).text
    assert NAME in page
    done = browser.post(path, words=WORDS, province="079", key=hidden_key(page))
    (ticket,) = [one for one in tickets(database) if one.number in done.text]
    assert ticket.visit is not None and ticket.visit["facility"] == NAME


@pytest.mark.usefixtures("imported")
def test_so_does_the_copy_of_all_data(database: Database) -> None:
    with database.begin() as session:
        muoi = register.identify(session, MUOI, actor="test", expires_at=utcnow().replace(year=2099))
        assert muoi is not None
        copy = export.of(session, muoi)
    for written in (copy.as_json(), copy.as_html()):
        assert (
            NAME in written and f"Cơ sở KCB mã {UNKNOWN}" in written and "Khoa Hồi sức tích cực - Chống độc" in written
        )
