"""`/dang-ky/con`: a child under 18 without identity papers, registered from the account of the parent or guardian."""

from http import HTTPStatus

from flask import Response, abort, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend.accounts.guard import SIGNED_IN, Section, citizen
from backend.declined import Declined
from backend.registration import wizard
from backend.registration.desk import PREFIX, desk, keep_dossier
from backend.registration.kinds import PICTURES, Kind
from backend.registration.uploads import PICTURE_FORM
from backend.registration.walk import Errors, Walk
from backend.registration.wizard import REVIEW, Step
from backend.site.views import page, problem_page

section = Section("register_child", f"{PREFIX}/con", camera=True)


@section.page("", SIGNED_IN)
def begin() -> BaseResponse | str:
    """What is needed, and the dossiers that this guardian has sent."""
    try:
        desk().registration.guardian(citizen().person_id)
    except Declined as declined:
        return problem_page(HTTPStatus.FORBIDDEN, declined.detail)
    walk = _walk()
    sent = desk().registration.children_of(citizen().subject_index, citizen().actor)
    return page("registration/child.html", draft=bool(walk.values()), going_on=walk.open_address(), sent=sent)


@section.page("/khai/<name>", SIGNED_IN)
def show_step(name: str) -> BaseResponse | str:
    """One page of the form."""
    return _walk().show(_step(name))


@section.page("/khai/<name>", SIGNED_IN, methods=("POST",), limit=PICTURE_FORM)
def answer_step(name: str) -> BaseResponse | str:
    """Keeps what was answered and goes on, or says what is wrong beside its field."""
    return _walk().answer(_step(name))


@section.page("/anh/<kind>.jpg", SIGNED_IN)
def show_picture(kind: str) -> Response:
    """The picture that this guardian has given."""
    jpeg = desk().photos.read(_walk().owner, kind) if kind in PICTURES[Kind.CHILD] else None
    if jpeg is None:
        abort(HTTPStatus.NOT_FOUND)
    return Response(jpeg, mimetype="image/jpeg")


@section.page(f"/{REVIEW}", SIGNED_IN)
def review() -> BaseResponse | str:
    """Everything once more, with "Gửi"."""
    return _when_complete("registration/child_review.html")


@section.page("/dong-y", SIGNED_IN)
def consent() -> BaseResponse | str:
    """What sending means, with "Đồng ý": the last page of the letter's way."""
    return _when_complete("registration/child_consent.html")


@section.page("/dong-y", SIGNED_IN, methods=("POST",))
def submit() -> BaseResponse:
    """Sends it once, however often the button is pressed."""
    walk = _walk()
    try:
        guardian = desk().registration.guardian(citizen().person_id)
        submitted = desk().registration.submit(walk.owner, request.form.get("key", ""), guardian)
    except Declined as declined:
        if declined.code in {"registration.no_draft", "registration.incomplete"}:
            return redirect(url_for("register_child.review"), HTTPStatus.SEE_OTHER)
        errors = {"": declined.detail}
        return make_response(_sheet("registration/child_review.html", errors), HTTPStatus.UNPROCESSABLE_ENTITY)
    token = desk().registration.open_access(submitted.number)
    return keep_dossier(redirect(url_for("registration.show_dossier"), HTTPStatus.SEE_OTHER), token)


@section.page("/ho-so", SIGNED_IN, methods=("POST",))
def open_dossier() -> BaseResponse:
    """Opens the page of a dossier that this guardian has sent; anybody else's is as if it were not there."""
    token = desk().registration.open_child(request.form.get("number", ""), citizen().subject_index)
    if token is None:
        abort(HTTPStatus.NOT_FOUND)
    return keep_dossier(redirect(url_for("registration.show_dossier"), HTTPStatus.SEE_OTHER), token)


@section.page("/bo-ban-khai", SIGNED_IN, methods=("POST",))
def discard() -> BaseResponse:
    """Deletes what was filled in, with the picture."""
    desk().registration.discard(_walk().owner)
    return redirect(url_for("register_child.begin"), HTTPStatus.SEE_OTHER)


def _when_complete(template: str) -> BaseResponse | str:
    walk = _walk()
    if walk.open_address() != url_for("register_child.review"):
        return redirect(walk.open_address(), HTTPStatus.SEE_OTHER)
    return _sheet(template, {})


def _sheet(template: str, errors: Errors) -> str:
    walk = _walk()
    key = desk().registration.resume_code(walk.owner)
    return page(template, at=walk.at, groups=walk.groups(), errors=errors, key=key)


def _walk() -> Walk:
    """The draft belongs to the account, so it is there on whichever device the guardian logs in."""
    return Walk("register_child", wizard.CHILD, f"guardian:{citizen().account_id}")


def _step(name: str) -> Step:
    step = wizard.CHILD.find(name)
    if step is None:
        abort(HTTPStatus.NOT_FOUND)
    return step
