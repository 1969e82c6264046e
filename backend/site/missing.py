"""Errors as pages: whoever opens an address in a browser reads a page, every other caller problem+json."""

import json
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, request

from backend.site.views import page
from bhxh.messages import text
from kit.headers import SAFE
from kit.problems import MEDIA_TYPE

_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def install(app: Flask) -> None:
    """For every route of this application, those that do not exist included."""
    app.after_request(_as_page)


def _as_page(response: Response) -> Response:
    if response.mimetype != MEDIA_TYPE or not _reads_pages():
        return response
    missing = response.status_code == HTTPStatus.NOT_FOUND
    detail = text("site.missing") if missing else json.loads(response.get_data())["detail"]
    response.set_data(page("site/problem.html", detail=detail))
    response.mimetype = "text/html"
    for name, value in (SAFE | {"Content-Security-Policy": _POLICY}).items():
        response.headers[name] = value
    return response


def _reads_pages() -> bool:
    """Browsers name text/html before all else; tools that take anything are answered as before."""
    return request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"
