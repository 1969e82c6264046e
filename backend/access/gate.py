"""The gate before every page: finds out who sends a request, and lets in whom the route's rule names. A route without a rule
lets nobody in. Every request that changes something must carry the form's token (flask-wtf), whatever its route.
"""

from http import HTTPStatus
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from flask import Flask, Response, redirect, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.routing import IntegerConverter, RequestRedirect
from werkzeug.wrappers import Response as BaseResponse

from backend.access import language
from backend.access.sections import EXTENSION, Access, Link, Rule, Section, harden
from bhxh.messages import text

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Realm(Protocol):
    """Whose pages a section's are: citizens', staff's."""

    @property
    def name(self) -> str:
        """By what sections name it."""

    def enter(self, *, touch: bool) -> None:
        """Find out who sends this request and keep it in ``flask.g``. ``touch``: a person did something, so a session stays open."""

    def problem(self, status: int, detail: str) -> Response:
        """A refusal as a page of this realm."""


class RowNumber(IntegerConverter):
    """``<int:…>`` in an address: no more than databases take for a row's number, so that more is an unknown address, not a failure."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max": (1 << 63) - 1, **options})


class Gate:
    """The gate of one application."""

    def __init__(self, app: Flask, *, form_key: bytes, secure_cookie: bool) -> None:
        self._realms: dict[str, Realm] = {}
        self._sections: dict[str, Section] = {}
        app.secret_key = form_key
        app.config |= {
            # Flask's own session holds the nonce of forms and nothing else; who is logged in is in our tables.
            "SESSION_COOKIE_NAME": "bhxh_bieu_mau",
            "SESSION_COOKIE_SECURE": secure_cookie,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Strict",
            "WTF_CSRF_CHECK_DEFAULT": False,  # the chat's API is no form; our sections are checked below
            "WTF_CSRF_TIME_LIMIT": None,
        }
        self._forms = CSRFProtect(app)
        app.extensions[EXTENSION] = self
        app.url_map.converters["int"] = RowNumber
        app.before_request(self._check)
        app.register_error_handler(CSRFError, self._stale_form)

    def admit(self, realm: Realm) -> None:
        """A realm, before the sections that name it."""
        self._realms[realm.name] = realm

    def add(self, section: Section) -> None:
        """A section whose blueprint the application has. Raises KeyError for a realm that was not admitted."""
        self._realms[section.realm]
        self._sections[section.blueprint.name] = section

    def section(self) -> Section | None:
        """The section that this request's route belongs to; None: to none, and it guards itself."""
        return self._sections.get(request.blueprint or "")

    def rule(self, endpoint: str) -> Rule | None:
        """The rule of a route; None: it has none, and nobody gets in."""
        access = self.access(endpoint)
        return None if access is None else access.rule

    def realm(self, endpoint: str) -> str | None:
        """Whose page a route is; None: it belongs to no section."""
        section = self._sections.get(endpoint.rpartition(".")[0])
        return None if section is None else section.realm

    def links(self, realm: str) -> list[Link]:
        """The navigation of a realm, in the order in which its sections were registered."""
        return [link for section in self._sections.values() if section.realm == realm for link in section.links]

    def prefixes(self, realm: str) -> list[str]:
        """Where a realm's pages lie."""
        return [section.blueprint.url_prefix or "" for section in self._sections.values() if section.realm == realm]

    def access(self, endpoint: str) -> Access | None:
        """What was declared of a route."""
        section = self._sections.get(endpoint.rpartition(".")[0])
        return None if section is None else section.access.get(endpoint)

    def _check(self) -> BaseResponse | None:
        if isinstance(request.routing_exception, RequestRedirect):
            return _to_the_slash(request.routing_exception)
        section = self.section()
        nowhere = request.endpoint is None  # a page says so, in the reader's language
        language.begin(chosen=nowhere or section is not None)
        if section is None:
            return None
        realm = self._realms[section.realm]
        access = self.access(request.endpoint or "")
        if access is None:
            return realm.problem(HTTPStatus.FORBIDDEN, text("access.refused"))
        request.max_content_length = access.limit
        realm.enter(touch=not access.passive)
        refusal = access.rule.refusal()
        if refusal is None and request.method not in _SAFE:
            self._forms.protect()
        return refusal

    def _stale_form(self, _error: CSRFError) -> Response:
        section = self.section()
        if section is None:
            raise RuntimeError("a route outside every section asked for a form's token")
        return harden(self._realms[section.realm].problem(HTTPStatus.BAD_REQUEST, text("access.stale_form")))


def _to_the_slash(missed: RequestRedirect) -> BaseResponse:
    """To the address with its slash, on this host. Werkzeug's own answer names the host that the request names, which anybody can
    write, and http where a proxy has taken the TLS off."""
    address = urlsplit(missed.new_url)
    return redirect(address._replace(scheme="", netloc="").geturl(), missed.code)
