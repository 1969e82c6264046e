"""How the citizens' pages are rendered."""

from typing import Any, Final

from flask import Flask, Response, current_app, g, make_response, render_template, request

from backend.access.sections import EXTENSION, Link
from backend.site.phones import phone_links
from bhxh.messages import language, text

_HOTLINE: Final = "bhxh.site.hotline"
_REALMS: Final = ("site", "citizen")


def install(app: Flask, hotline: str) -> None:
    """The number that every page names, and the links on others."""
    app.extensions[_HOTLINE] = hotline
    app.add_template_filter(phone_links)


def page(template: str, **values: Any) -> str:
    """A page for citizens. Templates have `t` (the catalogue in the reader's language), `language`, `hotline`, `site_links`
    (address, label, whether the page belongs to it), `citizen` (who is logged in, or None) and `path`."""
    return render_template(
        template,
        t=text,
        language=language(),
        hotline=current_app.extensions[_HOTLINE],
        site_links=_site_links(),
        citizen=g.get("citizen"),
        path=request.path,
        **values,
    )


def problem_page(status: int, detail: str) -> Response:
    """A refusal, for people."""
    return make_response(page("site/problem.html", detail=detail), status)


def _site_links() -> list[tuple[str, str, bool]]:
    links: list[Link] = [link for realm in _REALMS for link in current_app.extensions[EXTENSION].links(realm)]
    around = [link.address for link in links if f"{request.path}/".startswith(f"{link.address.rstrip('/')}/")]
    here = max(around, key=len, default=None)
    return [(link.address, text(link.label), link.address == here) for link in links]
