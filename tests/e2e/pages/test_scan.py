"""What a scanner does: follows every link as everybody, sends every form with what no form expects, and looks for what breaks."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.e2e.pages.conftest import PEOPLE, Visitor, starts
from tests.support.crawl import Form, Visit, crawl

pytestmark = pytest.mark.slow

SCRIPT = "\"'><script>alert(1)</script>{{7*7}}${7*7}"
HOSTILE = (
    SCRIPT,
    "\x00",
    "../../../../etc/passwd",
    "9" * 40,
    "-1",
    "0000-99-99",
    "%s%n\r\nSet-Cookie: a=b",
    "ặ" * 3000,
    "",
)
_ENDS = re.compile(r"dang-xuat|/khoa-mo|cau-hinh")
_LIVE = re.compile(r"/events|\.pdf$|\.xlsx$|\.csv$")


@pytest.mark.parametrize("name", PEOPLE)
def test_every_page_opens_and_is_protected(visitor: Visitor, name: str) -> None:
    visits = crawl(visitor(name), starts(name))
    assert len(visits) >= 2, "the crawl found nothing: it would prove nothing"
    for visit in visits:
        answer = visit.response
        assert answer.status_code < 500, visit.address
        if answer.status_code == 404:
            assert visit.address.endswith("/khong-co-trang-nay"), f"{name}: a link leads nowhere: {visit.address}"
        assert answer.status_code != 403, f"{name} is shown a link to what they may not open: {visit.address}"
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy and ("unsafe" not in policy or "/docs" in visit.address), (
                visit.address
            )
            assert not re.search(
                r"<script(?![^>]* src)(?![^>]*application/json)|\sstyle=\"|\son[a-z]+=\"", answer.text
            ), visit.address
            assert all(re.fullmatch(r"\+?\d+", number) for number in re.findall(r'href="tel:([^"]*)"', answer.text)), (
                visit.address
            )
        for cookie in answer.headers.get_list("Set-Cookie"):
            assert "HttpOnly" in cookie and "SameSite" in cookie, cookie.partition("=")[0]


@pytest.mark.parametrize("name", PEOPLE)
def test_nothing_that_is_sent_breaks_a_page(visitor: Visitor, name: str) -> None:
    http = visitor(name)
    sent: set[tuple[str, str, tuple[str, ...]]] = set()
    for visit in crawl(http, starts(name), of_a_kind=1):
        for form in visit.forms:
            shape = (form.method, re.sub(r"\d+", "#", form.action), tuple(sorted(form.fields)))
            if shape in sent or _ENDS.search(form.action):
                continue
            sent.add(shape)
            attack(http, visit, form)
    assert sent


def attack(http: httpx.Client, visit: Visit, form: Form) -> None:
    """Each hostile value in all fields at once; what is in the form to authenticate it stays."""
    kept = {"csrf_token"}
    for value in HOSTILE:
        data = {name: (given if name in kept else value) for name, given in form.fields.items()}
        try:
            if form.method == "get":
                answer = http.get(form.action, params=data)
            elif form.files:
                files = dict.fromkeys(
                    form.files, (f"{value[:20]}.jpg", b"GIF89a<script>alert(1)</script>", "image/jpeg")
                )
                answer = http.post(form.action, data=data, files=files)
            else:
                answer = http.post(form.action, data=data)
        except httpx.InvalidURL:
            continue  # cannot be sent at all
        assert answer.status_code < 500, (visit.address, form.action, value[:20], answer.status_code)
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            assert "<script>alert(1)" not in answer.text, (visit.address, form.action)


@pytest.mark.parametrize("name", PEOPLE)
def test_numbers_in_addresses_may_be_anything(visitor: Visitor, name: str) -> None:
    http = visitor(name)
    for visit in crawl(http, starts(name), of_a_kind=1):
        for other in (
            "999999999999999999999999",
            "-1",
            "0",
            "%00",
            "..%2f..%2fetc%2fpasswd",
            "<script>alert(1)</script>",
        ):
            changed = re.sub(r"(?<=/)\d+(?=/|$)", other, visit.address)
            if changed == visit.address or _LIVE.search(changed):
                continue
            answer = http.get(changed)
            assert answer.status_code in (303, 400, 403, 404, 405), (changed, answer.status_code)
