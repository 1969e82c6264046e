"""The text message that a look-up takes, filled in with what was said: "BH THE DN4797912345678 gửi 8079"."""

import re
from typing import Final

from bhxh.messages import text
from bhxh.sms_commands import Purpose, syntaxes_for
from bot.actions.said import Said
from bot.actions.wording import filled

_FAQS: Final = {
    Purpose.PARTICIPATION: "sms_tra_qua_trinh",
    Purpose.CARD: "sms_tra_the_ho_so",
    Purpose.DOSSIER: "sms_tra_the_ho_so",
    Purpose.PASSWORD: "vssid_mat_khau_qua_tin_nhan",
}
_WORDS: Final = {
    Purpose.PASSWORD: re.compile(r"\b(?:mat khau|(?:bh|tc) ?mk)\b"),
    Purpose.DOSSIER: re.compile(r"\b(?:ho so|(?:bh|tc) ?hs)\b"),
    Purpose.CARD: re.compile(r"(?<!nhu )\bthe\b(?! nao)|\b(?:bhthe|(?:tc)?bhyt|bao hiem y te)\b"),
    Purpose.PARTICIPATION: re.compile(r"\b(?:qua trinh|thoi gian|(?:tc)?bhxh|bao hiem xa hoi|bh ?qt|dong)\b"),
}
"""What is asked about, the first that is named: "đóng" and "bảo hiểm" are said beside anything, and "thế nào" is no card."""
_YEARS: Final = re.compile(r"\b(?:19|20)\d\d\b")
_HANDLES: Final = {
    Purpose.PASSWORD: ("MA_SO",),
    Purpose.DOSSIER: ("HO_SO",),
    Purpose.CARD: ("THE", "MA_SO"),
    Purpose.PARTICIPATION: ("MA_SO",),
}


def purpose_of(said: Said) -> Purpose | None:
    """What the look-up asked about is for; None when nothing says so."""
    if said.handle("HO_SO"):
        return Purpose.DOSSIER
    named = (purpose for purpose, words in _WORDS.items() if words.search(said.folded))
    return next(named, Purpose.CARD if said.handle("THE") else None)


def faq_of(said: Said) -> str | None:
    """The question that is about the same look-up."""
    purpose = purpose_of(said)
    return None if purpose is None else _FAQS[purpose]


def syntax(said: Said) -> str | None:
    """What to send where, and what it costs; None when it is not clear what is to be looked up."""
    purpose = purpose_of(said)
    if purpose is None:
        return None
    value = said.handle(*_HANDLES[purpose])
    years = _YEARS.findall(said.text) if purpose is Purpose.PARTICIPATION else []
    span = f" {min(years)} {max(years)}" if years else ""
    lines = [
        text(
            "bot.sms.line",
            message=f"{one.words} {value or text(f'bot.sms.value.{purpose}')}{span}",
            shortcode=one.shortcode,
            fee=filled(f"{{phi_{one.shortcode}}}"),
        )
        for one in syntaxes_for(purpose)
    ]
    ask = text("bot.sms.ask", what=text(f"bot.sms.what.{purpose}"))
    example = [] if value else [text("bot.sms.example", example=syntaxes_for(purpose)[0].example)]
    return "\n".join([ask, *lines, *example, text("bot.sms.phone")])
