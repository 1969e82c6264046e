"""How pages are declared: each on a section, with the rule that says who may call it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Flask, Response, current_app
from werkzeug.wrappers import Response as BaseResponse

FORM_LIMIT: Final = 64 << 10
EXTENSION: Final = "bhxh.gate"
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_POLICY: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


class Rule(ABC):
    """Who may call a route, asked after the section's realm has found out who sends the request."""

    anyone: bool = False

    @abstractmethod
    def refusal(self) -> BaseResponse | None:
        """What is answered to whoever may not; None: the route is called."""


class _Anyone(Rule):
    anyone = True

    def refusal(self) -> None:
        """Nobody is refused."""


ANYONE: Final = _Anyone()


@dataclass(frozen=True)
class Access:
    """What was declared of one route. ``limit``: bytes of a form; ``passive``: a page asks by itself, which keeps no session open."""

    rule: Rule
    limit: int
    passive: bool


@dataclass(frozen=True)
class Link:
    """An entry of the navigation. ``label``: key of its text; ``permissions``: who has one of them sees it, empty: everybody."""

    address: str
    label: str
    permissions: frozenset[str]


class Section:
    """The routes of one capability. ``blueprint`` is registered with `register`, never by itself.

    ``realm`` names whose pages they are (`gate.Realm`). ``allow``: what a page of this section needs beyond the policy of all,
    for example ``{"img-src": "'self' blob:"}``. ``indexed``: search engines may show its pages.
    """

    def __init__(
        self,
        name: str,
        prefix: str,
        *,
        realm: str,
        allow: dict[str, str] | None = None,
        camera: bool = False,
        indexed: bool = False,
    ) -> None:
        self.blueprint = Blueprint(name, __name__, url_prefix=prefix)
        self.realm = realm
        self.links: list[Link] = []
        self.access: dict[str, Access] = {}
        self._headers = _HEADERS | {
            "Content-Security-Policy": "; ".join(
                f"{name} {value}" for name, value in (_POLICY | (allow or {})).items()
            ),
            "Permissions-Policy": f"camera=({'self' if camera else ''}), geolocation=(), microphone=()",
        }
        if not indexed:
            self._headers["X-Robots-Tag"] = "noindex, nofollow"
        self.blueprint.after_request(self.harden)

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
            self.access[f"{self.blueprint.name}.{view.__name__}"] = Access(who, limit, passive)
            self.blueprint.add_url_rule(path, view.__name__, view, methods=list(methods))
            return view

        return declare

    def link(self, path: str, label: str, *permissions: str) -> None:
        """An entry of the navigation, for who has one of these permissions. ``label``: key of its text."""
        self.links.append(Link(f"{self.blueprint.url_prefix}{path}", label, frozenset(permissions)))

    def register(self, app: Flask) -> None:
        """Put the routes behind the gate of this application."""
        app.register_blueprint(self.blueprint)
        app.extensions[EXTENSION].add(self)

    def harden(self, response: Response) -> Response:
        """The headers of every answer of this section."""
        for name, value in self._headers.items():
            response.headers.setdefault(name, value)
        return response


def harden(response: Response) -> Response:
    """Those headers for an answer given before the section was reached, such as a refused form."""
    section: Section | None = current_app.extensions[EXTENSION].section()
    return section.harden(response) if section is not None else response
