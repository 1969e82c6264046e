"""Who may call which route of the consoles: nobody, unless the route says so.

A console declares its routes with a `Section`; each route names its `Rule`, and one without is refused. Every request that
changes something must carry the form's token (flask-wtf), whatever its route.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, current_app, g, make_response, redirect, request, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.wrappers import Response as BaseResponse

from backend.database import Database
from backend.staff.login import Login
from backend.staff.roles import Permission
from backend.staff.sessions import LONGEST, Staff, Step
from backend.staff.views import page, problem_page
from bhxh.messages import text

COOKIE: Final = "bhxh_nhan_vien"
FORM_LIMIT: Final = 64 << 10
_EXTENSION: Final = "bhxh.staff"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_STEP_PAGES: Final = {
    Step.CODE: "staff.code",
    Step.PASSWORD: "staff.password",
    Step.ENROL: "staff.enrol",
    Step.DONE: "staff.home",
}
_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Rule:
    """Who may call a route: ``anyone``; or who is at one of ``steps`` of logging in; and has one of ``permissions``, if any are named."""

    anyone: bool = False
    steps: frozenset[Step] = frozenset({Step.DONE})
    permissions: frozenset[Permission] = frozenset()


ANYONE: Final = Rule(anyone=True)
SIGNED_IN: Final = Rule()


def during(*steps: Step) -> Rule:
    """For the pages of the log-in itself."""
    return Rule(steps=frozenset(steps))


def may(*permissions: Permission) -> Rule:
    """For who is logged in and has one of these permissions."""
    return Rule(permissions=frozenset(permissions))


@dataclass(frozen=True)
class _Access:
    rule: Rule
    limit: int
    passive: bool


@dataclass(frozen=True)
class Link:
    """An entry of the navigation."""

    address: str
    label: str
    permissions: frozenset[Permission]


class Section:
    """The routes of one console. ``blueprint`` is registered with `register`, never by itself."""

    def __init__(self, name: str, prefix: str) -> None:
        self.blueprint = Blueprint(name, __name__, url_prefix=prefix)
        self.blueprint.after_request(_harden)
        self.links: list[Link] = []
        self._access: dict[str, _Access] = {}

    def page(
        self,
        path: str,
        who: Rule,
        *,
        methods: Sequence[str] = ("GET",),
        limit: int = FORM_LIMIT,
        passive: bool = False,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a view. ``limit``: bytes of a form; ``passive``: a page asks by itself, which keeps no session open."""

        def declare(view: Callable[..., Any]) -> Callable[..., Any]:
            self._access[f"{self.blueprint.name}.{view.__name__}"] = _Access(who, limit, passive)
            self.blueprint.add_url_rule(path, view.__name__, view, methods=list(methods))
            return view

        return declare

    def register(self, app: Flask) -> None:
        """Put the routes behind the guard of this application."""
        app.register_blueprint(self.blueprint)
        gate: Gate = app.extensions[_EXTENSION]
        gate.sections.add(self.blueprint.name)
        gate.access |= self._access
        gate.links += self.links

    def link(self, path: str, label: str, *permissions: Permission) -> None:
        """An entry of the consoles' navigation, for who has one of these permissions. ``label``: key of its text."""
        self.links.append(Link(f"{self.blueprint.url_prefix}{path}", label, frozenset(permissions)))


class Gate:
    """The guard of one application."""

    def __init__(self, app: Flask, database: Database, login: Login, *, form_key: bytes, secure_cookie: bool) -> None:
        self.database = database
        self.login = login
        self.sections: set[str] = set()
        self.access: dict[str, _Access] = {}
        self.links: list[Link] = []
        self._secure = secure_cookie
        app.secret_key = form_key
        app.config |= {
            # Flask's own session holds the nonce of forms and nothing else; who is logged in is in our table.
            "SESSION_COOKIE_NAME": "bhxh_bieu_mau",
            "SESSION_COOKIE_SECURE": secure_cookie,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Strict",
            "WTF_CSRF_CHECK_DEFAULT": False,  # the chat's API is no form; our sections are checked below
            "WTF_CSRF_TIME_LIMIT": None,
        }
        self._forms = CSRFProtect(app)
        app.extensions[_EXTENSION] = self
        app.before_request(self._check)
        app.register_error_handler(CSRFError, _stale_form)
        app.jinja_env.globals["navigation"] = self._navigation

    def _navigation(self) -> list[tuple[str, str, bool]]:
        """Address and label of what the reader of this page may open, and whether the page belongs to it."""
        who: Staff | None = g.get("staff")
        if who is None or who.step is not Step.DONE:
            return []
        links = [link for link in self.links if link.permissions & who.permissions]
        # Of several that fit, such as /tin-nhan and /tin-nhan/khoa, the longest is meant.
        around = [link.address for link in links if f"{request.path}/".startswith(f"{link.address}/")]
        here = max(around, key=len, default=None)
        return [(link.address, text(link.label), link.address == here) for link in links]

    def rule(self, endpoint: str) -> Rule | None:
        """The rule of a route; None: it has none, and nobody gets in."""
        access = self.access.get(endpoint)
        return None if access is None else access.rule

    def _check(self) -> BaseResponse | None:
        if request.blueprint not in self.sections:
            return None
        access = self.access.get(request.endpoint or "")
        if access is None:
            return problem_page(HTTPStatus.FORBIDDEN, text("staff.refused"))
        request.max_content_length = access.limit
        g.staff = self.login.who(request.cookies.get(COOKIE), touch=not access.passive)
        refusal = _refusal(access.rule, g.staff)
        if refusal is None and request.method not in _SAFE:
            self._forms.protect()
        return refusal

    def keep(self, response: BaseResponse, token: str) -> BaseResponse:
        """Give the browser its session."""
        response.set_cookie(
            COOKIE,
            token,
            max_age=int(LONGEST.total_seconds()),
            secure=self._secure,
            httponly=True,
            samesite="Lax",  # Strict would show the log-in page to who follows a link from a mail
        )
        return response


def gate() -> Gate:
    """The guard of the application that answers this request."""
    found: Gate = current_app.extensions[_EXTENSION]
    return found


def staff() -> Staff:
    """Who sends this request; only for routes whose rule is not `ANYONE`."""
    found: Staff | None = g.staff
    if found is None:
        raise RuntimeError("a route open to anyone asks who it is")
    return found


def token() -> str:
    """The request's session cookie."""
    return request.cookies.get(COOKIE, "")


def _refusal(rule: Rule, who: Staff | None) -> BaseResponse | None:
    if rule.anyone:
        return None
    if who is None:
        return _to(url_for("staff.login", next=_wanted()), HTTPStatus.UNAUTHORIZED, text("staff.sign_in_first"))
    if who.step not in rule.steps:
        return _to(url_for(_STEP_PAGES[who.step]), HTTPStatus.FORBIDDEN, text("staff.step_first"))
    if rule.permissions and not rule.permissions & who.permissions:
        return problem_page(HTTPStatus.FORBIDDEN, text("staff.refused"))
    return None


def _to(address: str, status: int, why: str) -> BaseResponse:
    """Reading goes on at the page; what would have changed something is refused, with a link to it."""
    if request.headers.get("HX-Request"):
        return Response(status=status, headers={"HX-Redirect": address})
    if request.method in _SAFE:
        return redirect(address, HTTPStatus.SEE_OTHER)
    return make_response(page("staff/refused.html", detail=why, go=address), status)


def _wanted() -> str | None:
    return request.full_path.rstrip("?") if request.method == "GET" and not request.headers.get("HX-Request") else None


def after_login(wanted: str | None) -> str:
    """Where to go on: the page that was asked for, if it is one of ours, else the first page."""
    parts = urlsplit(wanted or "")
    ours = not parts.scheme and not parts.netloc and "\\" not in (wanted or "")
    prefixes = tuple(
        blueprint.url_prefix
        for name, blueprint in current_app.blueprints.items()
        if name in gate().sections and blueprint.url_prefix
    )
    if ours and any(parts.path == prefix or parts.path.startswith(prefix + "/") for prefix in prefixes):
        return wanted or ""
    return url_for("staff.home")


def _harden(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def _stale_form(_error: CSRFError) -> Response:
    return _harden(problem_page(HTTPStatus.BAD_REQUEST, text("staff.stale_form")))
