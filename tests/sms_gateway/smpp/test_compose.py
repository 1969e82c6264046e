"""Texts as PDUs, PDUs as texts, and parts that come in any order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smpplib import gsm

from sms_gateway import text
from sms_gateway.smpp.alphabet import gsm_octets, gsm_text, text_of
from sms_gateway.smpp.compose import Long, Style, compose, sender_address
from sms_gateway.smpp.constants import DataCoding, EsmClass, Tag
from sms_gateway.smpp.inbound import piece
from sms_gateway.smpp.pdu import Address, DataSm, DeliverSm, SubmitSm, tlv
from tests.sms_gateway.smpp.phones import pieces, whole

NOTICE = "Để khai báo thông tin y tế điện tử, Ông (Bà) Nguyễn Văn An sử dụng mã số BHXH: 7912345678. Liên hệ tổng đài 19009696"
STYLE = Style(sender_address("BHXHVN"))
LONG: tuple[Long, ...] = ("udh8", "udh16", "sar", "payload")
GSM_CHARACTERS = text.GSM_BASIC + text.GSM_EXTENSION
bodies = st.one_of(
    st.text(st.sampled_from(GSM_CHARACTERS), max_size=700),
    st.text(st.sampled_from("Đắệ𝔘😀a 1€é"), max_size=300),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=200),
)


def delivered(submit: SubmitSm) -> DeliverSm:
    """The same user data, as if a phone had sent it."""
    return DeliverSm(
        submit.destination, submit.source, submit.short_message, submit.data_coding, submit.esm_class, 0, submit.tlvs
    )


@pytest.mark.parametrize("long", LONG)
@given(body=bodies, reference=st.integers(0, 2**40))
def test_a_text_arrives_as_it_was_sent(long: Long, body: str, reference: int) -> None:
    body = body.replace("\x1b", "")
    pdus = compose(replace(STYLE, long=long), "84912345678", body, reference)
    come = [delivered(pdu) for pdu in pdus]
    assert whole(come) == "".join(text.parts(body))
    assert {(part.source, part.destination) for part in pieces(come)} == {(Address(1, 1, "84912345678"), STYLE.sender)}
    assert all(pdu.registered_delivery == 1 for pdu in pdus)
    if long != "payload":
        assert all(len(pdu.short_message) <= 160 for pdu in pdus)
    if long in ("udh8", "sar"):
        assert len(pdus) == text.measure(body).segments


@given(st.text(st.sampled_from(sorted(set(GSM_CHARACTERS) - {"\f", "§"}))))  # smpplib lacks these two
def test_the_gsm_alphabet_is_that_of_smpplib(body: str) -> None:
    octets = gsm_octets(body)
    assert octets == gsm.gsm_encode(body)
    assert gsm_text(octets) == body


@given(st.binary())
def test_any_octets_have_a_text(octets: bytes) -> None:
    for data_coding in range(256):
        found = text_of(data_coding, octets)
        assert found is None or isinstance(found, str)


def test_segments_of_smpplib_have_the_same_octets() -> None:
    for body in (NOTICE, text.khong_dau(NOTICE) * 2, "x" * 160, "x" * 161, "[" * 80):
        theirs, coding, esm_class = gsm.make_parts(body)
        ours = compose(STYLE, "84912345678", body, theirs[0][3] if len(theirs) > 1 else 0)
        assert [pdu.short_message for pdu in ours] == theirs
        assert {(pdu.data_coding, int(pdu.esm_class)) for pdu in ours} == {(coding, esm_class)}


def test_an_emoji_is_never_cut_in_two() -> None:
    for before in range(60, 75):
        pdus = compose(STYLE, "84912345678", "đ" * before + "😀" * 40, 1)
        for pdu in pdus:
            pdu.short_message[6:].decode("utf-16-be")  # raises where a half is missing


def test_an_escape_and_its_letter_stay_together() -> None:
    assert [pdu.short_message[6:] for pdu in compose(STYLE, "84912345678", "[" * 81, 1)] == [
        b"\x1b<" * 76,
        b"\x1b<" * 5,
    ]


@pytest.mark.parametrize(
    ("long", "octets_of_header"), [("udh8", "050003440201"), ("udh16", "06080433440201")], ids=["8 bits", "16 bits"]
)
def test_headers_of_the_specification(long: Long, octets_of_header: str) -> None:
    first, _ = compose(replace(STYLE, long=long), "84912345678", "x" * 200, 0x11223344)
    header = bytes.fromhex(octets_of_header)
    assert first.esm_class == EsmClass.UDH
    assert first.short_message[: len(header)] == header
    # 140 octets of eight bits, of which the rest holds septets.
    assert len(first.short_message) - len(header) == (140 - len(header)) * 8 // 7


def test_one_message_payload_for_a_long_text_only() -> None:
    style = replace(STYLE, long="payload")
    [short] = compose(style, "84912345678", "x" * 160, 1)
    [long] = compose(style, "84912345678", "x" * 161, 1)
    assert (short.short_message, short.tlvs) == (b"x" * 160, ())
    assert (long.short_message, tlv(long.tlvs, Tag.MESSAGE_PAYLOAD)) == (b"", b"x" * 161)


@pytest.mark.parametrize(
    ("body", "coding", "octets"),
    [
        ("gia @ 5", DataCoding.DEFAULT, b"gia @ 5"),
        ("gia 5 €", DataCoding.UCS2, "gia 5 €".encode("utf-16-be")),
        ("độ", DataCoding.UCS2, "độ".encode("utf-16-be")),
        ("â", DataCoding.UCS2, "â".encode("utf-16-be")),  # Latin-1 has it, the phone's alphabet has not
    ],
)
def test_an_smsc_whose_default_alphabet_is_latin1(body: str, coding: int, octets: bytes) -> None:
    [pdu] = compose(replace(STYLE, alphabet="latin1"), "84912345678", body, 1)
    assert (pdu.data_coding, pdu.short_message) == (coding, octets)


def test_a_gsm_text_that_the_alphabet_lacks_is_divided_as_ucs2() -> None:
    pdus = compose(replace(STYLE, alphabet="ascii"), "84912345678", "é" + "x" * 99, 1)
    assert [len(pdu.short_message) for pdu in pdus] == [6 + 134, 6 + 66]


def test_more_parts_than_a_header_can_count_are_refused() -> None:
    compose(STYLE, "84912345678", "x" * 153 * 255, 1)
    with pytest.raises(ValueError, match="256 parts"):
        compose(STYLE, "84912345678", "x" * (153 * 255 + 1), 1)


@pytest.mark.parametrize(
    ("sender", "address"),
    [
        ("BHXHVN", Address(5, 0, "BHXHVN")),
        ("84912345678", Address(1, 1, "84912345678")),
        ("8079", Address(0, 1, "8079")),
    ],
)
def test_senders(sender: str, address: Address) -> None:
    assert sender_address(sender) == address


PHONE, US = Address(1, 1, "84912345678"), Address(0, 1, "8079")


def part_of(octets: bytes, number: int, coding: int) -> DeliverSm:
    return DeliverSm(PHONE, US, bytes((5, 0, 3, 1, 2, number)) + octets, coding, EsmClass.UDH)


def test_a_character_that_a_phone_cut_in_two_is_whole_again() -> None:
    octets = "ab😀".encode("utf-16-be")
    assert whole([part_of(octets[6:], 2, 8), part_of(octets[:6], 1, 8)]) == "ab😀"


@pytest.mark.parametrize(
    ("octets", "text_that_came"),
    [
        (b"", ""),
        (b"\x05\x00\x03", "é@¥"),  # the header is longer than the message
        (b"\x05\x00\x03\x01\x02\x03ab", "ab"),  # part 3 of 2
        (b"\x05\x00\x03\x01\x00\x00ab", "ab"),
        (b"\x05\x00\x09\x01\x02\x01ab", "é@Ç£$£ab"),  # an element longer than the header
        (b"\x03\x24\x01\x01ab", "ab"),  # a language table: no concatenation
    ],
)
def test_a_header_without_sense_loses_no_text(octets: bytes, text_that_came: str) -> None:
    assert whole([DeliverSm(PHONE, US, octets, 0, EsmClass.UDH)]) == text_that_came


@given(st.binary(max_size=255), st.integers(0, 255), st.integers(0, 255), st.lists(st.binary(max_size=3), max_size=3))
def test_any_delivery_has_a_piece(octets: bytes, esm_class: int, coding: int, sar: list[bytes]) -> None:
    tags = (Tag.SAR_REFERENCE, Tag.SAR_TOTAL, Tag.SAR_NUMBER)
    found = piece(DeliverSm(PHONE, US, octets, coding, esm_class, 0, tuple(zip(tags, sar, strict=False))))
    assert 1 <= found.number <= found.total <= 255


def test_a_text_in_data_sm() -> None:
    data = DataSm(PHONE, US, DataCoding.UCS2, tlvs=((Tag.MESSAGE_PAYLOAD, "Chào".encode("utf-16-be")),))
    assert whole([data]) == "Chào"
