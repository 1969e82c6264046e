"""What a deliver_sm or data_sm says: a phone's text, one part of it, or a receipt (module receipts)."""

from __future__ import annotations

from typing import Final, NamedTuple

from sms_gateway.smpp.alphabet import Alphabet, text_of
from sms_gateway.smpp.constants import DataCoding, EsmClass, Tag
from sms_gateway.smpp.pdu import Address, DataSm, DeliverSm, tlv

Delivery = DeliverSm | DataSm

_CONCAT_8: Final = 0x00
_CONCAT_16: Final = 0x08
_LONGEST_PART: Final = 254
"""What a short_message holds. A larger "part" is none, and would let a peer fill the memory with parts."""


class Piece(NamedTuple):
    """One part of a text, or all of it (``total`` 1). ``reference``: what its parts have in common beside the numbers."""

    source: Address
    destination: Address
    reference: tuple[str, int]
    total: int
    number: int
    data_coding: int
    octets: bytes


def payload(delivery: Delivery) -> bytes:
    """The user data, with the header if it has one."""
    short = delivery.short_message if isinstance(delivery, DeliverSm) else b""
    return short or tlv(delivery.tlvs, Tag.MESSAGE_PAYLOAD) or b""


def piece(delivery: Delivery) -> Piece:
    """The part that came. A header that makes no sense leaves its octets in the text, so that nothing a phone sent is lost."""
    octets = payload(delivery)
    header = _concatenation(octets) if delivery.esm_class & EsmClass.UDH else None
    if header is not None:
        octets = octets[octets[0] + 1 :]
        kind, reference, total, number = header
    else:
        kind, (reference, total, number) = "sar", _sar(delivery)
    if not 1 <= number <= total or len(octets) > _LONGEST_PART:
        reference, total, number = 0, 1, 1
    key = (kind, reference)
    return Piece(delivery.source, delivery.destination, key, total, number, delivery.data_coding, octets)


def words(part: Piece, alphabet: Alphabet) -> str | None:
    """Its octets as text, None where they are none. It may begin or end with half a character (a lone surrogate), because a phone
    may cut there."""
    if part.data_coding == DataCoding.UCS2:
        return part.octets.decode("utf-16-be", "surrogatepass") if len(part.octets) % 2 == 0 else None
    return text_of(part.data_coding, part.octets, alphabet)


def _concatenation(octets: bytes) -> tuple[str, int, int, int] | None:
    """(kind, reference, total, number) of a user data header (3GPP TS 23.040, 9.2.3.24), 1 of 1 where it has other elements.

    None for a header that does not fit its octets.
    """
    end = octets[0] + 1 if octets else 0
    if not octets or end > len(octets):
        return None
    found = ("plain", 0, 1, 1)
    at = 1
    while at < end:
        if at + 2 > end:
            return None
        element, start = octets[at], at + 2
        at = start + octets[at + 1]
        if at > end:
            return None
        value = octets[start:at]
        if element == _CONCAT_8 and len(value) == 3:
            found = ("udh8", value[0], value[1], value[2])
        elif element == _CONCAT_16 and len(value) == 4:
            found = ("udh16", int.from_bytes(value[:2], "big"), value[2], value[3])
    return found


def _sar(delivery: Delivery) -> tuple[int, int, int]:
    if not delivery.tlvs:
        return 0, 1, 1
    values = [tlv(delivery.tlvs, tag) for tag in (Tag.SAR_REFERENCE, Tag.SAR_TOTAL, Tag.SAR_NUMBER)]
    reference, total, number = [int.from_bytes(value or b"", "big") for value in values]
    return (reference, total, number) if total <= 255 else (0, 1, 1)
