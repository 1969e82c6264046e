"""What a deliver_sm or data_sm says: a phone's text, one part of it, or a receipt (module receipts)."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, NamedTuple

from sms_gateway.smpp.alphabet import Alphabet, text_of
from sms_gateway.smpp.constants import EsmClass, Tag
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


class Joined(NamedTuple):
    """A phone's text. ``missing``: parts that did not come in time; ``text`` is None where the octets are no text."""

    source: Address
    destination: Address
    text: str | None
    missing: int = 0


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


_Key = tuple[Address, Address, tuple[str, int], int]


class _Waiting:
    def __init__(self, since: float) -> None:
        self.since = since
        self.pieces: dict[int, Piece] = {}


class Reassembler:
    """Joins parts in whatever order and however often they come.

    It forgets nothing silently: a text whose parts do not come within ``seconds``, or that must make room because more than
    ``most`` wait, is given out as it is. It lives in memory; whoever acknowledges parts to the SMSC stores them first and feeds
    them again after a restart.
    """

    def __init__(
        self,
        seconds: float = 600.0,
        most: int = 1000,
        alphabet: Alphabet = "gsm7",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._seconds = seconds
        self._most = most
        self._alphabet = alphabet
        self._clock = clock
        self._waiting: OrderedDict[_Key, _Waiting] = OrderedDict()

    def __len__(self) -> int:
        """How many texts wait for parts."""
        return len(self._waiting)

    def add(self, piece: Piece) -> list[Joined]:
        """The texts that are finished with this part: usually none or one."""
        if piece.total == 1:
            return [self._join([piece])]
        key = (piece.source, piece.destination, piece.reference, piece.total)
        waiting = self._waiting.get(key)
        if waiting is None:
            waiting = self._waiting[key] = _Waiting(self._clock())
        waiting.pieces[piece.number] = piece
        if len(waiting.pieces) == piece.total:
            return [self._give(key)]
        return [self._give(next(iter(self._waiting)))] if len(self._waiting) > self._most else []

    def overdue(self) -> list[Joined]:
        """The texts whose time is over, with what has come of them."""
        limit = self._clock() - self._seconds
        given = []
        while self._waiting:
            key, waiting = next(iter(self._waiting.items()))
            if waiting.since > limit:
                break
            given.append(self._give(key))
        return given

    def _give(self, key: _Key) -> Joined:
        pieces = self._waiting.pop(key).pieces
        return self._join([pieces[number] for number in sorted(pieces)])

    def _join(self, pieces: list[Piece]) -> Joined:
        first = pieces[0]
        missing = first.total - len(pieces)
        if len({piece.data_coding for piece in pieces}) == 1:
            # Octets first: a phone may cut between the halves of a character.
            text = text_of(first.data_coding, b"".join(piece.octets for piece in pieces), self._alphabet)
        else:
            texts = [text_of(piece.data_coding, piece.octets, self._alphabet) for piece in pieces]
            text = None if None in texts else "".join(text or "" for text in texts)
        return Joined(first.source, first.destination, text, missing)
