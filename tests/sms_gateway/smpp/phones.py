"""A phone's text as the gateway reads it, all its parts together."""

from __future__ import annotations

from collections.abc import Iterable

from sms_gateway.smpp.inbound import Delivery, Piece, piece, words


def pieces(deliveries: Iterable[Delivery]) -> list[Piece]:
    """In the order of the text."""
    return sorted(map(piece, deliveries), key=lambda part: part.number)


def whole(deliveries: Iterable[Delivery]) -> str:
    """The text of all the parts of one message; fails where one is missing or is no text."""
    parts = pieces(deliveries)
    assert [part.number for part in parts] == list(range(1, parts[0].total + 1))
    assert len({(part.source, part.destination, part.reference, part.total) for part in parts}) == 1
    texts = [words(part, "gsm7") for part in parts]
    joined = "".join(text for text in texts if text is not None)
    assert None not in texts
    return joined.encode("utf-16-be", "surrogatepass").decode("utf-16-be")
