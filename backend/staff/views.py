"""How the consoles' pages are rendered."""

from typing import Any

from flask import Response, g, make_response, render_template, request

from bhxh.messages import language, text


def page(template: str, **values: Any) -> str:
    """A page of a console. Templates have `t` (the catalogue in the reader's language), `language`, `staff` (who reads it, or None) and `may` (their permissions)."""
    who = g.get("staff")
    may = (
        frozenset(permission.value for permission in who.permissions)
        if who is not None and who.step == "done"
        else frozenset()
    )
    return render_template(template, t=text, staff=who, may=may, path=request.path, language=language(), **values)


def problem_page(status: int, detail: str) -> Response:
    """A refusal, for people."""
    return make_response(page("staff/refused.html", detail=detail, go=None), status)
