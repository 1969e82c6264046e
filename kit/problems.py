"""Errors of an HTTP API as ``application/problem+json`` (RFC 9457), with a Vietnamese ``detail`` and a stable ``code``."""

from dataclasses import dataclass
from typing import Any, cast

import orjson
from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from bhxh.messages import text
from kit.database import unavailable
from kit.logs import get_logger

RETRY_AFTER = 5
"""Seconds after which a caller may try again what a database could not do."""

MEDIA_TYPE = "application/problem+json"

_CODES = {
    400: "bad_request", 401: "unauthorized", 403: "forbidden", 404: "not_found", 405: "method_not_allowed",
    408: "timeout", 411: "length_required", 413: "too_large", 415: "unsupported_media_type", 422: "invalid",
    429: "too_many_requests", 500: "internal", 503: "unavailable",
}  # fmt: skip


@dataclass
class Problem(Exception):
    """A refusal that the caller is told. ``errors`` has one ``{"field", "code", "detail"}`` per wrong field."""

    status: int
    code: str
    detail: str
    errors: list[dict[str, Any]] | None = None
    headers: dict[str, str] | None = None
    extra: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        super().__init__(self.code)


def document(problem: Problem) -> bytes:
    """The JSON document of a problem."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": problem.code,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
    }
    if problem.errors is not None:
        body["errors"] = problem.errors
    body.update(problem.extra or {})
    return orjson.dumps(body)


def response(problem: Problem) -> Response:
    """The HTTP answer of a problem."""
    return Response(document(problem), problem.status, headers=problem.headers, content_type=MEDIA_TYPE)


def for_status(status: int, headers: dict[str, str] | None = None) -> Problem:
    """What is said about a status that nothing more is known about."""
    code = _CODES.get(status, "error")
    return Problem(status, code, text(f"problem.{code}"), headers=headers)


def _from_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:  # a routing redirect, which is no error
        return cast(Response, error.get_response())
    headers = {name: value for name, value in error.get_headers() if name.lower() in {"allow", "retry-after"}}
    return response(for_status(status, headers))


def of_failure(error: Exception) -> Problem:
    """What is said about an error that nobody has foreseen, and is written into the log: 503 for a database that is out of reach for
    now, 500 for a bug."""
    if unavailable(error):
        get_logger(__name__).error("database_unavailable", error=_kind(error))
        return for_status(503, {"Retry-After": str(RETRY_AFTER)})
    # The exception's text may quote what a citizen typed, so only its type and place are logged.
    get_logger(__name__).error("unhandled", error=type(error).__name__, place=_place(error))
    return Problem(500, "internal", text("problem.internal"))


def _from_failure(error: Exception) -> Response:
    return response(of_failure(error))


def _kind(error: Exception) -> str:
    return type(getattr(error, "orig", None) or error).__name__


def _place(error: Exception) -> str:
    trace = error.__traceback__
    places = []
    while trace is not None:
        places.append(f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(places[-6:])


def install(app: Flask) -> None:
    """Every error of this Flask application, unknown routes and bugs included, leaves as problem+json.

    A database that is out of reach for now is 503 with Retry-After, a bug 500."""
    app.register_error_handler(Problem, response)
    app.register_error_handler(HTTPException, _from_http)
    app.register_error_handler(Exception, _from_failure)
