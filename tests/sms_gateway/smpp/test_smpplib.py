"""smpplib as an independent opinion on every PDU that it knows: it reads ours, and we read its."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smpplib import smpp

from sms_gateway.smpp import pdu as p
from sms_gateway.smpp.constants import HEADER_BYTES, Command, Tag
from sms_gateway.smpp.decoding import decode
from sms_gateway.smpp.encoding import encode
from tests.sms_gateway.smpp.pdus import octet, strings

OK_IDS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=64)
NUMBERS = st.builds(p.Address, octet, octet, strings(20))


class _Client:
    sequence = 77

    def next_sequence(self) -> int:
        return self.sequence


def read_by_smpplib(octets: bytes) -> Any:
    return smpp.parse_pdu(octets, client=_Client(), allow_unknown_opt_params=True)


def read_by_us(octets: bytes) -> tuple[int, p.Pdu]:
    command = int.from_bytes(octets[4:8], "big")
    assert int.from_bytes(octets[:4], "big") == len(octets)
    return int.from_bytes(octets[12:16], "big"), decode(command, octets, HEADER_BYTES, len(octets))


def made_by_smpplib(name: str, **values: Any) -> bytes:
    made: bytes = smpp.make_pdu(name, client=_Client(), **values).generate()
    return made


def text(value: bytes | None) -> str:
    return (value or b"").decode("latin-1")


SAR = st.none() | st.tuples(st.integers(0, 0xFFFF), st.integers(0, 255), st.integers(0, 255))
FLAGS = st.fixed_dictionaries(dict.fromkeys(("esm_class", "protocol_id", "registered_delivery", "data_coding"), octet))


@given(
    source=NUMBERS,
    destination=NUMBERS,
    short=st.binary(max_size=254),
    flags=FLAGS,
    service=strings(5),
    validity=strings(16),
    sar=SAR,
    long=st.binary(max_size=255),
)
def test_submit_sm_both_ways(
    *,
    source: p.Address,
    destination: p.Address,
    short: bytes,
    flags: dict[str, int],
    service: str,
    validity: str,
    sar: tuple[int, int, int] | None,
    long: bytes,
) -> None:
    values: dict[str, Any] = dict(flags)
    tlvs: p.Tlvs = ()
    if sar is not None:
        values |= dict(zip(("sar_msg_ref_num", "sar_total_segments", "sar_segment_seqnum"), sar, strict=True))
        tlvs = (
            (Tag.SAR_REFERENCE, sar[0].to_bytes(2, "big")),
            (Tag.SAR_TOTAL, bytes([sar[1]])),
            (Tag.SAR_NUMBER, bytes([sar[2]])),
        )
    if long and not short:
        values["message_payload"] = long
        tlvs = (*tlvs, (Tag.MESSAGE_PAYLOAD, long))
    ours = p.SubmitSm(
        source, destination, short, tlvs=tlvs, validity_period=validity, service_type=service, **flags
    )  # fmt: skip
    octets = encode(ours, 77)
    assert octets == made_by_smpplib(
        "submit_sm",
        source_addr_ton=source.ton,
        source_addr_npi=source.npi,
        source_addr=source.number,
        dest_addr_ton=destination.ton,
        dest_addr_npi=destination.npi,
        destination_addr=destination.number,
        short_message=short,
        service_type=service,
        validity_period=validity,
        **values,
    )
    theirs = read_by_smpplib(octets)
    assert (theirs.command, theirs.sequence, theirs.short_message or b"") == ("submit_sm", 77, short)
    assert text(theirs.source_addr) == source.number
    assert text(theirs.destination_addr) == destination.number
    assert (theirs.dest_addr_ton, theirs.source_addr_npi) == (destination.ton, source.npi)
    assert {name: getattr(theirs, name) for name in values} == values
    assert read_by_us(octets) == (77, ours)


@given(
    source=NUMBERS,
    destination=NUMBERS,
    short=st.binary(max_size=254),
    message_id=OK_IDS,
    state=octet,
    error=st.binary(min_size=3, max_size=3),
)
def test_receipts_in_deliver_sm_both_ways(
    *, source: p.Address, destination: p.Address, short: bytes, message_id: str, state: int, error: bytes
) -> None:
    octets = made_by_smpplib(
        "deliver_sm",
        source_addr_ton=source.ton,
        source_addr_npi=source.npi,
        source_addr=source.number,
        dest_addr_ton=destination.ton,
        dest_addr_npi=destination.npi,
        destination_addr=destination.number,
        esm_class=4,
        short_message=short,
        receipted_message_id=message_id,
        message_state=state,
        network_error_code=error,
    )
    sequence, ours = read_by_us(octets)
    assert isinstance(ours, p.DeliverSm)
    assert (sequence, ours.source, ours.destination, ours.short_message) == (77, source, destination, short)
    assert p.tlv(ours.tlvs, Tag.RECEIPTED_MESSAGE_ID) == message_id.encode() + b"\0"
    assert p.tlv(ours.tlvs, Tag.MESSAGE_STATE) == bytes([state])
    assert p.tlv(ours.tlvs, Tag.NETWORK_ERROR_CODE) == error
    again = read_by_smpplib(encode(ours, sequence))
    assert (text(again.receipted_message_id), again.message_state, again.network_error_code) == (
        message_id,
        state,
        error,
    )


@given(st.sampled_from(["submit_sm", "deliver_sm", "data_sm"]), OK_IDS)
def test_responses_both_ways(name: str, message_id: str) -> None:
    kind = {"submit_sm": p.SubmitSmResp, "deliver_sm": p.DeliverSmResp, "data_sm": p.DataSmResp}[name]
    octets = encode(kind(message_id), 77)
    theirs = read_by_smpplib(octets)
    assert (theirs.command, theirs.sequence, text(theirs.message_id)) == (f"{name}_resp", 77, message_id)
    made = smpp.make_pdu(f"{name}_resp", client=_Client(), message_id=message_id)
    made.sequence = 77
    assert made.generate() == octets
    assert read_by_us(octets) == (77, kind(message_id))


@given(NUMBERS, NUMBERS, FLAGS, st.binary(min_size=1, max_size=255))
def test_data_sm_both_ways(source: p.Address, destination: p.Address, flags: dict[str, int], long: bytes) -> None:
    del flags["protocol_id"]
    ours = p.DataSm(source, destination, tlvs=((Tag.MESSAGE_PAYLOAD, long),), **flags)
    octets = encode(ours, 77)
    theirs = read_by_smpplib(octets)
    assert theirs.message_payload == long
    assert text(theirs.destination_addr) == destination.number
    assert {name: getattr(theirs, name) for name in flags} == flags
    assert read_by_us(octets) == (77, ours)


@given(
    st.sampled_from([p.BindTransmitter, p.BindReceiver, p.BindTransceiver]),
    strings(15),
    strings(8),
    strings(12),
    NUMBERS,
)
def test_binds_both_ways(kind: type[p.Bind], system_id: str, password: str, system_type: str, reach: p.Address) -> None:
    ours = kind(system_id, password, system_type, 0x34, reach)
    octets = encode(ours, 77)
    name = Command(p.COMMANDS[kind]).name.lower()
    assert octets == made_by_smpplib(
        name,
        system_id=system_id,
        password=password,
        system_type=system_type,
        addr_ton=reach.ton,
        addr_npi=reach.npi,
        address_range=reach.number,
    )
    theirs = read_by_smpplib(octets)
    assert (theirs.command, text(theirs.system_id), text(theirs.password)) == (name, system_id, password)
    assert read_by_us(octets) == (77, ours)
    response = read_by_smpplib(
        encode(p.BindTransceiverResp("smsc", ((Tag.SC_INTERFACE_VERSION, b"\x34"),)), 77)
    )  # fmt: skip
    assert (text(response.system_id), response.sc_interface_version) == ("smsc", 0x34)


@given(OK_IDS, NUMBERS, octet, octet)
def test_query_sm_both_ways(message_id: str, source: p.Address, state: int, error: int) -> None:
    ours = p.QuerySm(message_id, source)
    octets = encode(ours, 77)
    assert octets == made_by_smpplib(
        "query_sm",
        message_id=message_id,
        source_addr_ton=source.ton,
        source_addr_npi=source.npi,
        source_addr=source.number,
    )
    assert read_by_us(octets) == (77, ours)
    answer = p.QuerySmResp(message_id, "2611201201000+", state, error)
    theirs = read_by_smpplib(encode(answer, 77))
    assert (text(theirs.message_id), theirs.message_state, theirs.error_code) == (message_id, state, error)


@pytest.mark.parametrize(
    "kind", [p.EnquireLink, p.EnquireLinkResp, p.Unbind, p.UnbindResp, p.GenericNack], ids=lambda kind: kind.__name__
)
def test_pdus_without_a_body(kind: type[p.Empty]) -> None:
    octets = encode(kind(), 77, 3)
    theirs = read_by_smpplib(octets)
    assert (theirs.command, theirs.sequence, theirs.status) == (p.COMMANDS[kind].name.lower(), 77, 3)
