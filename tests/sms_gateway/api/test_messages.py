"""Messages over HTTP: accepting, idempotency, batches, what is refused and how."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from sms_gateway.schema import message
from tests.sms_gateway.gateway import TEST, Gateway

NOTICE = {"ho_ten": "Nguyễn Văn An", "ma_so_bhxh": "7912345678"}


def wanted(**changes: Any) -> dict[str, Any]:
    return {"to": "0912 345 678", "template": "thong_bao_ma_so", "personalisation": NOTICE} | changes


def test_a_message_is_accepted_and_found_again(gateway: Gateway) -> None:
    answer = gateway.http.post("/messages", json=wanted(reference="r1"))
    assert answer.status_code == 202
    accepted = answer.json()
    assert accepted | {"id": ""} == {"id": "", "status": "queued", "encoding": "ucs2", "segments": 2}
    found = gateway.http.get(f"/messages/{accepted['id']}").json()
    assert (found["status"], found["lane"], found["segments"]) == ("queued", "bulk", 2)
    assert "912345678" not in str(found)
    assert gateway.http.get(f"/messages/{accepted['id']}0").status_code == 404
    assert gateway.as_key(TEST).get(f"/messages/{accepted['id']}").status_code == 404


def test_the_same_reference_is_the_first_message_and_another_content_a_conflict(gateway: Gateway) -> None:
    first = gateway.http.post("/messages", json=wanted(reference="r1"))
    again = gateway.http.post("/messages", json=wanted(reference="r1", to="+84912345678"))
    assert (first.status_code, again.status_code) == (202, 200)
    assert again.json() == first.json()
    for change in (
        {"to": "0912345679"},
        {"personalisation": NOTICE | {"ho_ten": "Người khác"}},
        {"template": None, "personalisation": None, "body": "Xin chào"},
    ):
        refused = gateway.http.post("/messages", json=wanted(reference="r1", **change))
        assert refused.status_code == 409, change
        assert refused.json()["code"] == "reference_conflict"
    assert gateway.as_key(TEST).post("/messages", json=wanted(reference="r1")).status_code == 202
    assert gateway.count(message) == 2


def test_one_reference_at_the_same_moment_makes_one_message(gateway: Gateway) -> None:
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: gateway.http.post("/messages", json=wanted(reference="r")), range(24)))
    assert sorted(answer.status_code for answer in answers) == [200] * 23 + [202]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert gateway.count(message) == 1


def test_a_test_keys_message_stays_in_the_sandbox(gateway: Gateway) -> None:
    gateway.http.post("/messages", json=wanted())
    gateway.as_key(TEST).post("/messages", json=wanted())
    with gateway.engine.connect() as connection:
        assert list(connection.execute(sa.select(message.c.sandbox).order_by(message.c.id)).scalars()) == [False, True]


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"to": "02838223344"}, "to", "phone.length"),
        ({"to": 912345678}, "to", "string_type"),
        ({"to": None}, "to", "string_type"),
        ({"surprise": 1}, "surprise", "extra_forbidden"),
        ({"body": "x"}, "", "one_of_contents"),
        ({"template": None}, "", "one_of_contents"),
        ({"template": "khong_co"}, "template", "template_unknown"),
        ({"personalisation": {"ho_ten": "An"}}, "personalisation.ma_so_bhxh", "missing"),
        ({"personalisation": {"ho_ten": "An", "ma_so_bhxh": 7912345678}}, "personalisation.ma_so_bhxh", "string_type"),
        ({"lane": "express"}, "lane", "literal_error"),
        ({"reference": ""}, "reference", "string_too_short"),
        ({"reference": "a\x00b"}, "reference", "value_control"),
        ({"khong_dau": 1}, "khong_dau", "bool_type"),
        ({"template": None, "personalisation": None, "body": "a" * 4001}, "body", "string_too_long"),
        ({"template": None, "personalisation": None, "body": "ơ" * 700}, "body", "body_long"),
        ({"template": None, "personalisation": None, "body": " \u200b "}, "body", "body_empty"),
    ],
)
def test_a_wrong_field_is_named_in_vietnamese(gateway: Gateway, change: dict[str, Any], field: str, code: str) -> None:
    answer = gateway.http.post("/messages", json=wanted(**change))
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]
    assert all(error["detail"] for error in answer.json()["errors"])
    assert gateway.count(message) == 0


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"to": "\xff"}', "application/json", 400),
        (b'{"to": "\\ud800"}', "application/json", 400),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
        (b"to=1", "application/x-www-form-urlencoded", 415),
        (b'{"to": "' + b"1" * (300 << 10) + b'"}', "application/json", 413),
    ],
)
def test_what_is_no_request_is_refused(gateway: Gateway, body: bytes, kind: str, status: int) -> None:
    answer = gateway.http.post("/messages", content=body, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert answer.json()["code"] and answer.json()["detail"]


def test_a_body_of_unknown_length_is_limited_too(gateway: Gateway) -> None:
    pieces = iter([b" " * (100 << 10)] * 3)
    answer = gateway.http.post("/messages", content=pieces, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


def test_a_batch_takes_the_good_and_names_the_bad(gateway: Gateway) -> None:
    messages = [
        wanted(reference="a"),
        wanted(to="0283822334"),
        {"to": 1},
        "text",
        wanted(reference="a"),
        wanted(reference="a", to="0912345679"),
        wanted(personalisation={"ho_ten": "An"}),
        {"to": "0912345678", "body": "Xin chào", "lane": "transactional"},
    ]
    answer = gateway.http.post("/messages/batch", json={"messages": messages})
    assert answer.status_code == 202
    assert [item["reference"] for item in answer.json()["accepted"]] == ["a", "a", None]
    assert [(item["index"], item["code"]) for item in answer.json()["rejected"]] == [
        (1, "phone.not_mobile"),
        (2, "string_type"),
        (3, "model_type"),
        (5, "reference_conflict"),
        (6, "missing"),
    ]
    assert gateway.count(message) == 2


def test_ten_thousand_messages_in_one_request_and_not_one_more(gateway: Gateway) -> None:
    many = [{"to": f"09{n:08d}", "body": "Xin chào", "reference": str(n)} for n in range(10_000)]
    answer = gateway.http.post("/messages/batch", json={"messages": many})
    assert len(answer.json()["accepted"]) == 10_000
    assert gateway.http.post("/messages/batch", json={"messages": many}).json()["accepted"] == answer.json()["accepted"]
    assert gateway.http.post("/messages/batch", json={"messages": [*many, many[0]]}).status_code == 422
    assert gateway.count(message) == 10_000


def test_a_preview_says_what_leaving_out_the_accents_saves(gateway: Gateway) -> None:
    answer = gateway.http.post("/preview", json={"template": "thong_bao_ma_so", "personalisation": NOTICE}).json()
    assert (answer["message"]["encoding"], answer["message"]["segments"]) == ("ucs2", 2)
    assert answer["khong_dau"]["encoding"] == "gsm7"
    assert answer["khong_dau"]["segments"] == 1
    assert answer["advice_code"] == "khong_dau_saves"
    assert answer["khong_dau"]["body"].isascii()
    assert gateway.http.post("/preview", json={"body": "[" * 161}).json()["message"]["segments"] == 3
    long = gateway.http.post("/preview", json={"body": "ơ" * 4000}).json()
    assert (long["sendable"], long["advice_code"]) == (False, "too_long")
    assert gateway.count(message) == 0


def test_templates_are_listed_versioned_and_checked(gateway: Gateway) -> None:
    names = [item["name"] for item in gateway.http.get("/templates").json()["templates"]]
    assert names == sorted(set(names))
    assert {"phan_anh_tiep_nhan", "phan_anh_tra_loi"} <= set(names)
    assert {"otp", "sap_het_han", "tai_khoan", "tai_khoan_con", "thong_bao_ma_so"} <= set(names)
    assert {"tiep_nhan", "tiep_nhan_con", "tu_choi"} <= set(names)
    new = {"name": "nhac_han", "body": "Kính gửi {ho_ten}, hạn {ngay}.", "lane": "transactional"}
    made = gateway.http.post("/templates", json=new)
    assert made.status_code == 201
    assert (made.json()["version"], made.json()["fields"]) == (1, ["ho_ten", "ngay"])
    assert gateway.http.post("/templates", json=new | {"body": "Khác"}).json()["version"] == 2
    for change in ({"name": "Tên"}, {"body": ""}, {"lane": "x"}, {"body": "{Ho Ten}"}, {"id": 1}):
        assert gateway.http.post("/templates", json=new | change).status_code == 422, change
