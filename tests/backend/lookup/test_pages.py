"""`/tra-cuu`: the form of the look-up by person with its check, and the pages of the directory."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend.database import Database
from backend.lookup.human import LIFETIME, Failed, HumanCheck, Way, worked
from backend.places import Draft, Kind, save
from bhxh.dates import utcnow
from bhxh.messages import text

FIELDS = {
    "tinh": "79",
    "ho_ten": "Nguyễn Văn An",
    "giay_to": "",
    "ngay_sinh": "12/03/1985",
    "ma_so": "",
    "cach": "man_hinh",
}


@pytest.fixture
def database_url(tmp_path: Path) -> Iterator[str]:
    """Pages do not depend on the database."""
    yield f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def work(token: str) -> str:
    return next(str(number) for number in range(10**7) if worked(token, str(number)))


def sent(client: FlaskClient, **changed: str) -> tuple[int, str]:
    page = client.get("/tra-cuu/ma-so").text
    token = hidden(page, "kiem_tra")
    fields = {**FIELDS, "csrf_token": hidden(page, "csrf_token"), "kiem_tra": token, "loi_giai": work(token), **changed}
    answer = client.post("/tra-cuu/ma-so", data=fields)
    return answer.status_code, answer.text


def test_a_person_is_found_masked(client: FlaskClient) -> None:
    status, page = sent(client)
    assert status == 200 and "79******78" in page and "7912345678" not in page


def test_without_script_the_question_is_answered(client: FlaskClient) -> None:
    first, second = map(int, re.findall(r"(\d+) cộng (\d+)", client.get("/tra-cuu/ma-so").text)[0])
    page = client.get("/tra-cuu/ma-so").text
    first, second = map(int, re.findall(r"(\d+) cộng (\d+)", page)[0])
    fields = {**FIELDS, "csrf_token": hidden(page, "csrf_token"), "kiem_tra": hidden(page, "kiem_tra")}
    assert client.post("/tra-cuu/ma-so", data={**fields, "nguoi": "0"}).status_code == 422
    assert "79******78" in client.post("/tra-cuu/ma-so", data={**fields, "nguoi": str(first + second)}).text


def test_by_sms_the_page_is_the_same_to_the_letter_whether_somebody_fits(client: FlaskClient) -> None:
    right = sent(client, cach="tin_nhan")
    wrong = sent(client, cach="tin_nhan", ho_ten="Nguyễn Văn Am")
    assert right == wrong and text("lookup.taken") in right[1]


def test_nothing_is_looked_up_without_a_passed_check(client: FlaskClient) -> None:
    for changed in ({"loi_giai": ""}, {"loi_giai": "1"}, {"kiem_tra": ""}, {"kiem_tra": "a.b.c"}):
        status, page = sent(client, **changed)
        assert status == 422 and "79******78" not in page
    page = client.get("/tra-cuu/ma-so").text
    token = hidden(page, "kiem_tra")
    fields = {**FIELDS, "csrf_token": hidden(page, "csrf_token"), "kiem_tra": token, "loi_giai": work(token)}
    assert client.post("/tra-cuu/ma-so", data=fields).status_code == 200
    assert client.post("/tra-cuu/ma-so", data=fields).status_code == 422, "a check counts once"
    fields.pop("csrf_token")
    assert client.post("/tra-cuu/ma-so", data=fields).status_code == 400


def test_a_check_belongs_to_its_form_and_expires(people: Database) -> None:
    check, now = HumanCheck(people), utcnow()
    token = check.challenge("lookup_person", now).token
    number = work(token)
    for form, when in (("other_form", now), ("lookup_person", now + LIFETIME)):
        with pytest.raises(Failed) as failed:
            check.verify(form, token=token, work=number, answer="", now=when)
        assert failed.value.reason == "expired"
    forged = token[:-1] + ("0" if token[-1] != "0" else "1")
    with pytest.raises(Failed):
        check.verify("lookup_person", token=forged, work=work(forged), answer="", now=now)
    assert check.verify("lookup_person", token=token, work=number, answer="", now=now) is Way.WORK


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"tinh": "00"}, "tinh"),
        ({"ho_ten": "An"}, "ho_ten"),
        ({"ho_ten": "<script>alert(1)</script>"}, "ho_ten"),
        ({"ngay_sinh": "31/02/1985"}, "ngay_sinh"),
        ({"ngay_sinh": ""}, "giay_to"),
        ({"giay_to": "12"}, "giay_to"),
        ({"ma_so": "79O2345678"}, "ma_so"),
        ({"cach": "x"}, "cach"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(client: FlaskClient, changed: dict[str, str], field: str) -> None:
    status, page = sent(client, **changed)
    assert status == 422 and f'href="#{field}"' in page and "<script>alert" not in page


def test_too_many_tries_are_refused(client: FlaskClient) -> None:
    statuses = [sent(client, ho_ten="Nguyễn Văn Am")[0] for _ in range(7)]
    assert statuses == [200] * 6 + [429]


@pytest.fixture
def directory(people: Database) -> None:
    with people.begin() as session:
        save(
            session,
            [
                Draft(Kind.FACILITY, "79001", "Bệnh viện Mẫu <b>", "79", "Quận 5", latitude=10.75, longitude=106.66),
                Draft(Kind.FACILITY, "79002", "Trạm Y tế Mẫu", "79", "Quận 10", sick_leave=True),
                Draft(
                    Kind.COLLECTION_POINT, "D1", "Điểm thu Mẫu", "79", "Quận 3", phone="<i> 0256 3633 464 máy lẻ 1-3"
                ),
            ],
        )


def test_the_directory_is_searched_and_an_entry_has_a_map(client: FlaskClient, directory: None) -> None:
    page = client.get("/tra-cuu/co-so-kham-chua-benh?q=bv+mau+q5").text
    [address] = re.findall(r'href="(/tra-cuu/noi/\d+)">Bệnh viện Mẫu &lt;b&gt;', page)
    entry = client.get(address).text
    assert "openstreetmap.org/directions?to=10.75%2C106.66" in entry and "<svg" in entry and "<b>" not in entry
    assert "Trạm Y tế Mẫu" in client.get("/tra-cuu/co-so-cap-giay-nghi?tinh=79").text
    assert "Bệnh viện Mẫu" not in client.get("/tra-cuu/co-so-cap-giay-nghi?q=mau").text
    assert text("lookups.nothing") in client.get("/tra-cuu/diem-thu?q=khong-co").text
    assert client.get("/tra-cuu/noi/999999").status_code == 404
    assert client.get(f"/tra-cuu/noi/{10**25}").status_code == 404


def test_an_entrys_phone_is_called_at_a_tap(client: FlaskClient, directory: None) -> None:
    [address] = re.findall(r'href="(/tra-cuu/noi/\d+)">Điểm thu Mẫu', client.get("/tra-cuu/diem-thu?q=mau").text)
    assert '<dd>&lt;i&gt; <a href="tel:+842563633464">0256 3633 464</a> máy lẻ 1-3</dd>' in client.get(address).text


@pytest.mark.parametrize("query", ["<script>alert(1)</script>", '" OR *', "a" * 20_000, "%00", "🏥"])
def test_a_search_may_hold_anything(client: FlaskClient, directory: None, query: str) -> None:
    answer = client.get(
        "/tra-cuu/co-so-kham-chua-benh", query_string={"q": query, "tinh": query[:9], "quan": query[:9]}
    )
    assert answer.status_code == 200 and "<script>alert" not in answer.text


def test_the_pages_speak_english(client: FlaskClient) -> None:
    client.set_cookie("bhxh_ngon_ngu", "en")
    client.get("/ngon-ngu/en")
    assert "Look-ups" in client.get("/tra-cuu").text and "Identity" not in client.get("/tra-cuu").text
