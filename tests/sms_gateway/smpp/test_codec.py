"""PDUs to bytes and back, and bytes that are no PDU."""

from __future__ import annotations

import struct

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sms_gateway.smpp import pdu as p
from sms_gateway.smpp.constants import HEADER_BYTES, Command, CommandStatus
from sms_gateway.smpp.decoding import PduError, decode
from sms_gateway.smpp.encoding import encode
from sms_gateway.smpp.framing import Framer
from tests.sms_gateway.smpp.pdus import anything

SUBMIT = p.SubmitSm(p.Address(5, 0, "BHXHVN"), p.Address(1, 1, "84912345678"), b"Xin chao", registered_delivery=1)
# Written down by hand from section 4.4.1 of the specification.
SUBMIT_BYTES = bytes.fromhex(
    """
    0000003a 00000004 00000000 00000007
    00 05 00 42485848564e00 01 01 383439313233343536373800
    00 00 00 00 00 01 00 00 00 08 58696e206368616f
    """
)


def test_every_command_can_be_encoded_and_decoded() -> None:
    assert set(p.COMMANDS.values()) == set(Command)
    for kind, command in p.COMMANDS.items():
        octets = encode(kind(), 1)
        assert decode(command, octets, HEADER_BYTES, len(octets)) == kind()


def test_submit_sm_as_the_specification_lays_it_out() -> None:
    assert encode(SUBMIT, 7) == SUBMIT_BYTES
    assert decode(Command.SUBMIT_SM, SUBMIT_BYTES, HEADER_BYTES, len(SUBMIT_BYTES)) == SUBMIT


@given(anything, st.integers(1, 0x7FFFFFFF), st.integers(0, 0xFFFFFFFF))
def test_what_is_encoded_is_decoded(pdu: p.Pdu, sequence: int, status: int) -> None:
    octets = encode(pdu, sequence, status)
    [frame] = Framer().feed(octets)
    assert frame[:3] == (p.COMMANDS[type(pdu)], status, sequence)
    assert decode(frame.command, frame.data, frame.at, frame.end) == pdu


@given(anything, st.data())
def test_a_body_cut_anywhere_is_an_error_or_another_pdu_but_never_reads_on(pdu: p.Pdu, data: st.DataObject) -> None:
    octets = encode(pdu, 1)
    cut = data.draw(st.integers(HEADER_BYTES, len(octets)))
    # What follows in the buffer is another PDU's and must not be looked at.
    outcomes = []
    for after in (b"", b"\x00" * 40, b"\xff" * 40):
        try:
            outcomes.append(decode(p.COMMANDS[type(pdu)], octets[:cut] + after, HEADER_BYTES, cut))
        except PduError as error:
            outcomes.append(error.status)
    assert outcomes[0] == outcomes[1] == outcomes[2]


@given(st.sampled_from(list(Command)) | st.integers(0, 0xFFFFFFFF), st.binary(max_size=400))
@example(Command.DELIVER_SM, b"\x00" * 16 + b"\xff")
def test_any_bytes_are_a_pdu_or_a_typed_error(command: int, body: bytes) -> None:
    try:
        decode(command, body, 0, len(body))
    except PduError as error:
        assert error.status in CommandStatus


@pytest.mark.parametrize(
    "pdu",
    [
        p.SubmitSm(short_message=b"x" * 255),
        p.SubmitSm(destination=p.Address(1, 1, "8" * 21)),
        p.SubmitSm(destination=p.Address(1, 1, "84\x00")),
        p.SubmitSm(source=p.Address(5, 0, "BHXH\u0110")),
        p.SubmitSm(data_coding=256),
        p.SubmitSm(esm_class=-1),
        p.SubmitSm(tlvs=((0x10000, b""),)),
        p.SubmitSm(tlvs=((0x424, b"x" * 65536),)),
        p.BindTransceiver(password="x" * 256),
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused(pdu: p.Pdu) -> None:
    with pytest.raises(ValueError) as refusal:
        encode(pdu, 1)
    assert not isinstance(refusal.value, PduError)


def test_a_password_is_not_shown() -> None:
    for pdu in (p.BindTransceiver("bhxh", "mat khau"), p.Outbind("smsc", "mat khau")):
        assert "mat khau" not in repr(pdu)


@given(st.lists(anything, max_size=6), st.data())
def test_frames_come_out_whole_however_the_stream_is_cut(pdus: list[p.Pdu], data: st.DataObject) -> None:
    stream = b"".join(encode(pdu, number) for number, pdu in enumerate(pdus, 1))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    framer, found = Framer(), []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        for frame in framer.feed(stream[start:end]):
            assert frame.sequence == len(found) + 1
            found.append(decode(frame.command, frame.data, frame.at, frame.end))
    assert found == pdus


@pytest.mark.parametrize("length", [0, 15, 1001, 0x7FFFFFFF, 0xFFFFFFFF])
def test_an_impossible_length_ends_the_stream_after_what_came_before(length: int) -> None:
    framer, found = Framer(1000), []
    with pytest.raises(PduError) as error:
        for frame in framer.feed(encode(p.EnquireLink(), 9) + struct.pack(">IIII", length, 4, 0, 1)):
            found.append(frame.sequence)
    assert found == [9]
    assert error.value.status == CommandStatus.INVALID_COMMAND_LENGTH


def test_a_pdu_that_comes_octet_by_octet_needs_no_more_memory_than_itself() -> None:
    octets = encode(p.SubmitSm(tlvs=((0x424, b"x" * 60_000),)), 1)
    framer = Framer()
    for position in range(len(octets) - 1):
        assert not list(framer.feed(octets[position : position + 1]))
    [frame] = framer.feed(octets[-1:])
    assert frame.end == len(octets)
