"""A text as the submit_sm that carry it."""

from __future__ import annotations

import contextlib
import struct
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from sms_gateway import text
from sms_gateway.smpp.alphabet import Alphabet, default_octets, is_plain
from sms_gateway.smpp.constants import DataCoding, EsmClass, Npi, Tag, Ton
from sms_gateway.smpp.pdu import Address, SubmitSm, Tlvs

Long = Literal["udh8", "udh16", "sar", "payload"]
"""How a text of several segments travels: each part under a header with an 8-bit or a 16-bit reference (3GPP TS 23.040,
9.2.3.24.1 and .8), each part with the optional parameters sar_*, or all of it in one message_payload that the SMSC divides."""

MAX_PARTS: Final = 255
_HEADER_OCTETS: Final[dict[Long, int]] = {"udh8": 6, "udh16": 7, "sar": 6, "payload": 6}
_RECEIPT: Final = 1
_PLAIN: Final[tuple[int, Tlvs]] = (0, ())


@dataclass(frozen=True, slots=True)
class Style:
    """How one SMSC wants its messages."""

    sender: Address
    long: Long = "udh8"
    alphabet: Alphabet = "gsm7"
    destination_ton: int = Ton.INTERNATIONAL
    destination_npi: int = Npi.ISDN
    registered_delivery: int = _RECEIPT
    """Asked for every part: a message of three parts is delivered when all three are."""
    validity_period: str = ""
    service_type: str = ""


def sender_address(sender: str) -> Address:
    """A brandname, a number in international form, or a short code, by its looks."""
    if not sender.isdigit():
        return Address(Ton.ALPHANUMERIC, Npi.UNKNOWN, sender)
    if len(sender) >= 9:
        return Address(Ton.INTERNATIONAL, Npi.ISDN, sender)
    return Address(Ton.UNKNOWN, Npi.ISDN, sender)


def compose(style: Style, msisdn: str, body: str, reference: int) -> list[SubmitSm]:
    """The PDUs of one message, in order. ``reference``: any number that differs between messages to one phone.

    Raises ValueError for a text of more than MAX_PARTS parts.
    """
    data_coding, pieces = _pieces(style, body)
    destination = Address(style.destination_ton, style.destination_npi, msisdn)
    total = len(pieces)
    if total > MAX_PARTS:
        raise ValueError(f"a text of {total} parts")
    if total == 1:
        return [_submit(style, destination, data_coding, pieces[0], _PLAIN)]
    if style.long == "payload":
        return [_submit(style, destination, data_coding, b"", (0, ((Tag.MESSAGE_PAYLOAD, b"".join(pieces)),)))]
    if style.long == "sar":
        extras: list[tuple[int, Tlvs]] = [(0, _sar(reference, total, number)) for number in range(1, total + 1)]
    else:
        header = _HEADERS[style.long]
        pieces = [header(reference, total, number) + piece for number, piece in enumerate(pieces, 1)]
        extras = [(EsmClass.UDH.value, ())] * total
    return [_submit(style, destination, data_coding, piece, extra) for piece, extra in zip(pieces, extras, strict=True)]


def _pieces(style: Style, body: str) -> tuple[int, list[bytes]]:
    """(data_coding, the octets of each part)."""
    if len(body) <= 160 and is_plain(body):
        return DataCoding.DEFAULT, [body.encode("ascii")]  # most of what is sent without accents
    header = _HEADER_OCTETS[style.long]
    body = unicodedata.normalize("NFC", body)
    if text.encoding_of(body) == "gsm7":
        # An alphabet other than the GSM one may still lack a character: then all of the message goes in UCS-2.
        with contextlib.suppress(ValueError):
            parts = text.parts(body, "gsm7", header)
            return DataCoding.DEFAULT, [default_octets(part, style.alphabet) for part in parts]
    return DataCoding.UCS2, [part.encode("utf-16-be") for part in text.parts(body, "ucs2", header)]


def _submit(style: Style, destination: Address, data_coding: int, octets: bytes, extra: tuple[int, Tlvs]) -> SubmitSm:
    esm_class, tlvs = extra
    return SubmitSm(
        style.sender,
        destination,
        octets,
        data_coding,
        esm_class,
        style.registered_delivery,
        tlvs,
        style.validity_period,
        "",
        style.service_type,
    )


def _udh8(reference: int, total: int, number: int) -> bytes:
    return bytes((5, 0, 3, reference & 0xFF, total, number))


def _udh16(reference: int, total: int, number: int) -> bytes:
    return struct.pack(">BBBHBB", 6, 8, 4, reference & 0xFFFF, total, number)


def _sar(reference: int, total: int, number: int) -> Tlvs:
    return (
        (Tag.SAR_REFERENCE, struct.pack(">H", reference & 0xFFFF)),
        (Tag.SAR_TOTAL, bytes((total,))),
        (Tag.SAR_NUMBER, bytes((number,))),
    )


_HEADERS: Final[dict[Long, Callable[[int, int, int], bytes]]] = {"udh8": _udh8, "udh16": _udh16}
