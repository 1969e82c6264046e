"""The reader's language: Vietnamese, or English for who has switched. Only pages have one; the chat, SMS and e-mail are Vietnamese."""

from typing import Final

from flask import request

from bhxh import messages

COOKIE: Final = "bhxh_ngon_ngu"


def begin(*, chosen: bool) -> None:
    """Set the language of this request. Threads are used again, so each request sets it. ``chosen``: the reader's choice counts."""
    wanted = request.cookies.get(COOKIE) if chosen else None
    messages.speak(wanted if wanted in messages.LANGUAGES else messages.VIETNAMESE)
