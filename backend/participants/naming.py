"""Names for registered facilities that came as codes, put in when cards are read: the directory may learn a name, or another one, any day."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from backend import places
from backend.participants.records import CardRecord


def with_names(session: Session, cards: Sequence[CardRecord]) -> list[CardRecord]:
    """The cards as they are shown: a facility that is a code (MA_CSKCB) is named as the directory of facilities has it now; what is no
    code, or none that is there, stays as it was stored. One query, if any."""
    codes = {card: code for card in cards if card.facility and (code := places.facility_code(card.facility))}
    known = places.names(session, places.Kind.FACILITY, set(codes.values())) if codes else {}
    return [replace(card, facility=known.get(codes.get(card, ""), card.facility)) for card in cards]
