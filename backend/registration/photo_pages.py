"""The page behind a dossier's photo link: three pictures by camera or file, replaceable until "Hoàn tất"."""

import hmac
import secrets
from collections.abc import Iterable
from http import HTTPStatus
from io import BytesIO
from typing import Final

from flask import Response, abort, make_response, redirect, request, url_for
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.wrappers import Response as BaseResponse

from backend.declined import Declined
from backend.registration.attachments import Attachments
from backend.registration.kinds import PICTURES
from backend.registration.pictures import MOST_BYTES, decoding_slot
from backend.registration.scanning import Scan
from backend.registration.uploads import taken
from backend.site.views import page
from bhxh.dates import format_date
from bhxh.keyed import keyed_hash
from bhxh.messages import text
from bhxh.problems import InvalidValue

COOKIE: Final = "bhxh_ho_so"
"""Holds a random nonce; a form's CSRF token is its keyed hash together with the link's token."""

_COOKIE_SECONDS: Final = 2 * 60 * 60
_MEGABYTES: Final = MOST_BYTES // (1024 * 1024)
_MOST_FORM_BYTES: Final = max(map(len, PICTURES.values())) * MOST_BYTES + 64 * 1024
_SAVED: Final = "da-luu"

Errors = dict[str, str]
"""What is wrong, by kind of photo; under "" what concerns the page as a whole."""


class PhotoPages:
    """The views of the photo page. ``csrf_key``: 32 bytes; ``secure_cookie``: the site is served over https."""

    def __init__(self, attachments: Attachments, scan: Scan, *, csrf_key: bytes, secure_cookie: bool) -> None:
        self._attachments = attachments
        self._scan = scan
        self._csrf_key = csrf_key
        self._secure_cookie = secure_cookie

    def show(self, token: str) -> Response:
        """The page itself."""
        return self._page(token)

    def show_photo(self, token: str, kind: str) -> Response:
        """A stored picture, for its giver to check."""
        jpeg = self._attachments.photo(token, kind)
        if jpeg is None:
            abort(HTTPStatus.NOT_FOUND)
        return Response(jpeg, mimetype="image/jpeg")

    def add(self, token: str) -> BaseResponse:
        """Stores the pictures sent and goes back to the page, or shows what is wrong with which."""
        sheet = self._attachments.photo_sheet(token)
        if sheet is None:
            return self.gone()
        with decoding_slot():
            try:
                form, files = _upload()
            except RequestEntityTooLarge:
                detail = text("photo.request_too_big", megabytes=_MEGABYTES)
                return self._page(token, {"": detail}, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            if self._forged(token, form):
                return self._page(token, {"": text("photo.form_expired")}, HTTPStatus.FORBIDDEN)
            errors = self._store(token, sheet.kinds, files)
        if errors is None:
            return self.gone()
        if errors:
            return self._page(token, errors, HTTPStatus.UNPROCESSABLE_ENTITY)
        address = url_for("registration_pages.show_photos", token=token)
        return redirect(f"{address}?{_SAVED}=1", HTTPStatus.SEE_OTHER)

    def complete(self, token: str) -> BaseResponse:
        """Closes the page for good, once all pictures are there."""
        if self._attachments.photo_sheet(token) is None:
            return self.gone()
        if self._forged(token, request.form):
            return self._page(token, {"": text("photo.form_expired")}, HTTPStatus.FORBIDDEN)
        try:
            if not self._attachments.complete(token):
                return self.gone()
        except Declined as declined:
            return self._page(token, {"": declined.detail}, HTTPStatus.UNPROCESSABLE_ENTITY)
        return redirect(url_for("registration_pages.show_photos_done"), HTTPStatus.SEE_OTHER)

    def show_done(self) -> Response:
        """What is left to do. Tells nothing about any dossier, so it needs no link."""
        return make_response(page("registration/photos_done.html"))

    def gone(self) -> Response:
        """The one answer for every link that does not hold."""
        return make_response(page("registration/gone.html"), HTTPStatus.NOT_FOUND)

    def _page(self, token: str, errors: Errors | None = None, status: int = HTTPStatus.OK) -> Response:
        sheet = self._attachments.photo_sheet(token)
        if sheet is None:
            return self.gone()
        nonce = request.cookies.get(COOKIE) or secrets.token_hex(16)
        shown = page(
            "registration/photos.html",
            sheet=sheet,
            deadline=format_date(sheet.deadline),
            kinds=[(kind, text(f"photo.kind.{kind}"), text(f"photo.hint.{kind}")) for kind in sheet.kinds],
            errors=errors or {},
            csrf=self._csrf(nonce, token),
            token=token,
            saved=_SAVED in request.args and not errors,
            megabytes=_MEGABYTES,
        )
        response = make_response(shown, status)
        response.set_cookie(
            COOKIE,
            nonce,
            max_age=_COOKIE_SECONDS,
            path="/ho-so",
            secure=self._secure_cookie,
            httponly=True,
            samesite="Strict",
        )
        return response

    def _csrf(self, nonce: str, token: str) -> str:
        return keyed_hash(self._csrf_key, f"{nonce}\n{token}").hex()

    def _forged(self, token: str, form: MultiDict[str, str]) -> bool:
        nonce = request.cookies.get(COOKIE, "")
        sent = form.get("csrf", "").encode()
        return not nonce or not hmac.compare_digest(sent, self._csrf(nonce, token).encode())

    def _store(self, token: str, kinds: Iterable[str], files: MultiDict[str, FileStorage]) -> Errors | None:
        """Keeps every good picture, says what is wrong with the others; None when the link held no longer."""
        errors: Errors = {}
        sent = [(kind, files[kind]) for kind in kinds if kind in files and files[kind].filename]
        for kind, file in sent:
            try:
                picture = taken(file.stream.read(MOST_BYTES + 1), self._scan)
            except InvalidValue as error:
                errors[kind] = error.detail
                continue
            if not self._attachments.put_photo(token, kind, picture):
                return None
        if not sent:
            errors[""] = text("photo.none_chosen")
        return errors


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
