"""What a citizen sees of their own data, and that every look is recorded."""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text, update

from backend.database import Database
from backend.participants.models import Person
from backend.participants.records import BenefitDecision, CardRecord
from backend.participants.writing import add_benefits, save_card
from backend.printing import press
from bhxh.messages.english.personal import EN
from bhxh.messages.personal import VI
from tests.backend.personal.conftest import AN, BAO, HAN, MUOI, NGOC, TUAN, LogIn, person_id, traces, visits_of

HOME = "/tai-khoan"
DOCUMENTS = ("ho-so", "the-bhyt", "qua-trinh", "thong-tin-huong", "so-kcb")


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_profile(log_in: LogIn) -> None:
    shown = words(log_in(NGOC).get(f"{HOME}/ho-so").text)
    for expected in (
        "Trần Thị Bích Ngọc",
        NGOC,
        "02/11/1990",
        "079190004567",
        "0903456789",
        "Số 115/6 đường An Dương Vương",
        "[07915] BHXH Quận 5",
    ):
        assert expected in shown


def test_the_phone_of_the_own_agency_is_called_at_a_tap(log_in: LogIn) -> None:
    assert '<br>Điện thoại: <a href="tel:+842839508860">028 3950 8860</a>' in log_in(NGOC).get(f"{HOME}/ho-so").text


def test_the_card_in_both_forms(log_in: LogIn) -> None:
    browser = log_in(NGOC)
    new, old = browser.get(f"{HOME}/the-bhyt").text, browser.get(f"{HOME}/the-bhyt?mau=15").text
    assert "form-10" in new and "HC 4 79 7920456789" not in new
    assert "form-15" in old and "HC 4 79 7920456789" in old
    for page in (new, old):
        shown = words(page)
        assert "Mã QR chứa số" in page and "<svg" in page
        for expected in (
            "TRẦN THỊ BÍCH NGỌC",
            "Còn giá trị",
            "Bệnh viện Nguyễn Trãi",
            "Mức 4: Quỹ BHYT trả 80%",
            "01/09/2017",
        ):
            assert expected in shown


@pytest.mark.only_on("sqlite")
def test_the_card_turns_without_script(log_in: LogIn) -> None:
    page = log_in(NGOC).get(f"{HOME}/the-bhyt").text
    assert '<input class="turn" type="checkbox" id="turn" aria-label="Xem mặt sau của thẻ">' in page
    assert 'aria-label="Mặt trước của thẻ"' in page and 'aria-label="Mặt sau của thẻ"' in page
    assert "style=" not in page and "<style" not in page and "onclick" not in page


def test_participation_with_totals_and_a_picture(log_in: LogIn) -> None:
    page = log_in(NGOC).get(f"{HOME}/qua-trinh").text
    assert page.count("<rect") >= 7  # two employers in three kinds, one in unemployment insurance
    shown = words(page)
    assert "Tổng thời gian tham gia: 6 năm 0 tháng" in shown  # BHTN: 09/2012 - 08/2018
    assert "Trường THCS Hoa Phượng (đơn vị mẫu)" in shown and "9.108.000 đ" in shown


def test_benefits_by_kind_and_those_without_any(log_in: LogIn) -> None:
    shown = words(log_in(NGOC).get(f"{HOME}/thong-tin-huong").text)
    assert "Thai sản (sinh con)" in shown and "42.480.000 đ" in shown and "0412/QĐ-BHXH ngày 02/04/2024" in shown
    assert shown.count(VI["personal.benefit.none"]) == 3


@pytest.mark.only_on("sqlite")
def test_a_benefit_tells_the_end_of_the_account_it_is_paid_to(log_in: LogIn, database: Database) -> None:
    paid = BenefitDecision(
        "mot_lan", "7/QĐ-BHXH", date(2025, 4, 2), "Một lần", date(2025, 4, 1), None, None, 9_000_000, "Đã chi trả",
        account="19020405678", bank="Agribank",
    )  # fmt: skip
    with database.begin() as session:
        add_benefits(session, person_id(database, MUOI), [paid])
    shown = words(log_in(MUOI).get(f"{HOME}/thong-tin-huong").text)
    assert "Nhận qua tài khoản …5678, Agribank" in shown and "1902" not in shown


def test_the_kcb_book_of_a_year_and_a_visit(log_in: LogIn) -> None:
    browser = log_in(NGOC)
    page = browser.get(f"{HOME}/so-kcb?nam=2025")
    shown = words(page.text)
    assert "Năm 2025: 3 lượt khám chữa bệnh" in shown and "1.090.400 đ" in shown and "Bướu giáp đơn nhân" in shown
    assert page.text.count('class="share-') >= 4 and 'role="img"' in page.text
    visit = words(browser.get(f"{HOME}/so-kcb/{visits_of(browser)[0]}").text)
    assert "Điều trị sâu ngà răng" in visit and "Khoa Răng hàm mặt" in visit and "336.300 đ" in visit


NONSENSE = (
    "so-kcb?nam=1999",
    "so-kcb?nam=abc",
    "so-kcb?nam=%D9%A2%D9%A0%D9%A2%D9%A5",
    "so-kcb?nam=" + "9" * 99,
    "the-bhyt?the=0",
    "the-bhyt?the=7",
    "the-bhyt?the=-1",
    "so-kcb/99999999999999999999",
    "so-kcb/0",
    "con/0/ho-so",
)


def test_nonsense_is_no_page_and_no_failure(log_in: LogIn) -> None:
    browser = log_in(NGOC)
    for path in NONSENSE:
        assert browser.get(f"{HOME}/{path}").status_code == 404, path


def test_every_look_is_recorded_once_and_shown(log_in: LogIn, database: Database) -> None:
    browser = log_in(NGOC)
    before = len(traces(database, NGOC))
    for path in DOCUMENTS:
        assert browser.get(f"{HOME}/{path}").status_code == 200
    browser.get(f"{HOME}/the-bhyt.pdf")
    acts = [act for _, act in traces(database, NGOC)[before:]]
    assert acts == [
        "profile.read",
        "card.read",
        "participation.read",
        "benefit.read",
        "kcb.years",
        "kcb.visits",
        "card.read",
    ]
    shown = words(browser.get(f"{HOME}/ai-da-xem").text)
    assert "Xem thẻ BHYT" in shown and "Xem quá trình tham gia" in shown and "Mở tài khoản" in shown
    assert traces(database, NGOC)[-1][1] == "looks.read"


def test_somebody_without_anything_is_told_so(log_in: LogIn, database: Database) -> None:
    with database.begin() as session:
        for table in ("card", "participation", "benefit", "kcb_visit"):
            session.execute(text(f"DELETE FROM {table} WHERE person_id = :id"), {"id": person_id(database, TUAN)})
    browser = log_in(TUAN)
    for path, key in (("the-bhyt", "card.none"), ("qua-trinh", "participation.none"), ("so-kcb", "kcb.none")):
        shown = words(browser.get(f"{HOME}/{path}").text)
        assert VI[f"personal.{key}"].format(hotline="19009696") in shown
        assert browser.get(f"{HOME}/{path}.pdf").data.startswith(b"%PDF")


@pytest.mark.only_on("sqlite")
def test_in_english(log_in: LogIn) -> None:
    browser = log_in(NGOC)
    browser.get("/ngon-ngu/en")
    for path, key in zip(DOCUMENTS, ("profile", "card", "participation", "benefits", "kcb"), strict=True):
        page = browser.get(f"{HOME}/{path}").text
        assert '<html lang="en">' in page and f"<h1>{EN[f'personal.page.{key}']}</h1>" in page
    shown = words(browser.get(f"{HOME}/the-bhyt").text)
    assert "The fund pays 80% of covered costs" in shown and "Valid" in shown


@pytest.mark.only_on("sqlite")
def test_each_page_as_pdf(log_in: LogIn, tmp_path: Path) -> None:
    if (pdftotext := shutil.which("pdftotext")) is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    browser = log_in(MUOI)
    (hers,) = [one for one in visits_of(browser) if "Phaco" in browser.get(f"{HOME}/so-kcb/{one}").text]
    paths = [*DOCUMENTS, f"so-kcb/{hers}"]
    expected = ["Võ Thị Mười", "HT3484801789012", "Xí nghiệp Dệt", "Lương hưu", "Năm 2024: 1 lượt", "Đục thủy tinh thể"]
    queries = {4: "?nam=2024"}
    for number, (path, words_in_it) in enumerate(zip(paths, expected, strict=True)):
        answer = browser.get(f"{HOME}/{path}.pdf{queries.get(number, '')}")
        assert answer.mimetype == "application/pdf" and answer.headers["Cache-Control"] == "no-store"
        file = tmp_path / f"{number}.pdf"
        file.write_bytes(answer.data)
        printed = subprocess.run(
            [pdftotext, "-layout", str(file), "-"], check=True, capture_output=True, text=True
        ).stdout
        assert words_in_it in " ".join(printed.split()), path
        assert "Họ và tên: Võ Thị Mười – Mã số BHXH: 4801789012" in " ".join(printed.split())


@pytest.mark.only_on("sqlite")
def test_without_pango_the_browser_prints(log_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "unavailable", lambda: "no Pango")
    browser = log_in(NGOC)
    answer = browser.get(f"{HOME}/so-kcb.pdf?nam=2025")
    assert (answer.status_code, answer.location) == (303, f"{HOME}/so-kcb?nam=2025")
    assert 'media="print"' in browser.get(answer.location).text


@pytest.mark.only_on("sqlite")
def test_when_too_many_wait_for_the_press_the_next_is_told_and_pages_go_on(
    log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = threading.BoundedSemaphore(1)
    monkeypatch.setattr(press, "_turns", turns)
    browser = log_in(NGOC)
    with turns:
        busy = browser.get(f"{HOME}/ho-so.pdf")
        assert (busy.status_code, busy.headers["Retry-After"]) == (503, "5")
        assert browser.get(f"{HOME}/ho-so").status_code == 200
    assert browser.get(f"{HOME}/ho-so.pdf").status_code == 200, "a turn that was refused takes none"


def test_a_card_paid_by_another_level_than_printed_says_so(log_in: LogIn, database: Database) -> None:
    with database.begin() as session:
        save_card(session, person_id(database, AN), CardRecord("CN3797912345678", date(2026, 1, 1), date(2099, 12, 31)))
    browser = log_in(AN)
    pages = [words(browser.get(f"{HOME}/the-bhyt?the={place}").text) for place in (1, 2)]
    (changed,) = [page for page in pages if "Trên thẻ in mức 3" in page]
    assert "nay được hưởng theo mức 2" in changed and "Nghị quyết 261/2025/QH15" in changed
    assert HAN not in "".join(pages)


def test_what_is_shown_is_text_only(log_in: LogIn, database: Database) -> None:
    evil = "<script>alert(1)</script>{{ 40004*3 }}"
    with database.begin() as session:
        session.execute(
            update(Person).where(Person.id == person_id(database, BAO)).values(full_name=evil, address=evil)
        )
    browser = log_in(BAO)
    for path in ("ho-so", "the-bhyt", "con"):
        page = browser.get(f"{HOME}/{path}").text
        assert "<script>alert" not in page and "<SCRIPT>ALERT" not in page and "120012" not in page
    assert browser.get(f"{HOME}/ho-so.pdf").data.startswith(b"%PDF")
