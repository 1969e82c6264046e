"""The numbers of SMPP 3.4 (Short Message Peer-to-Peer Protocol Specification v3.4, issue 1.2) that are used here."""

from __future__ import annotations

import enum

HEADER_BYTES = 16
RESPONSE_BIT = 0x80000000
MAX_SEQUENCE = 0x7FFFFFFF
"""Sequence numbers run from 1 to this and begin again (section 5.1.4)."""


class Command(enum.IntEnum):
    """command_id (section 5.1.2.1)."""

    GENERIC_NACK = 0x80000000
    BIND_RECEIVER = 0x00000001
    BIND_RECEIVER_RESP = 0x80000001
    BIND_TRANSMITTER = 0x00000002
    BIND_TRANSMITTER_RESP = 0x80000002
    QUERY_SM = 0x00000003
    QUERY_SM_RESP = 0x80000003
    SUBMIT_SM = 0x00000004
    SUBMIT_SM_RESP = 0x80000004
    DELIVER_SM = 0x00000005
    DELIVER_SM_RESP = 0x80000005
    UNBIND = 0x00000006
    UNBIND_RESP = 0x80000006
    BIND_TRANSCEIVER = 0x00000009
    BIND_TRANSCEIVER_RESP = 0x80000009
    OUTBIND = 0x0000000B
    ENQUIRE_LINK = 0x00000015
    ENQUIRE_LINK_RESP = 0x80000015
    ALERT_NOTIFICATION = 0x00000102
    DATA_SM = 0x00000103
    DATA_SM_RESP = 0x80000103


class CommandStatus(enum.IntEnum):
    """command_status (section 5.1.3): those this side answers with, or treats in a way of their own."""

    OK = 0x00000000
    INVALID_MESSAGE_LENGTH = 0x00000001
    INVALID_COMMAND_LENGTH = 0x00000002
    INVALID_COMMAND_ID = 0x00000003
    WRONG_BIND_STATUS = 0x00000004
    ALREADY_BOUND = 0x00000005
    SYSTEM_ERROR = 0x00000008
    INVALID_SOURCE = 0x0000000A
    INVALID_DESTINATION = 0x0000000B
    INVALID_MESSAGE_ID = 0x0000000C
    BIND_FAILED = 0x0000000D
    INVALID_PASSWORD = 0x0000000E
    INVALID_SYSTEM_ID = 0x0000000F
    QUEUE_FULL = 0x00000014
    SUBMIT_FAILED = 0x00000045
    THROTTLED = 0x00000058
    TEMPORARY = 0x00000064
    PERMANENT = 0x00000065
    INVALID_TLV_STREAM = 0x000000C0
    UNKNOWN = 0x000000FF


THROTTLING = frozenset({CommandStatus.THROTTLED, CommandStatus.QUEUE_FULL})
"""ESME_RTHROTTLED and ESME_RMSGQFUL: the message was not taken because there were too many."""


class Tag(enum.IntEnum):
    """Tags of optional parameters (section 5.3.2) that are read or written here; others are kept as they come."""

    RECEIPTED_MESSAGE_ID = 0x001E
    SAR_REFERENCE = 0x020C
    SAR_TOTAL = 0x020E
    SAR_NUMBER = 0x020F
    SC_INTERFACE_VERSION = 0x0210
    NETWORK_ERROR_CODE = 0x0423
    MESSAGE_PAYLOAD = 0x0424
    MESSAGE_STATE = 0x0427


class MessageState(enum.IntEnum):
    """What became of a message (section 5.2.28); SCHEDULED and SKIPPED came with version 5.0."""

    SCHEDULED = 0
    ENROUTE = 1
    DELIVERED = 2
    EXPIRED = 3
    DELETED = 4
    UNDELIVERABLE = 5
    ACCEPTED = 6
    UNKNOWN = 7
    REJECTED = 8
    SKIPPED = 9


class EsmClass(enum.IntEnum):
    """Bits of esm_class (section 5.2.12). Plain numbers: operators of enum.IntFlag cost a microsecond."""

    RECEIPT = 0x04
    INTERMEDIATE = 0x20
    UDH = 0x40


MESSAGE_TYPE_MASK = 0x3C
"""The bits of esm_class that tell a phone's message (all zero) from a receipt and other reports."""


class DataCoding(enum.IntEnum):
    """data_coding (section 5.2.19)."""

    DEFAULT = 0x00
    ASCII = 0x01
    OCTETS = 0x02
    LATIN1 = 0x03
    BINARY = 0x04
    CYRILLIC = 0x06
    HEBREW = 0x07
    UCS2 = 0x08


class Ton(enum.IntEnum):
    """Type of number (section 5.2.5)."""

    UNKNOWN = 0
    INTERNATIONAL = 1
    NATIONAL = 2
    ALPHANUMERIC = 5


class Npi(enum.IntEnum):
    """Numbering plan (section 5.2.6)."""

    UNKNOWN = 0
    ISDN = 1
