"""The pages behind a dossier's links: `/ho-so/anh/<token>` takes the photos, `/ho-so/to-khai/<token>.pdf` gives the declaration.

They work without JavaScript and load nothing from elsewhere. The photo page is one of the site, in the reader's language; the declaration is
the authority's form and Vietnamese. Whoever holds a link may open it, so links are never logged,
cached or passed on (`Referrer-Policy`), and one that does not hold is answered like one that never was.
"""

from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Final

from flask import Blueprint, Response, make_response, redirect, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend.access import language
from backend.config import BackendConfig
from backend.database import Database
from backend.printing import press
from backend.registration import declaration
from backend.registration.attachments import Attachments
from backend.registration.photo_pages import PhotoPages
from backend.registration.scanning import scanner
from backend.registration.service import DECLARATION_PATH, PHOTO_PATH
from bhxh import messages
from bhxh.dates import utcnow

_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class _Pages(Blueprint):
    """Pages. The API's description asks every blueprint that sees requests first whether it belongs to it."""

    enable_openapi = False


def create_blueprint(database: Database, config: BackendConfig, clock: Callable[[], datetime] = utcnow) -> Blueprint:
    """The blueprint of both links, for the application whose templates and static files are the backend's."""
    blueprint = _Pages("registration_pages", __name__)
    attachments = Attachments(database, config, clock)
    photos = PhotoPages(
        attachments,
        scanner(config.clamav),
        csrf_key=database.keyring.key("registration.csrf"),
        secure_cookie=config.secure_cookies,
    )
    blueprint.add_url_rule(f"{PHOTO_PATH}<token>", "show_photos", photos.show)
    blueprint.add_url_rule(f"{PHOTO_PATH}<token>", "add_photos", photos.add, methods=["POST"])
    blueprint.add_url_rule(f"{PHOTO_PATH}<token>/<kind>.jpg", "show_photo", photos.show_photo)
    blueprint.add_url_rule(f"{PHOTO_PATH}<token>/hoan-tat", "complete_photos", photos.complete, methods=["POST"])
    blueprint.add_url_rule("/ho-so/anh-hoan-tat", "show_photos_done", photos.show_done)

    @blueprint.before_request
    def speak() -> None:
        language.begin(chosen=True)

    @blueprint.after_request
    def harden(response: Response) -> Response:
        response.headers.update(_HEADERS)
        return response

    @blueprint.get(f"{DECLARATION_PATH}<token>.pdf")
    def show_declaration(token: str) -> BaseResponse:
        content = attachments.declaration(token)
        if content is None:
            return photos.gone()
        if press.unavailable():
            return redirect(url_for("registration_pages.show_declaration_page", token=token), HTTPStatus.SEE_OTHER)
        messages.speak(messages.VIETNAMESE)
        response = Response(declaration.pdf(content, config.hotline), mimetype="application/pdf")
        name = "to-khai-" + content.number.replace("/", "-") + ".pdf"
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
        return response

    @blueprint.get(f"{DECLARATION_PATH}<token>")
    def show_declaration_page(token: str) -> Response:
        content = attachments.declaration(token)
        if content is None:
            return photos.gone()
        messages.speak(messages.VIETNAMESE)
        sheet = url_for("static", filename="registration/declaration.css")
        return make_response(declaration.html(content, config.hotline, sheet))

    return blueprint
