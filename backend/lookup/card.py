"""The BHXH code in a BHYT card number, and what the card's parts mean (Quyết định 1351/QĐ-BHXH, Điều 2).

Computed from what the person typed; nothing is looked up about anybody.
"""

from dataclasses import dataclass

from bhxh.card import explain, parse_card, squeeze
from bhxh.messages import text


@dataclass(frozen=True)
class CardAnswer:
    """``code``: 10 digits; ``explanation``: Vietnamese text of several lines."""

    code: str
    explanation: str


def look_up(written: str) -> CardAnswer:
    """What a card number says. The ten digits alone, as printed since 01/4/2021, are taken too. Raises InvalidValue."""
    number = squeeze(written)
    if len(number) == 10 and number.isascii() and number.isdigit():
        return CardAnswer(number, text("lookup.new_card"))
    card = parse_card(written)
    lines = [text("lookup.card_line", label=label, value=value) for label, value in explain(card)]
    return CardAnswer(card.bhxh_code, "\n".join(lines))
