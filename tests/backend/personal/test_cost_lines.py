"""What each line of a visit's costs says on the page: the price of one beside how many, and who paid which part."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest

from backend.database import Database
from backend.kcb.service import record_visit
from backend.kcb.visits import CostLine, Visit
from tests.backend.personal.conftest import BAO, LogIn, person_id
from tests.backend.personal.test_pages import words

YEAR = 2019
TABLETS = CostLine("Paracetamol 500mg", "Viên", Decimal(20), 1_150, insurance=18_400, copay=4_600, self_pay=0)
HALF_A_BOTTLE = CostLine("Natri clorid 0,9%", "Chai", Decimal("0.333"), 12_345, insurance=3_289, copay=822, self_pay=0)


def visit_with(lines: Iterable[CostLine], year: int) -> Visit:
    """A day at a hospital."""
    day = date(year, 5, 6)
    place = ("Bệnh viện Nguyễn Trãi", "TP. Hồ Chí Minh", "Khoa Nội", "Ngoại trú")
    return Visit(0, *place, day, day, day, "J02", "Viêm họng cấp", 80, tuple(lines))


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
