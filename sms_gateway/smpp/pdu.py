"""The PDUs of SMPP 3.4 as values; ``codec`` turns them into bytes and back.

A C-octet string is a ``str`` of Latin-1 characters, so that any bytes a peer sends are kept and can be sent back. Optional
parameters are (tag, value) pairs in the order in which they came, known or not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from sms_gateway.smpp.constants import Command

Tlvs = tuple[tuple[int, bytes], ...]


class Address(NamedTuple):
    """``ton``, ``npi``: constants.Ton and Npi, or whatever else a peer sends."""

    ton: int = 0
    npi: int = 0
    number: str = ""


NOWHERE: Final = Address()


@dataclass(slots=True)
class _Message:
    """The common fields of submit_sm and deliver_sm (sections 4.4 and 4.6)."""

    source: Address = NOWHERE
    destination: Address = NOWHERE
    short_message: bytes = b""
    data_coding: int = 0
    esm_class: int = 0
    registered_delivery: int = 0
    tlvs: Tlvs = ()
    validity_period: str = ""
    schedule_delivery_time: str = ""
    service_type: str = ""
    protocol_id: int = 0
    priority: int = 0
    replace_if_present: int = 0
    default_message_id: int = 0


@dataclass(slots=True)
class SubmitSm(_Message):
    """A message on its way to a phone."""


@dataclass(slots=True)
class DeliverSm(_Message):
    """A phone's message, or a receipt."""


@dataclass(slots=True)
class DataSm:
    """Section 4.7: like submit_sm or deliver_sm, the text in the optional parameter message_payload."""

    source: Address = NOWHERE
    destination: Address = NOWHERE
    data_coding: int = 0
    esm_class: int = 0
    registered_delivery: int = 0
    tlvs: Tlvs = ()
    service_type: str = ""


@dataclass(slots=True)
class _MessageResponse:
    message_id: str = ""
    tlvs: Tlvs = ()


@dataclass(slots=True)
class SubmitSmResp(_MessageResponse):
    """``message_id``: the SMSC's number of the message; empty with an error."""


@dataclass(slots=True)
class DeliverSmResp(_MessageResponse):
    """``message_id`` is unused and empty."""


@dataclass(slots=True)
class DataSmResp(_MessageResponse):
    """As SubmitSmResp."""


@dataclass(slots=True)
class _Bind:
    system_id: str = ""
    password: str = ""
    system_type: str = ""
    interface_version: int = 0x34
    address_range: Address = NOWHERE

    def __repr__(self) -> str:
        return f"{type(self).__name__}(system_id={self.system_id!r}, password hidden)"


@dataclass(slots=True, repr=False)
class BindTransmitter(_Bind):
    """Only submit_sm will be sent."""


@dataclass(slots=True, repr=False)
class BindReceiver(_Bind):
    """Only deliver_sm will come."""


@dataclass(slots=True, repr=False)
class BindTransceiver(_Bind):
    """Both."""


@dataclass(slots=True)
class _BindResponse:
    system_id: str = ""
    tlvs: Tlvs = ()


@dataclass(slots=True)
class BindTransmitterResp(_BindResponse):
    """Answers BindTransmitter."""


@dataclass(slots=True)
class BindReceiverResp(_BindResponse):
    """Answers BindReceiver."""


@dataclass(slots=True)
class BindTransceiverResp(_BindResponse):
    """Answers BindTransceiver."""


@dataclass(slots=True)
class QuerySm:
    """``source``: as in the submit_sm that is asked about."""

    message_id: str = ""
    source: Address = NOWHERE


@dataclass(slots=True)
class QuerySmResp:
    """``message_state``: constants.MessageState."""

    message_id: str = ""
    final_date: str = ""
    message_state: int = 0
    error_code: int = 0
    tlvs: Tlvs = ()


@dataclass(slots=True, repr=False)
class Outbind:
    """An SMSC's wish that we bind to it."""

    system_id: str = ""
    password: str = ""


@dataclass(slots=True)
class AlertNotification:
    """A phone can be reached again. Has no answer."""

    source: Address = NOWHERE
    esme: Address = NOWHERE
    tlvs: Tlvs = ()


@dataclass(slots=True)
class EnquireLink:
    """Are you there?"""


@dataclass(slots=True)
class EnquireLinkResp:
    """I am."""


@dataclass(slots=True)
class Unbind:
    """No more requests will come."""


@dataclass(slots=True)
class UnbindResp:
    """Answers Unbind."""


@dataclass(slots=True)
class GenericNack:
    """The PDU of that sequence number could not be understood."""


Message = SubmitSm | DeliverSm
MessageResponse = SubmitSmResp | DeliverSmResp | DataSmResp
Bind = BindTransmitter | BindReceiver | BindTransceiver
BindResponse = BindTransmitterResp | BindReceiverResp | BindTransceiverResp
Empty = EnquireLink | EnquireLinkResp | Unbind | UnbindResp | GenericNack
Pdu = (
    Message | DataSm | MessageResponse | Bind | BindResponse | QuerySm | QuerySmResp | Outbind | AlertNotification | Empty
)  # fmt: skip

COMMANDS: Final[dict[type[Pdu], Command]] = {
    SubmitSm: Command.SUBMIT_SM,
    SubmitSmResp: Command.SUBMIT_SM_RESP,
    DeliverSm: Command.DELIVER_SM,
    DeliverSmResp: Command.DELIVER_SM_RESP,
    DataSm: Command.DATA_SM,
    DataSmResp: Command.DATA_SM_RESP,
    BindTransmitter: Command.BIND_TRANSMITTER,
    BindTransmitterResp: Command.BIND_TRANSMITTER_RESP,
    BindReceiver: Command.BIND_RECEIVER,
    BindReceiverResp: Command.BIND_RECEIVER_RESP,
    BindTransceiver: Command.BIND_TRANSCEIVER,
    BindTransceiverResp: Command.BIND_TRANSCEIVER_RESP,
    QuerySm: Command.QUERY_SM,
    QuerySmResp: Command.QUERY_SM_RESP,
    Outbind: Command.OUTBIND,
    AlertNotification: Command.ALERT_NOTIFICATION,
    EnquireLink: Command.ENQUIRE_LINK,
    EnquireLinkResp: Command.ENQUIRE_LINK_RESP,
    Unbind: Command.UNBIND,
    UnbindResp: Command.UNBIND_RESP,
    GenericNack: Command.GENERIC_NACK,
}


def tlv(tlvs: Tlvs, tag: int) -> bytes | None:
    """The first value under a tag."""
    for found, value in tlvs:
        if found == tag:
            return value
    return None
