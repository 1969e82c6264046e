"""What a person wrote behind a handle, read: the normal form, the masked form, and what is wrong with it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from backend.conversations import parts
from backend.conversations.masking import Found, Kind
from backend.conversations.masking.numbers import digits_of
from backend.conversations.parts import Part
from bhxh.card import mask_card, parse_card
from bhxh.identifiers import mask_code, mask_personal_id, parse_bhxh_code, parse_personal_id
from bhxh.names import parse_full_name
from bhxh.phone import mask_phone, parse_mobile, to_local
from bhxh.problems import InvalidValue

_HIDDEN: Final = "••••••"


@dataclass(frozen=True, slots=True)
class Value:
    """``written`` as typed; ``shown`` and ``masked`` for replies; ``problem`` (code, Vietnamese sentence) when it can't be taken.

    ``part``: what ``shown`` says in lines, for channels that show more than lines (`backend.conversations.parts`).
    """

    written: str
    shown: str
    masked: str
    problem: tuple[str, str] | None = None
    part: Part | None = None

    def as_json(self) -> dict[str, Any]:
        """As kept, encrypted, in the handle's row."""
        kept = {"written": self.written, "shown": self.shown, "masked": self.masked, "problem": self.problem}
        return kept if self.part is None else {**kept, "part": self.part}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Value":
        """The inverse of as_json."""
        told = kept["problem"]
        problem = (told[0], told[1]) if told else None
        return cls(kept["written"], kept["shown"], kept["masked"], problem, kept.get("part"))

    @classmethod
    def minted(cls, shown: str, value: str = "", *, part: Part | None = None) -> "Value":
        """A value made for a reply; ``value`` is what it means when it comes back (a year, a visit)."""
        return cls(value or shown, shown, shown, part=part)

    @classmethod
    def labelled(cls, rows: Iterable[tuple[str, str]]) -> "Value":
        """Labels and what they name, made for a reply."""
        told = list(rows)
        return cls.minted("\n".join(f"• {label}: {value}" for label, value in told), part=parts.card(told))


def read(found: Found) -> Value:
    """What was found in a text, as a value with its problem."""
    written = " ".join(found.written.split())
    reader = _READERS.get(found.kind)
    if reader is None:
        return Value(written, written, _HIDDEN)
    try:
        shown, masked = reader(written)
    except InvalidValue as wrong:
        return Value(written, written, _HIDDEN, (wrong.code, wrong.detail))
    return Value(written, shown, masked)


def _card(written: str) -> tuple[str, str]:
    number = parse_card(written).number
    return number, mask_card(number)


def _code(written: str) -> tuple[str, str]:
    code = parse_bhxh_code(written)
    return code, mask_code(code)


def _personal_id(written: str) -> tuple[str, str]:
    number = parse_personal_id(written).number
    return number, mask_personal_id(number)


def _phone(written: str) -> tuple[str, str]:
    number = parse_mobile(written)
    return to_local(number), mask_phone(number)


def _name(written: str) -> tuple[str, str]:
    name = parse_full_name(written)
    return name, " ".join(word[0] + "***" for word in name.split())


def _otp(written: str) -> tuple[str, str]:
    return digits_of(written), _HIDDEN


_READERS: Final[dict[Kind, Callable[[str], tuple[str, str]]]] = {
    Kind.THE: _card,
    Kind.MA_SO: _code,
    Kind.GIAY_TO: _personal_id,
    Kind.DIEN_THOAI: _phone,
    Kind.HO_TEN: _name,
    Kind.OTP: _otp,
}
