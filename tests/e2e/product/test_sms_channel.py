"""A citizen who has nothing but a phone: a text to our number, and the answer in the same inbox."""

from __future__ import annotations

from tests.support.product import SMS_KEY, RunningProduct

PHONE = "0987650123"


def texts(product: RunningProduct, said: str, phone: str = PHONE) -> None:
    answer = product.http.post(
        "/sms/v1/inbound/sandbox",
        json={"sender": phone, "recipient": "8079", "text": said},
        headers={"Authorization": f"Bearer {SMS_KEY}"},
    )
    assert answer.status_code == 204, answer.text


def test_a_question_by_sms_is_answered_by_sms(product: RunningProduct) -> None:
    texts(product, "mất thẻ bảo hiểm y tế thì làm sao")
    found = product.wait_sms(PHONE, r"(?s).*[Tt]he.*")
    assert found.group().isascii()
    assert len(product.inbox(PHONE)) == 1
