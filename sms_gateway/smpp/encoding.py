"""PDUs to bytes (SMPP 3.4, sections 3 and 4).

submit_sm and the responses are written out by hand, because they are all that mass sending consists of; the others are put
together from the same few parts.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from sms_gateway.smpp import pdu as p
from sms_gateway.smpp.constants import HEADER_BYTES

_HEADER: Final = struct.Struct(">IIII")
_TLV: Final = struct.Struct(">HH")

# The longest that is sent in each field, without the closing NUL (section 4). Names and passwords of a bind are limited by us:
# many providers exceed the specification's 15 and 8 characters.
_SERVICE_TYPE: Final = 5
_NUMBER: Final = 20
_TIME: Final = 16
_MESSAGE_ID: Final = 64
_CREDENTIAL: Final = 255
_SHORT_MESSAGE: Final = 254


def encode(pdu: p.Pdu, sequence: int, status: int = 0) -> bytes:
    """The whole PDU. Raises ValueError where a value does not fit its field (length, range, NUL, beyond Latin-1)."""
    kind = type(pdu)
    try:
        body = _ENCODERS[kind](pdu)
        return _HEADER.pack(HEADER_BYTES + len(body), p.COMMANDS[kind], status, sequence) + body
    except (OverflowError, struct.error) as error:
        raise ValueError(f"{kind.__name__}: a number does not fit its field") from error


def _cstring(value: str, longest: int) -> bytes:
    octets = value.encode("latin-1")
    if len(octets) > longest:
        raise ValueError(f"longer than {longest} octets")
    if b"\0" in octets:
        raise ValueError("NUL in a string")
    return octets + b"\0"


_repeated = lru_cache(maxsize=256)(_cstring)
"""For what is the same in message after message: service type, sender, times."""


def _address(address: p.Address) -> bytes:
    return b"%c%c%b" % (address.ton, address.npi, _cstring(address.number, _NUMBER))


def _tlvs(tlvs: p.Tlvs) -> bytes:
    return b"".join([_TLV.pack(tag, len(value)) + value for tag, value in tlvs])


def _encode_message(pdu: p.SubmitSm | p.DeliverSm) -> bytes:
    source, destination, text = pdu.source, pdu.destination, pdu.short_message
    if len(text) > _SHORT_MESSAGE:
        raise ValueError(f"short_message longer than {_SHORT_MESSAGE} octets")
    body = b"%b%c%c%b%c%c%b%c%c%c%b%b%c%c%c%c%c%b" % (
        _repeated(pdu.service_type, _SERVICE_TYPE),
        source.ton,
        source.npi,
        _repeated(source.number, _NUMBER),
        destination.ton,
        destination.npi,
        _cstring(destination.number, _NUMBER),
        pdu.esm_class,
        pdu.protocol_id,
        pdu.priority,
        _repeated(pdu.schedule_delivery_time, _TIME),
        _repeated(pdu.validity_period, _TIME),
        pdu.registered_delivery,
        pdu.replace_if_present,
        pdu.data_coding,
        pdu.default_message_id,
        len(text),
        text,
    )
    return body + _tlvs(pdu.tlvs) if pdu.tlvs else body


def _encode_response(pdu: p.MessageResponse) -> bytes:
    return _cstring(pdu.message_id, _MESSAGE_ID) + _tlvs(pdu.tlvs)


def _encode_data(pdu: p.DataSm) -> bytes:
    flags = b"%c%c%c" % (pdu.esm_class, pdu.registered_delivery, pdu.data_coding)
    service_type = _cstring(pdu.service_type, _SERVICE_TYPE)
    return b"".join((service_type, _address(pdu.source), _address(pdu.destination), flags, _tlvs(pdu.tlvs)))


def _encode_bind(pdu: p.Bind) -> bytes:
    names = [_cstring(name, _CREDENTIAL) for name in (pdu.system_id, pdu.password, pdu.system_type)]
    reach = pdu.address_range
    numbers = b"%c%c%c" % (pdu.interface_version, reach.ton, reach.npi)
    return b"".join((*names, numbers, _cstring(reach.number, 2 * _NUMBER)))


def _encode_bind_response(pdu: p.BindResponse) -> bytes:
    return _cstring(pdu.system_id, _CREDENTIAL) + _tlvs(pdu.tlvs)


def _encode_query(pdu: p.QuerySm) -> bytes:
    return _cstring(pdu.message_id, _MESSAGE_ID) + _address(pdu.source)


def _encode_query_response(pdu: p.QuerySmResp) -> bytes:
    state = b"%c%c" % (pdu.message_state, pdu.error_code)
    return _cstring(pdu.message_id, _MESSAGE_ID) + _cstring(pdu.final_date, _TIME) + state + _tlvs(pdu.tlvs)


def _encode_outbind(pdu: p.Outbind) -> bytes:
    return _cstring(pdu.system_id, _CREDENTIAL) + _cstring(pdu.password, _CREDENTIAL)


def _encode_alert(pdu: p.AlertNotification) -> bytes:
    return _address(pdu.source) + _address(pdu.esme) + _tlvs(pdu.tlvs)


def _encode_empty(_pdu: p.Empty) -> bytes:
    return b""


_ENCODERS: Final[dict[type[p.Pdu], Callable[[Any], bytes]]] = {
    p.SubmitSm: _encode_message,
    p.DeliverSm: _encode_message,
    **dict.fromkeys((p.SubmitSmResp, p.DeliverSmResp, p.DataSmResp), _encode_response),
    p.DataSm: _encode_data,
    **dict.fromkeys((p.BindTransmitter, p.BindReceiver, p.BindTransceiver), _encode_bind),
    **dict.fromkeys((p.BindTransmitterResp, p.BindReceiverResp, p.BindTransceiverResp), _encode_bind_response),
    p.QuerySm: _encode_query,
    p.QuerySmResp: _encode_query_response,
    p.Outbind: _encode_outbind,
    p.AlertNotification: _encode_alert,
    **dict.fromkeys((p.EnquireLink, p.EnquireLinkResp, p.Unbind, p.UnbindResp, p.GenericNack), _encode_empty),
}
