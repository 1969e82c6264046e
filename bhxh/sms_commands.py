"""The look-ups by text message to 8079 and 8179: "BH QT 0110129425 2017 2018", in any case, with or without blanks and diacritics.

Syntaxes of Công văn 330/CNTT-PM (data/sms_syntaxes.csv). A look-up may also name months, "012017 062018". What only begins like one
("bh the cua toi het han chua") is a question like any other.
"""

import csv
import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from importlib import resources
from typing import Final

from bhxh.card import parse_card
from bhxh.identifiers import parse_bhxh_code
from bhxh.messages import text
from bhxh.periods import Period, month, year
from bhxh.problems import InvalidValue
from bhxh.text import clean, strip_accents


class Purpose(str, Enum):
    """What a message asks for. `HELP`: the list of syntaxes."""

    PARTICIPATION = "participation"
    CARD = "card"
    DOSSIER = "dossier"
    PASSWORD = "password"  # noqa: S105 - a purpose
    HELP = "help"

    def __str__(self) -> str:
        return str(self.value)  # Python 3.10 has no StrEnum


@dataclass(frozen=True)
class Syntax:
    """One line of the list: ``words`` sent to ``shortcode`` for ``fee_vnd`` đồng."""

    purpose: Purpose
    shortcode: str
    words: str
    example: str
    fee_vnd: int


@dataclass(frozen=True)
class Command:
    """A message that was read. ``subject``: BHXH code, or the dossier number as it was written. ``card``: the 15 characters, if a card
    was named. ``period``: the time asked about, None: all."""

    purpose: Purpose
    subject: str = ""
    card: str | None = None
    period: Period | None = None


class NearMiss(Exception):
    """It was meant as a command. ``detail`` says what is wrong with it."""

    def __init__(self, purpose: Purpose, detail: str) -> None:
        super().__init__(purpose)
        self.purpose = purpose
        self.detail = detail


_WORDS: Final = {
    "BH QT": Purpose.PARTICIPATION,
    "BH BHXH": Purpose.PARTICIPATION,
    "TC BHXH": Purpose.PARTICIPATION,
    "TC QT": Purpose.PARTICIPATION,
    "BH THE": Purpose.CARD,
    "BH BHYT": Purpose.CARD,
    "TC BHYT": Purpose.CARD,
    "TC THE": Purpose.CARD,
    "BH HS": Purpose.DOSSIER,
    "TC HS": Purpose.DOSSIER,
    "BH MK": Purpose.PASSWORD,
    "TC MK": Purpose.PASSWORD,
}
_COMMAND: Final = re.compile(r"\W*(BH|TC)[\s._-]*(QT|BHXH|THE|BHYT|HS|MK)(?![A-Z]{3})[\s:._-]*(.*)", re.DOTALL)
_HELP: Final = re.compile(r"\W*(?:HD|(?:BH|TC)[\s._-]*HD|HUONG DAN|CU PHAP)\W*")
_SENT_TO: Final = re.compile(r"\s*(?:GUI|DEN|TOI)?\s*(?:8079|8179)\s*$")
_QUOTES: Final = str.maketrans(dict.fromkeys("<>\"'“”‘’()[]{},;?!", " "))
_A_WORD: Final = re.compile(r"[A-Z]{2,}")
_MOST_WORDS: Final = 2
"""A card has two letters, a dossier's number one; more than two words are a sentence."""
_CODE: Final = 10
_LAST_MONTH: Final = 12
_YEAR: Final = 4
_MOST_TIMES: Final = 2
_YEARS: Final = range(1961, 2100)
"""Compulsory insurance began on 01/01/1962 (Nghị định 218/CP)."""


@lru_cache(maxsize=1)
def syntaxes() -> tuple[Syntax, ...]:
    """The published syntaxes, those of 8079 before those of 8179 for each purpose."""
    source = resources.files("bhxh").joinpath("data").joinpath("sms_syntaxes.csv").read_text(encoding="utf-8")
    return tuple(
        Syntax(Purpose(row["purpose"]), row["shortcode"], row["words"], row["example"], int(row["fee_vnd"]))
        for row in csv.DictReader(source.splitlines())
    )


def syntaxes_for(purpose: Purpose) -> tuple[Syntax, ...]:
    """Those of one purpose, the cheaper number first."""
    return tuple(syntax for syntax in syntaxes() if syntax.purpose is purpose)


def parse(said: str) -> Command | None:
    """The command a text is, None when it is none. Raises NearMiss.

    >>> parse("bh qt 0110129425 2017 2018").period
    Period(since=datetime.date(2017, 1, 1), until=datetime.date(2018, 12, 31))
    """
    written = strip_accents(clean(said)).upper().translate(_QUOTES)
    if _HELP.fullmatch(written):
        return Command(Purpose.HELP)
    found = _COMMAND.fullmatch(written)
    if found is None:
        return None
    purpose, rest = _WORDS[f"{found[1]} {found[2]}"], _SENT_TO.sub("", found[3]).strip(" .-:")
    if len(_A_WORD.findall(rest)) > _MOST_WORDS or (rest and not any(letter.isdigit() for letter in rest)):
        return None
    if not rest:
        raise NearMiss(purpose, text(f"channels.sms.missing.{purpose}"))
    try:
        return _READ[purpose](rest)
    except InvalidValue as wrong:
        raise NearMiss(purpose, wrong.detail) from None


def _participation(rest: str) -> Command:
    first, *times = rest.split()
    card: str | None = None
    if any(letter.isalpha() for letter in first[:_CODE]) and len(first) > _CODE:
        named = parse_card(first)
        subject, card = named.bhxh_code, named.number
    else:
        subject, times = _spaced_code(rest), _after_code(rest)
    return Command(Purpose.PARTICIPATION, subject, card, _span(times))


def _spaced_code(rest: str) -> str:
    """The code at the beginning, also when it was written in groups ("0110 129 425")."""
    digits = ""
    for part in re.split(r"[\s.-]+", rest):
        if len(digits) >= _CODE:
            break
        digits += part
    return parse_bhxh_code(digits)


def _after_code(rest: str) -> list[str]:
    length, parts = 0, re.split(r"[\s.-]+", rest)
    while parts and length < _CODE:
        length += len(parts.pop(0))
    return parts


def _span(times: list[str]) -> Period | None:
    """From the beginning of the first year or month to the end of the last."""
    if not times:
        return None
    named = [_named(time) for time in times]
    since, until = named[0].since, named[-1].until
    if len(named) > _MOST_TIMES or since is None or until is None or since > until:
        raise _no_span()
    return Period(since, until)


def _named(time: str) -> Period:
    """The time that "2017" or "062018" names."""
    digits = re.sub(r"\D", "", time)
    if digits == time and len(digits) == _YEAR and int(digits) in _YEARS:
        return year(int(digits))
    month_of, year_of = digits[:-_YEAR], digits[-_YEAR:]
    if len(digits) > _YEAR and 1 <= int(month_of) <= _LAST_MONTH and int(year_of) in _YEARS:
        return month(int(year_of), int(month_of))
    raise _no_span()


def _no_span() -> InvalidValue:
    return InvalidValue("sms.span", text("channels.sms.span"), "2017 2018")


def _card(rest: str) -> Command:
    squeezed = re.sub(r"[\s.-]+", "", rest)
    if squeezed.isdigit() and len(squeezed) == _CODE:  # cards since 01/4/2021 print the code alone (QĐ 1666/QĐ-BHXH)
        return Command(Purpose.CARD, squeezed)
    card = parse_card(squeezed)
    return Command(Purpose.CARD, card.bhxh_code, card.number)


def _dossier(rest: str) -> Command:
    return Command(Purpose.DOSSIER, rest)


def _password(rest: str) -> Command:
    return Command(Purpose.PASSWORD, parse_bhxh_code(rest))


_READ: Final = {
    Purpose.PARTICIPATION: _participation,
    Purpose.CARD: _card,
    Purpose.DOSSIER: _dossier,
    Purpose.PASSWORD: _password,
}
