"""A text of an agent's own by SMS to a caller: how it will read, and whether it may go out.

The number is what the caller says, and nobody has proven that it is theirs: no code, card, paper or dossier number goes there, and no
link but to public bodies and to our own pages.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from backend.conversations.masking import Found, Kind, mask
from backend.database import Database
from backend.declined import Declined
from backend.hotline.helping import Sms, hand_over
from backend.staff.sessions import Staff
from bhxh.messages import text
from bhxh.phone import parse_mobile
from bhxh.problems import InvalidValue
from bhxh.text import clean
from sms_gateway.client.texts import Measure, khong_dau, measure

TEMPLATE: Final = "tong_dai_tu_soan"
LONGEST: Final = 400
"""Characters that an agent may type."""
SEGMENTS: Final = 3
_PERSONAL: Final = frozenset({Kind.THE, Kind.MA_SO, Kind.GIAY_TO, Kind.OTP, Kind.HO_SO})
_PHONES: Final = frozenset({Kind.DIEN_THOAI, Kind.SO})
"""Kinds as which a number to call is found; other long numbers are, too."""
_LANDLINE: Final = re.compile(r"(?:0|84)2\d{9}|1[89]00\d{4,6}")
# What phones make a link of: anything behind "http", and names that end as names of sites do ("tp.hcm" does not).
_ENDINGS: Final = (
    "vn|com|net|org|info|biz|io|me|ly|co|cc|xyz|top|site|online|shop|store|app|link|click|club|vip|live|pro|asia|page|dev|icu|tk|ml|ga|cf|gq"
    "|ru|cn|to|gl|gg|us|be"
)
_ADDRESS: Final = re.compile(
    rf"https?:/*(?P<after>[^\s/?#]+)|(?<![\w@.-])(?P<host>(?:[\w-]+\.)+(?:{_ENDINGS}))(?![\w-])", re.IGNORECASE
)
_PUBLIC: Final = re.compile(r"(?:[a-z0-9-]+\.)+gov\.vn")


@dataclass(frozen=True)
class Preview:
    """The whole message as the phone shows it. ``problem``: why it may not go out, for the agent; None: it may."""

    body: str
    measured: Measure
    problem: str | None


def preview(written: str, *, accents: bool, page: str) -> Preview:
    """How a text will read. ``page``: the address of the citizens' pages, which may be named in it."""
    words = " ".join(clean(written).split())
    body = text("hotline.sms.body", words=words)
    body = body if accents else khong_dau(body)
    measured = measure(body)
    return Preview(body, measured, _problem(words if accents else khong_dau(words), measured, page))


def send(
    database: Database,
    agent: Staff,
    conversation: int,
    *,
    written: str,
    accents: bool,
    phone: str,
    page: str,
    now: datetime,
) -> tuple[str, str]:
    """Send it; returns the masked number and the message. Raises Declined("text" | "too_many"), InvalidValue for a phone that is none."""
    shown = preview(written, accents=accents, page=page)
    if shown.problem is not None:
        raise Declined("text", shown.problem)
    details: dict[str, str | int | None] = {"conversation": conversation, "segments": shown.measured.segments}
    sms = Sms(TEMPLATE, phone, {"noi_dung": shown.body})
    return hand_over(database, agent, sms, now, action="hotline.sms_own", details=details), shown.body


def _problem(words: str, measured: Measure, page: str) -> str | None:
    if not words:
        return text("hotline.sms.empty")
    if len(words) > LONGEST or measured.segments > SEGMENTS:
        return text("hotline.sms.too_long", segments=measured.segments, most=SEGMENTS)
    personal = _personal(words)
    if personal is not None:
        return text("hotline.sms.personal", what=personal)
    host = _foreign(words, page)
    return None if host is None else text("hotline.sms.foreign_link", host=host)


def _personal(words: str) -> str | None:
    """The first number that is somebody's, or a secret. Numbers to call are allowed."""
    for piece in mask(words):
        if isinstance(piece, Found) and (
            piece.kind in _PERSONAL or (piece.kind in _PHONES and not _is_phone(piece.written))
        ):
            return piece.written
    return None


def _is_phone(written: str) -> bool:
    if _LANDLINE.fullmatch(re.sub(r"\D", "", written)):
        return True
    try:
        parse_mobile(written)
    except InvalidValue:
        return False
    return True


def _foreign(words: str, page: str) -> str | None:
    """The first site that is neither a public body's nor ours. ``words`` as they go out: without accents "có" ends as a site does.

    A name with anything but a port around it is nobody's: browsers take what stands behind "@" and before a backslash.
    """
    own = urlsplit(page).hostname or ""
    for found in _ADDRESS.finditer(words):
        host = (found["after"] or found["host"]).lower().rstrip(".,;:!)")
        name = re.sub(r":\d+$", "", host)
        if name != own and not _PUBLIC.fullmatch(name):
            return host
    return None
