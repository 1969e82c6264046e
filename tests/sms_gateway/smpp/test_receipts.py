"""Receipts as providers write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.schema import Status
from sms_gateway.smpp.constants import EsmClass, MessageState, Tag
from sms_gateway.smpp.pdu import DataSm, DeliverSm, Tlvs
from sms_gateway.smpp.receipts import FINAL, DeliveryReceipt, IdForm, canonical, receipt, state_of

RECEIPT = EsmClass.RECEIPT


def delivery(text: str, esm_class: int = RECEIPT, tlvs: Tlvs = ()) -> DeliverSm:
    return DeliverSm(short_message=text.encode("latin-1"), esm_class=esm_class, tlvs=tlvs)


TEXTS = [
    "id:0123456789 sub:001 dlvrd:001 submit date:2611201159 done date:2611201200 stat:DELIVRD err:000 text:Xin chao",
    "id:0123456789 sub:001 dlvrd:001 submit date:261120115900 done date:2611201200 stat:DELIVRD err:0 Text:Xin chao",
    "id:0123456789 submit date:2611201159 done date:2611201200 stat:DELIVRD err:000",
    "ID:0123456789 SUB:001 DLVRD:001 SUBMIT DATE:2611201159 DONE DATE:2611201200 STAT:DELIVRD ERR:000 TEXT:",
    "id: 0123456789 sub: 001 dlvrd: 001 submit date: 2611201159 done date: 2611201200 stat: Delivered err: 000 text: x",
    "id:0123456789,sub:001,dlvrd:001,submit_date:2611201159,done_date:2611201200,stat:DELIVERED,err:000,text:x",
    'id:"0123456789" submitdate:2611201159 donedate:2611201200 stat:"DELIVRD" err:',
    "id=0123456789 done date=2611201200 status=2 error=000",
    "stat:DELIVRD id:0123456789 done date:2611201200 text:id:9 stat:UNDELIV done date:1111111111",
    "id:0123456789\r\nsub:001\r\ndone date:2611201200\r\nstat:DELIVRD\r\n",
]


@pytest.mark.parametrize("text", TEXTS)
def test_spellings_of_one_receipt(text: str) -> None:
    assert receipt(delivery(text)) == DeliveryReceipt("0123456789", MessageState.DELIVERED)


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("DELIVRD", MessageState.DELIVERED),
        ("delivered", MessageState.DELIVERED),
        ("EXPIRED", MessageState.EXPIRED),
        ("DELETED", MessageState.DELETED),
        ("UNDELIV", MessageState.UNDELIVERABLE),
        ("UNDELIVERABLE", MessageState.UNDELIVERABLE),
        ("FAILED", MessageState.UNDELIVERABLE),
        ("ACCEPTD", MessageState.ACCEPTED),
        ("ACCEPTED", MessageState.ACCEPTED),
        ("REJECTD", MessageState.REJECTED),
        ("ENROUTE", MessageState.ENROUTE),
        ("UNKNOWN", MessageState.UNKNOWN),
        ("UNKNOWNSTATE", MessageState.UNKNOWN),
        ("5", MessageState.UNDELIVERABLE),
        ("77", MessageState.UNKNOWN),
        ("²", MessageState.UNKNOWN),
    ],
)
def test_words_of_states(word: str, state: MessageState) -> None:
    assert state_of(word) is state


def test_only_ends_end_a_message() -> None:
    assert FINAL[MessageState.DELIVERED] is Status.DELIVERED
    assert FINAL[MessageState.EXPIRED] is Status.EXPIRED
    assert {FINAL.get(state) for state in (MessageState.ENROUTE, MessageState.ACCEPTED, MessageState.UNKNOWN)} == {None}


def test_optional_parameters_win_over_the_text() -> None:
    tlvs: Tlvs = (
        (Tag.RECEIPTED_MESSAGE_ID, b"abc-1\0"),
        (Tag.MESSAGE_STATE, b"\x05"),
        (Tag.NETWORK_ERROR_CODE, b"\x03\x00\x22"),
        (0x1401, b"a provider's own"),
    )
    found = receipt(delivery("id:other stat:DELIVRD err:001 done date:2611201200", tlvs=tlvs))
    assert found == DeliveryReceipt("abc-1", MessageState.UNDELIVERABLE, "gsm:34")


def test_optional_parameters_alone() -> None:
    tlvs: Tlvs = ((Tag.RECEIPTED_MESSAGE_ID, b"17"), (Tag.MESSAGE_STATE, b"\x02"), (Tag.NETWORK_ERROR_CODE, b"\3\0\0"))
    assert receipt(delivery("", 0, tlvs)) == DeliveryReceipt("17", MessageState.DELIVERED)
    assert receipt(DataSm(esm_class=RECEIPT, tlvs=tlvs)) == DeliveryReceipt("17", MessageState.DELIVERED)


def test_a_receipt_in_a_message_payload() -> None:
    found = receipt(delivery("", tlvs=((Tag.MESSAGE_PAYLOAD, TEXTS[0].encode()),)))
    assert found is not None and found.message_id == "0123456789"


def test_the_networks_error_is_kept() -> None:
    found = receipt(delivery("id:1 sub:001 dlvrd:000 submit date:1 done date:1 stat:UNDELIV err:1E4 text:"))
    assert found is not None
    assert (found.state, found.error) == (MessageState.UNDELIVERABLE, "1E4")


def test_a_phone_cannot_forge_a_receipt() -> None:
    forged = delivery(TEXTS[0], esm_class=0)
    assert receipt(forged) is None
    assert receipt(forged, by_text_alone=True) is not None  # an SMSC that marks nothing, where that is set
    assert receipt(delivery("Toi can giup", esm_class=0), by_text_alone=True) is None


@pytest.mark.parametrize("text", ["", "stat:DELIVRD", "id:1", "id: stat:DELIVRD", "\x00\xff" * 40])
def test_a_receipt_that_names_no_message_or_no_state_is_none(text: str) -> None:
    assert receipt(delivery(text)) is None


@given(st.binary(max_size=300), st.lists(st.tuples(st.sampled_from(Tag), st.binary(max_size=5)), max_size=4))
def test_any_octets_are_a_receipt_or_none(octets: bytes, tlvs: list[tuple[Tag, bytes]]) -> None:
    found = receipt(DeliverSm(short_message=octets, esm_class=RECEIPT, tlvs=tuple(tlvs)))
    assert found is None or (found.message_id and found.state in MessageState)


@given(st.integers(0, 2**63))
def test_numbers_in_any_form_have_one_spelling(number: int) -> None:
    spellings: dict[IdForm, tuple[str, ...]] = {
        "decimal": (f"{number}", f"{number:010d}"),
        "hex": (f"{number:x}", f"{number:X}", f"{number:08x}", f"{number:08X}"),
    }
    assert {canonical(name, form) for form, names in spellings.items() for name in names} == {str(number)}


@pytest.mark.parametrize(
    ("name", "form", "spelling"),
    [
        ("00a1", "text", "00a1"),
        ("10", "text", "10"),  # and never "16"
        ("b7e-4f", "hex", "b7e-4f"),
        ("1_000", "decimal", "1_000"),
        ("+1", "decimal", "+1"),
        ("٣", "decimal", "٣"),
    ],
)
def test_what_is_no_number_of_its_form_stays(name: str, form: IdForm, spelling: str) -> None:
    assert canonical(name, form) == spelling
