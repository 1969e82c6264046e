"""The pictures of a dossier: given to who sees its page, replaced by a scan or a file."""

from http import HTTPStatus

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend.declined import Declined
from backend.officers import dossier_pages, looks
from backend.officers.desk import HANDLES, desk, officer, section
from backend.registration.casework import NotInScope
from backend.registration.uploads import PICTURE_FORM, picture
from backend.staff.guard import staff
from bhxh.problems import InvalidValue


@section.page("/ho-so/<int:number>/anh/<kind>.jpg", HANDLES)
def photo(number: int, kind: str) -> Response:
    """A picture, for who has just opened the dossier's page and nobody else."""
    if not looks.allowed(number, kind):
        raise NotInScope
    return Response(desk().photos.read(officer().scope, number, kind), mimetype="image/jpeg")


@section.page("/ho-so/<int:number>/anh/<kind>", HANDLES, methods=("POST",), limit=PICTURE_FORM)
def replace_photo(number: int, kind: str) -> BaseResponse:
    """Puts a scan or a file in a picture's place."""
    try:
        new = picture(request.files, desk().scan, "photo")
        version = request.form.get("version", -1, type=int)
        desk().photos.replace(officer().scope, number, kind, new, officer=staff().username, version=version)
    except InvalidValue as wrong:
        return dossier_pages.show(number, error=Declined(wrong.code, wrong.detail, (f"photo-{kind}",)))
    except Declined as declined:
        return dossier_pages.show(number, error=declined)
    return redirect(url_for("officers.dossier", number=number), HTTPStatus.SEE_OTHER)
