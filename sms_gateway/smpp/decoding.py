"""Bytes to PDUs (SMPP 3.4, sections 3 and 4): a PDU or PduError and nothing else, whatever the bytes.

deliver_sm and the responses are read by hand, because they are all that mass sending consists of; the others are read field by
field.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import partial
from typing import Final, TypeVar

from sms_gateway.smpp import pdu as p
from sms_gateway.smpp.constants import Command, CommandStatus

_TLV: Final = struct.Struct(">HH")

T = TypeVar("T")


class PduError(ValueError):
    """Bytes that are no such PDU. ``status``: what to answer."""

    def __init__(self, status: CommandStatus, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def decode(command: int, data: bytes, at: int, end: int) -> p.Pdu:
    """The PDU whose body is ``data[at:end]``. A response without a body, as errors have, gets empty fields."""
    decoder = _DECODERS.get(command)
    if decoder is None:
        raise PduError(CommandStatus.INVALID_COMMAND_ID, f"unknown command {command:#010x}")
    return decoder(data, at, end)


def _too_short() -> PduError:
    return PduError(CommandStatus.INVALID_COMMAND_LENGTH, "the body ends inside a field")


def _read_tlvs(data: bytes, at: int, end: int) -> p.Tlvs:
    found = []
    while at < end:
        start = at + 4
        if start > end:
            raise PduError(CommandStatus.INVALID_TLV_STREAM, "the body ends inside an optional parameter")
        tag, length = _TLV.unpack_from(data, at)
        at = start + length
        if at > end:
            raise PduError(CommandStatus.INVALID_TLV_STREAM, "an optional parameter is longer than its PDU")
        found.append((tag, data[start:at]))
    return tuple(found)


def _read_message(kind: type[p.Message], data: bytes, at: int, end: int) -> p.Message:
    # ``index`` never looks beyond ``end``, so every field before the one it finds lies inside the body.
    try:
        service_end = data.index(0, at, end)
        source_end = data.index(0, service_end + 3, end)
        destination_end = data.index(0, source_end + 3, end)
        schedule_end = data.index(0, destination_end + 4, end)
        validity_end = data.index(0, schedule_end + 1, end)
    except ValueError:
        raise _too_short() from None
    start = validity_end + 6
    if start > end:
        raise _too_short()
    registered_delivery, replace_if_present, data_coding, default_message_id, length = data[validity_end + 1 : start]
    stop = start + length
    if stop > end:
        raise PduError(CommandStatus.INVALID_MESSAGE_LENGTH, "sm_length is longer than its PDU")
    return kind(
        p.Address(data[service_end + 1], data[service_end + 2], data[service_end + 3 : source_end].decode("latin-1")),
        p.Address(data[source_end + 1], data[source_end + 2], data[source_end + 3 : destination_end].decode("latin-1")),
        data[start:stop],
        data_coding,
        data[destination_end + 1],
        registered_delivery,
        _read_tlvs(data, stop, end) if stop < end else (),
        data[schedule_end + 1 : validity_end].decode("latin-1"),
        data[destination_end + 4 : schedule_end].decode("latin-1"),
        data[at:service_end].decode("latin-1"),
        data[destination_end + 2],
        data[destination_end + 3],
        replace_if_present,
        default_message_id,
    )


def _read_response(kind: type[p.MessageResponse], data: bytes, at: int, end: int) -> p.MessageResponse:
    message_id = message_id_of(data, at, end)
    stop = at + len(message_id) + 1
    return kind(message_id, _read_tlvs(data, stop, end)) if stop < end else kind(message_id)


def message_id_of(data: bytes, at: int, end: int) -> str:
    """The number in a submit_sm_resp or data_sm_resp, all that mass sending wants of it; what follows must be readable too."""
    if at == end:
        return ""
    stop = data.find(0, at, end)
    if stop < 0:
        raise _too_short()
    if stop + 1 < end:
        _read_tlvs(data, stop + 1, end)
    return data[at:stop].decode("latin-1")


class _Reader:
    """Takes one field after the other from ``data[at:end]``."""

    def __init__(self, data: bytes, at: int, end: int) -> None:
        self._data, self._at, self._end = data, at, end

    @property
    def empty(self) -> bool:
        return self._at == self._end

    def string(self) -> str:
        stop = self._data.find(0, self._at, self._end)
        if stop < 0:
            raise _too_short()
        value = self._data[self._at : stop].decode("latin-1")
        self._at = stop + 1
        return value

    def number(self) -> int:
        if self._at >= self._end:
            raise _too_short()
        self._at += 1
        return self._data[self._at - 1]

    def address(self) -> p.Address:
        return p.Address(self.number(), self.number(), self.string())

    def tlvs(self) -> p.Tlvs:
        return _read_tlvs(self._data, self._at, self._end)


def _from_reader(read: Callable[[_Reader], T]) -> Callable[[bytes, int, int], T]:
    return lambda data, at, end: read(_Reader(data, at, end))


def _read_data(body: _Reader) -> p.DataSm:
    service_type, source, destination = body.string(), body.address(), body.address()
    esm_class, registered_delivery, data_coding = body.number(), body.number(), body.number()
    return p.DataSm(source, destination, data_coding, esm_class, registered_delivery, body.tlvs(), service_type)


def _read_bind(kind: type[p.Bind], body: _Reader) -> p.Bind:
    return kind(body.string(), body.string(), body.string(), body.number(), body.address())


def _read_bind_response(kind: type[p.BindResponse], body: _Reader) -> p.BindResponse:
    return kind() if body.empty else kind(body.string(), body.tlvs())


def _read_query(body: _Reader) -> p.QuerySm:
    return p.QuerySm(body.string(), body.address())


def _read_query_response(body: _Reader) -> p.QuerySmResp:
    if body.empty:
        return p.QuerySmResp()
    return p.QuerySmResp(body.string(), body.string(), body.number(), body.number(), body.tlvs())


def _read_outbind(body: _Reader) -> p.Outbind:
    return p.Outbind(body.string(), body.string())


def _read_alert(body: _Reader) -> p.AlertNotification:
    return p.AlertNotification(body.address(), body.address(), body.tlvs())


def _read_empty(kind: type[p.Empty], _data: bytes, _at: int, _end: int) -> p.Empty:
    return kind()


_DECODERS: Final[dict[int, Callable[[bytes, int, int], p.Pdu]]] = {
    Command.SUBMIT_SM: partial(_read_message, p.SubmitSm),
    Command.DELIVER_SM: partial(_read_message, p.DeliverSm),
    Command.SUBMIT_SM_RESP: partial(_read_response, p.SubmitSmResp),
    Command.DELIVER_SM_RESP: partial(_read_response, p.DeliverSmResp),
    Command.DATA_SM_RESP: partial(_read_response, p.DataSmResp),
    **{
        p.COMMANDS[kind]: _from_reader(partial(_read_bind, kind))
        for kind in (p.BindTransmitter, p.BindReceiver, p.BindTransceiver)
    },
    **{
        p.COMMANDS[kind]: _from_reader(partial(_read_bind_response, kind))
        for kind in (p.BindTransmitterResp, p.BindReceiverResp, p.BindTransceiverResp)
    },
    **{
        p.COMMANDS[kind]: partial(_read_empty, kind)
        for kind in (p.EnquireLink, p.EnquireLinkResp, p.Unbind, p.UnbindResp, p.GenericNack)
    },
    Command.DATA_SM: _from_reader(_read_data),
    Command.QUERY_SM: _from_reader(_read_query),
    Command.QUERY_SM_RESP: _from_reader(_read_query_response),
    Command.OUTBIND: _from_reader(_read_outbind),
    Command.ALERT_NOTIFICATION: _from_reader(_read_alert),
}
