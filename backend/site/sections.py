"""How pages for citizens are declared: `Public` for those that anybody may open without logging in."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from flask import Response

from backend.access import sections
from backend.access.sections import ANYONE, FORM_LIMIT, Rule
from backend.site.views import problem_page

REALM: Final = "site"


class Public(sections.Section):
    """The routes of one capability that need no account. ``camera``: its pages take photos; ``indexed``: search engines may show them."""

    def __init__(
        self,
        name: str,
        prefix: str,
        *,
        allow: dict[str, str] | None = None,
        camera: bool = False,
        indexed: bool = False,
    ) -> None:
        super().__init__(name, prefix, realm=REALM, allow=allow, camera=camera, indexed=indexed)

    def page(
        self,
        path: str,
        who: Rule = ANYONE,
        *,
        methods: Sequence[str] = ("GET",),
        limit: int = FORM_LIMIT,
        passive: bool = False,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare a view that anybody may call."""
        return super().page(path, who, methods=methods, limit=limit, passive=passive)


class SiteRealm:
    """The realm of pages open to anybody. ``recognise`` finds out who the reader is, if somebody is logged in, for the page's head."""

    name = REALM

    def __init__(self, recognise: Callable[[], None] | None = None) -> None:
        self._recognise = recognise

    def enter(self, *, touch: bool) -> None:
        """Nobody has to be known; ``touch`` keeps nothing open here."""
        del touch
        if self._recognise is not None:
            self._recognise()

    def problem(self, status: int, detail: str) -> Response:
        """A refusal."""
        return problem_page(status, detail)
