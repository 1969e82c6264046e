"""The BHYT card as a picture: what stands on its two sides in the old and in the new form.

Old form: 15 characters (Quyết định 1351/QĐ-BHXH, 2015). New form since 01/4/2021: the ten digits of the code, and the benefit level
printed by itself (Quyết định 1666/QĐ-BHXH, 2020). The QR code holds the number that the form prints and nothing else: the
content of the codes on issued cards is not published.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

import segno
from markupsafe import Markup

from backend.participants.cards import CardToday
from bhxh.card import Card, parse_card
from bhxh.places import province_by_card_code

NEW_FORM_SINCE: Final = date(2021, 4, 1)


class Form(StrEnum):
    """How a card is printed."""

    OLD = "15"
    NEW = "10"


@dataclass(frozen=True)
class Picture:
    """Both sides of a card. ``number`` in groups as printed; ``spoken``: its characters, for screen readers; ``issuer``: the
    agency of the province in the number."""

    form: Form
    parts: Card
    number: str
    spoken: str
    issuer: str
    qr: Markup


def form_of(card: CardToday) -> Form:
    """How a card of that age was printed."""
    valid_from = card.card.valid_from
    return Form.NEW if valid_from is not None and valid_from >= NEW_FORM_SINCE else Form.OLD


def picture_of(card: CardToday, form: Form) -> Picture:
    """The card in one of the two forms."""
    parts = parse_card(card.card.number)
    province = province_by_card_code(parts.province)
    if form is Form.NEW:
        plain, grouped = parts.bhxh_code, parts.bhxh_code
    else:
        plain, grouped = parts.number, f"{parts.group} {parts.level} {parts.province} {parts.bhxh_code}"
    return Picture(form, parts, grouped, " ".join(plain), province.agency_name if province else "", _qr(plain))


def _qr(content: str) -> Markup:
    """Drawn without colours of its own, so that it is dark on light wherever it stands."""
    drawn = segno.make(content, error="m", micro=False)
    return Markup(drawn.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None))  # noqa: S704 - segno's own drawing
