"""Ticket numbers: ``PA-079-7K4Q-9M2X``.

The province that owns it, then eight random characters (39 bits): the number cannot be counted up, and is nothing to anybody
without the phone that belongs to it.
"""

import re
import secrets
from typing import Final

from bhxh.messages import text
from bhxh.problems import InvalidValue
from bhxh.text import strip_accents

EXAMPLE: Final = "PA-079-7K4Q-9M2X"

# Without 0, 1, I, L, O and U, which are misread or misheard.
_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_WRITTEN: Final = re.compile(rf"(?:PA)?(\d{{3}})([{_ALPHABET}]{{4}})([{_ALPHABET}]{{4}})")
_SEPARATORS: Final = re.compile(r"[\s.\-–/]+")


def new_number(province: str) -> str:
    """A number for a feedback that the province of this code (three digits) owns."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"PA-{province}-{letters[:4]}-{letters[4:]}"


def parse_number(written: str) -> str:
    """The normal form of a number typed in any case, with or without separators. Raises InvalidValue("feedback.number.format")."""
    found = _WRITTEN.fullmatch(_SEPARATORS.sub("", strip_accents(written).upper()))
    if found is None:
        raise InvalidValue("feedback.number.format", text("feedback.number.format"), EXAMPLE)
    return f"PA-{found[1]}-{found[2]}-{found[3]}"
