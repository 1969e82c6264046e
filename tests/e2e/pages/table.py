"""The application's own table of routes: which of them are pages, so that a page nobody has looked at is noticed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from backend.access.gate import Gate

_PROGRAMS: Final = re.compile(r"^/(api|static)/|\.(csv|jpg|js|json|pdf|xlsx|xml)$")
NO_PAGES: Final = {
    "accounts.reset_link": "keeps the token and leads on to the new password",
    "feedback.picture": "a picture",
    "feedback_desk.picture": "a picture",
    "officers.declaration_of": "a PDF",
    "officers.next_dossier": "leads on to the next dossier",
    "site.choose": "keeps the language and leads back",
    "units.print_class": "a PDF",
}
"""Routes whose address does not tell that they give no page."""


@dataclass(frozen=True)
class Table:
    """The routes of an application. Pieces that htmx puts into a page are looked at with their page: they are no pages themselves."""

    app: Flask

    def endpoint(self, path: str) -> str | None:
        """The route of an address's path."""
        try:
            found: str = self.app.url_map.bind("").match(path, method="GET")[0]
        except (HTTPException, RequestRedirect):
            return None
        return found

    def pages(self) -> dict[str, str]:
        """Endpoint and address of every page."""
        gate: Gate = self.app.extensions["bhxh.gate"]
        found = {}
        for route in self.app.url_map.iter_rules():
            access = gate.access(route.endpoint)
            piece = access is not None and access.passive
            if "GET" in (route.methods or ()) and not piece and not _PROGRAMS.search(route.rule):
                found[route.endpoint] = route.rule
        return found
