"""The pages behind a dossier's links: `/ho-so/anh/<token>` takes the photos, `/ho-so/to-khai/<token>.pdf` gives the declaration.

They work without JavaScript and load nothing from elsewhere. Whoever holds a link may open it, so links are never logged,
cached or passed on (`Referrer-Policy`), and one that does not hold is answered like one that never was.
"""

import hmac
import secrets
from http import HTTPStatus
from io import BytesIO
from typing import Final

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.wrappers import Response as BaseResponse

from backend.registration import declaration
from backend.registration.attachments import Attachments
from backend.registration.dossiers import KINDS
from backend.registration.pictures import MOST_BYTES, decoding_slot, redraw
from backend.registration.problems import Declined
from backend.registration.service import DECLARATION_PATH, PHOTO_PATH
from bhxh.dates import format_date
from bhxh.keyed import keyed_hash
from bhxh.messages import text
from bhxh.problems import InvalidValue

COOKIE: Final = "bhxh_ho_so"
_COOKIE_SECONDS: Final = 2 * 60 * 60
_MOST_FORM_BYTES: Final = len(KINDS) * MOST_BYTES + 64 * 1024
_DONE_PATH: Final = "/ho-so/anh-hoan-tat"
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

Errors = dict[str, str]
"""What is wrong, by kind of photo; under "" what concerns the page as a whole."""


def create_blueprint(attachments: Attachments, *, csrf_key: bytes, hotline: str, secure_cookie: bool) -> Blueprint:
    """The blueprint of both links. ``csrf_key``: 32 bytes; ``secure_cookie``: the site is served over https."""
    blueprint = Blueprint("registration_pages", __name__)

    def csrf_of(nonce: str, token: str) -> str:
        return keyed_hash(csrf_key, f"{nonce}\n{token}").hex()

    def photo_page(token: str, errors: Errors | None = None, status: int = HTTPStatus.OK) -> Response:
        sheet = attachments.photo_sheet(token)
        if sheet is None:
            return gone()
        nonce = request.cookies.get(COOKIE) or secrets.token_hex(16)
        page = render_template(
            "registration/photos.html",
            hotline=hotline,
            sheet=sheet,
            deadline=format_date(sheet.deadline),
            kinds=[(kind, text(f"photo.kind.{kind}"), text(f"photo.hint.{kind}")) for kind in KINDS],
            errors=errors or {},
            csrf=csrf_of(nonce, token),
            token=token,
            saved=request.args.get("da-luu") == "1" and not errors,
            megabytes=MOST_BYTES // (1024 * 1024),
        )
        response = make_response(page, status)
        response.set_cookie(
            COOKIE,
            nonce,
            max_age=_COOKIE_SECONDS,
            path="/ho-so",
            secure=secure_cookie,
            httponly=True,
            samesite="Strict",
        )
        return response

    def gone() -> Response:
        return make_response(render_template("registration/gone.html", hotline=hotline), HTTPStatus.NOT_FOUND)

    def forged(token: str, form: MultiDict[str, str]) -> bool:
        nonce = request.cookies.get(COOKIE, "")
        return not nonce or not hmac.compare_digest(form.get("csrf", "").encode(), csrf_of(nonce, token).encode())

    @blueprint.after_request
    def harden(response: Response) -> Response:
        response.headers.update(_HEADERS)
        return response

    @blueprint.get(f"{PHOTO_PATH}<token>")
    def show_photos(token: str) -> Response:
        return photo_page(token)

    @blueprint.post(f"{PHOTO_PATH}<token>")
    def add_photos(token: str) -> BaseResponse:
        if attachments.photo_sheet(token) is None:
            return gone()
        with decoding_slot():
            try:
                form, files = _upload()
            except RequestEntityTooLarge:
                detail = text("photo.request_too_big", megabytes=MOST_BYTES // (1024 * 1024))
                return photo_page(token, {"": detail}, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            if forged(token, form):
                return photo_page(token, {"": text("photo.form_expired")}, HTTPStatus.FORBIDDEN)
            errors = _store(attachments, token, files)
        if errors is None:
            return gone()
        if errors:
            return photo_page(token, errors, HTTPStatus.UNPROCESSABLE_ENTITY)
        return redirect(url_for("registration_pages.show_photos", token=token, **{"da-luu": 1}), HTTPStatus.SEE_OTHER)

    @blueprint.get(f"{PHOTO_PATH}<token>/<kind>.jpg")
    def show_photo(token: str, kind: str) -> Response:
        jpeg = attachments.photo(token, kind)
        if jpeg is None:
            abort(HTTPStatus.NOT_FOUND)
        return Response(jpeg, mimetype="image/jpeg")

    @blueprint.post(f"{PHOTO_PATH}<token>/hoan-tat")
    def complete(token: str) -> BaseResponse:
        if attachments.photo_sheet(token) is None:
            return gone()
        if forged(token, request.form):
            return photo_page(token, {"": text("photo.form_expired")}, HTTPStatus.FORBIDDEN)
        try:
            if not attachments.complete(token):
                return gone()
        except Declined as declined:
            return photo_page(token, {"": declined.detail}, HTTPStatus.UNPROCESSABLE_ENTITY)
        return redirect(_DONE_PATH, HTTPStatus.SEE_OTHER)

    @blueprint.get(_DONE_PATH)
    def done() -> Response:
        return make_response(render_template("registration/photos_done.html", hotline=hotline))

    @blueprint.get(f"{DECLARATION_PATH}<token>.pdf")
    def show_declaration(token: str) -> BaseResponse:
        content = attachments.declaration(token)
        if content is None:
            return gone()
        if not declaration.available():
            return redirect(url_for("registration_pages.show_declaration_page", token=token), HTTPStatus.SEE_OTHER)
        response = Response(declaration.pdf(content, hotline), mimetype="application/pdf")
        name = "to-khai-" + content.number.replace("/", "-") + ".pdf"
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
        return response

    @blueprint.get(f"{DECLARATION_PATH}<token>")
    def show_declaration_page(token: str) -> Response:
        content = attachments.declaration(token)
        if content is None:
            return gone()
        sheet = url_for("static", filename="registration/declaration.css")
        return make_response(declaration.html(content, hotline, sheet))

    return blueprint


def _upload() -> tuple[MultiDict[str, str], MultiDict[str, FileStorage]]:
    """The form that was sent, held in memory: Flask would put larger files on disk, unencrypted."""
    parser = FormDataParser(
        stream_factory=lambda *_, **__: BytesIO(),
        max_form_memory_size=64 * 1024,
        max_content_length=_MOST_FORM_BYTES,
        max_form_parts=20,
    )
    _, form, files = parser.parse_from_environ(request.environ)
    return form, files


def _store(attachments: Attachments, token: str, files: MultiDict[str, FileStorage]) -> Errors | None:
    """Keeps every good picture of those sent and says what is wrong with the others; None when the link held no longer."""
    errors: Errors = {}
    sent = [(kind, files[kind]) for kind in KINDS if kind in files and files[kind].filename]
    for kind, file in sent:
        try:
            picture = redraw(file.stream.read(MOST_BYTES + 1))
        except InvalidValue as error:
            errors[kind] = error.detail
            continue
        if not attachments.put_photo(token, kind, picture):
            return None
    if not sent:
        errors[""] = text("photo.none_chosen")
    return errors
