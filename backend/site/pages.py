"""`/ngon-ngu/<code>`: the language switch."""

from datetime import timedelta
from http import HTTPStatus
from typing import Final

from flask import current_app, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from backend.access import addresses, language
from backend.site.sections import Public

section = Public("site", "/ngon-ngu")
_KEPT: Final = timedelta(days=365)


@section.page("/<any(vi, en):code>")
def choose(code: str) -> BaseResponse:
    """Keep the choice in this browser, and back to the page (`ve`) it was made on; an answer to a form leads to the page above it."""
    done = redirect(addresses.readable(request.args.get("ve")) or "/", HTTPStatus.SEE_OTHER)
    done.set_cookie(
        language.COOKIE,
        code,
        max_age=int(_KEPT.total_seconds()),
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )
    return done
