"""Taking personal data out of what a person wrote, before it leaves the backend for the dialogue engine."""

import re
from collections.abc import Callable, Iterable, Iterator

from backend.conversations.masking.addresses import find_addresses, place_in_answer
from backend.conversations.masking.answers import is_answer
from backend.conversations.masking.corrections import find_correction
from backend.conversations.masking.kinds import FIELD_KINDS, NUMERIC, SAME_AS, Found, Kind, Piece
from backend.conversations.masking.letters import plain
from backend.conversations.masking.names import find_names, name_in_answer
from backend.conversations.masking.numbers import find_numbers, tells_birth_only


def mask(text: str, field: str | None = None, *, otp_pending: bool = False) -> list[Piece]:
    """``text`` (cleaned) in pieces: what the engine may read, and the values to be put behind handles.

    ``field`` is the slot the assistant has asked for, None outside forms. With ``otp_pending`` every number of four to eight
    digits is taken for the OTP.
    """
    field = SAME_AS.get(field, field) if field else None
    written = plain(text)
    text = defuse(written)
    correction = find_correction(text) if field else None
    if correction is not None:
        return _numbers_and_names(correction, None, otp_pending)
    kind = FIELD_KINDS.get(field) if field else None
    asked = kind if field and kind and is_answer(field, text) else None
    if asked in {Kind.HO_TEN, Kind.DIA_CHI} and field != "street" and tells_birth_only(text):
        asked = None  # "sinh 12/3/85" is no name and no place, but "12/3/85" may be a house in an alley
    if asked in {Kind.HO_TEN, Kind.DIA_CHI} and not (otp_pending and text.isdigit()):
        return [Found(asked, name_in_answer(written) if asked is Kind.HO_TEN else place_in_answer(written))]
    if asked is Kind.EMAIL and " " not in text and "." in text:
        return [Found(Kind.EMAIL, written)]
    number_kind = asked if asked in NUMERIC else None
    return _numbers_and_names(find_addresses(text), number_kind, otp_pending)


def _numbers_and_names(pieces: Iterable[Piece], asked: Kind | None, otp_pending: bool) -> list[Piece]:
    pieces = _each(pieces, lambda piece: find_numbers(piece, asked, otp_pending))
    return [piece for piece in _each(pieces, find_names) if piece]


def defuse(text: str) -> str:
    """Makes handle syntax and a leading slash harmless: both would be orders if the engine read them."""
    text = text.replace("[", "(").replace("]", ")")
    return re.sub(r"^[/\s]+", "", text) or "?"


def _each(pieces: Iterable[Piece], find: Callable[[str], Iterable[Piece]]) -> Iterator[Piece]:
    for piece in pieces:
        if isinstance(piece, Found):
            yield piece
        else:
            yield from find(piece)
