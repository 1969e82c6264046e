"""Which time and which province a question is about."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from backend.client import InternalClient, Refused, Unavailable
from bhxh.periods import Period, find_period
from bhxh.places import find_places
from bhxh.text import fold
from bot.actions.said import Said
from bot.actions.telling import Asked

# "giờ", "nay": whatever year is told beside it, the question is about the present.
_NOW: Final = re.compile(
    r"\b(?:bay gio|bi gio|bgio|bay h|hien nay|hien tai|hien gio|nam nay|thang nay|hom nay|den nay|toi nay|gio (?:con|co|thi|muon|toi|em|lai|phai|da)|nay (?:con|co|thi|muon|toi|em|da))\b"
)
# What a year told behind these words belongs to is somebody's life, not the rule asked about.
_OF_A_LIFE: Final = re.compile(
    r"\b(?:sinh|de|cap|lam the|mua the|in the|nghi viec|nghi lam|thoi viec|vao lam|di lam|tham gia|bat dau dong|dong|dang ky|nop|mat)(?:\s+(?:vao|hoi|luc|tu|trong|nam|thang|ngay|o|\d+))*\s*$"
)
_SINCE: Final = re.compile(r"\b(?:tu|ke tu|tinh tu|sau)\s*$")
_RULE_OF_THEN: Final = re.compile(r"\b(?:quy dinh|luat|muc|ti le|ty le|bao nhieu|the nao|duoc khong|dc ko|duoc ko)\b")
_DAY: Final = re.compile(r"(?:(?P<eve>trước|truoc)\s+)?(?:(?:ngày|ngay)\s+)?(?P<handle>\[NGAY_\d+\])", re.IGNORECASE)
_NEXT_YEAR: Final = re.compile(r"\b(?:sang nam|nam (?:sau|toi))\b")


def asked_of(text: str, today: date) -> Asked:
    """The time and province that a question names. A year of somebody's life ("sinh năm 2015") is none that is asked about."""
    places = find_places(text)
    return Asked(_time(fold(text), today), places[0].province if places else None)


async def asked_about(client: InternalClient, said: Said, today: date, changes: Iterable[date]) -> Asked:
    """As `asked_of`, and of a full day, which stands behind a handle, between which of ``changes`` it lies.

    The time is then the first day on which the same holds, not the day itself. Without an answer of the backend the
    question is taken to be about today.
    """
    asked = asked_of(said.text, today)
    found = _DAY.search(said.text)
    if asked.time is not None or found is None or not _is_asked(said.text, found):
        return asked
    eve, known = found["eve"] is not None, sorted({*changes, today + timedelta(days=1)})
    try:
        passed = await client.days_passed(said.turn, found["handle"], known, eve=eve)
    except (Refused, Unavailable):
        return asked
    day = known[passed - 1] if passed else known[0] - timedelta(days=1)
    return replace(asked, time=Period(day, day), named=found.group()[0].lower() + found.group()[1:])


def _is_asked(text: str, found: re.Match[str]) -> bool:
    return not (_NOW.search(fold(text)) or _of_a_life(fold(text[: found.start()]), fold(text)))


def _time(folded: str, today: date) -> Period | None:
    if _NOW.search(folded):
        return None
    if _NEXT_YEAR.search(folded):
        return Period(date(today.year + 1, 1, 1), date(today.year + 1, 12, 31))
    found = find_period(folded, today)
    if found is None:
        return None
    time, before = found.period, _words_before(folded, found.rest)
    if time.since is not None and time.until is not None and time.since > time.until:
        return Period(time.since, time.since)  # "từ năm 2030": a day to come
    if time.until == today or _of_a_life(before, folded):
        return None
    return time


def _words_before(folded: str, rest: str) -> str:
    """What stands before the words that were taken out of ``folded`` to leave ``rest``."""
    words, left = folded.split(), rest.split()
    common = 0
    while common < len(left) and words[common] == left[common]:
        common += 1
    return " ".join(words[:common])


def _of_a_life(before: str, folded: str) -> bool:
    if _SINCE.search(before):
        return True
    found = _OF_A_LIFE.search(before)
    # "đóng BHYT năm 2023 hết bao nhiêu", but "sinh năm 2015" whatever else is asked.
    return found is not None and not (found.group().startswith("dong") and _RULE_OF_THEN.search(folded))
