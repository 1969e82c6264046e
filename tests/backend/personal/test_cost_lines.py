"""What each line of a visit's costs says on the page: the price of one beside how many, and who paid which part."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from backend.database import Database
from backend.kcb.service import record_visit
from backend.kcb.visits import CostLine, Visit
from tests.backend.personal.conftest import BAO, MUOI, NGOC, LogIn, person_id, visits_of
from tests.backend.personal.test_pages import words

YEAR = 2019
TABLETS = CostLine("Paracetamol 500mg", "Viên", Decimal(20), 1_150, insurance=18_400, copay=4_600, self_pay=0)
HALF_A_BOTTLE = CostLine("Natri clorid 0,9%", "Chai", Decimal("0.333"), 12_345, insurance=3_289, copay=822, self_pay=0)


def visit_with(lines: Iterable[CostLine], year: int) -> Visit:
    """A day at a hospital."""
    day = date(year, 5, 6)
    place = ("Bệnh viện Nguyễn Trãi", "TP. Hồ Chí Minh", "Khoa Nội", "Ngoại trú")
    return Visit(0, *place, day, day, day, "J02", "Viêm họng cấp", 80, tuple(lines))


def spaced(written: str) -> str:
    """Text with plain spaces, without mark-up."""
    return words(written.replace("\N{NO-BREAK SPACE}", " "))


def rows(html: str) -> dict[str, list[str]]:
    """The cells of each row of the table by the row's head, without their spaces."""
    found = re.findall(r"<tr><th scope=\"row\"[^>]*>(.*?)</th>(.*?)</tr>", html)
    return {
        words(head): re.findall(r"<td[^>]*>(.*?)</td>", cells.replace("\N{NO-BREAK SPACE}", " "))
        for head, cells in found
    }


@pytest.mark.only_on("sqlite")
def test_a_line_tells_the_price_of_one_where_it_makes_up_the_sum(log_in: LogIn, database: Database) -> None:
    with database.begin() as session:
        visit = record_visit(session, person_id(database, BAO), visit_with((TABLETS, HALF_A_BOTTLE), YEAR))
    page = log_in(BAO).get(f"/tai-khoan/so-kcb/{visit}").text
    assert ">Đơn giá</th>" in page and page.count('data-label="Đơn giá"') == 1
    shown = rows(page)
    assert shown["Paracetamol 500mg"][:3] == ["20 viên", "1.150 đ", "23.000 đ"]
    assert shown["Natri clorid 0,9%"][:3] == ["0,333 chai", "", "4.111 đ"], "12.345 x 0,333 is another sum"


def amounts(cells: list[str]) -> list[int]:
    """The sums of money among a row's cells."""
    return [int(cell[:-2].replace(".", "")) for cell in cells if cell.endswith(" đ")]


@pytest.mark.only_on("sqlite")
def test_what_another_source_pays_is_told_so_that_the_parts_make_up_the_total(
    log_in: LogIn, database: Database, tmp_path: Path
) -> None:
    aided = CostLine(
        "Siêu âm ổ bụng", "Lần", Decimal(1), 100_000, insurance=60_000, copay=15_000, self_pay=0, other=25_000
    )
    with database.begin() as session:
        person = person_id(database, MUOI)
        visit = record_visit(session, person, visit_with((aided, TABLETS), YEAR + 1))
        record_visit(session, person, visit_with((TABLETS,), YEAR))
    browser = log_in(MUOI)
    book = browser.get(f"/tai-khoan/so-kcb?nam={YEAR + 1}").text
    for head, cells in rows(book).items():
        *parts, total = amounts(cells)
        assert sum(parts) == total and len(parts) == (3 if head == str(YEAR + 1) else 2), head
    assert "người bệnh trả 19.600 đ, nguồn khác trả 25.000 đ" in spaced(book) and book.count("share-other") == 2
    page = browser.get(f"/tai-khoan/so-kcb/{visit}").text
    assert "người bệnh trả 19.600 đ, nguồn khác trả 25.000 đ" in spaced(page)
    assert amounts(rows(page)["Siêu âm ổ bụng"]) == [100_000, 100_000, 60_000, 15_000, 25_000]
    assert amounts(rows(page)["Tổng chi phí"]) == [123_000, 78_400, 19_600, 25_000]
    if (pdftotext := shutil.which("pdftotext")) is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    for number, path in enumerate((f"so-kcb.pdf?nam={YEAR + 1}", f"so-kcb/{visit}.pdf")):
        printed = tmp_path / f"{number}.pdf"
        printed.write_bytes(browser.get(f"/tai-khoan/{path}").data)
        paper = subprocess.run([pdftotext, "-layout", str(printed), "-"], check=True, capture_output=True, text=True)
        assert "25.000 đ" in spaced(paper.stdout), path


@pytest.mark.only_on("sqlite")
def test_without_another_source_nothing_is_told_of_one(log_in: LogIn) -> None:
    browser = log_in(NGOC)
    for path in ("so-kcb", f"so-kcb/{visits_of(browser)[0]}"):
        assert "nguồn khác" not in browser.get(f"/tai-khoan/{path}").text.lower()
