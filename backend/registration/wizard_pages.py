"""The wizard `/dang-ky`: form 01 page by page, without JavaScript, until it is sent."""

from http import HTTPStatus

from flask import Response, abort, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend.declined import Declined
from backend.registration import wizard
from backend.registration.desk import browser, client, desk, keep_draft, new_browser, owner, owner_of, section
from backend.registration.drafts import HandIn
from backend.registration.kinds import PICTURES, Kind, Way
from backend.registration.uploads import PICTURE_FORM
from backend.registration.walk import Errors, Walk
from backend.registration.way_pages import school_page
from backend.registration.wizard import REVIEW, WAY_STEP, Step
from backend.site.views import page, problem_page
from bhxh.messages import text


@section.page("")
def begin() -> str:
    """What is needed, and the ways in: begin, go on, look at a dossier."""
    walk = _walk()
    return page("registration/begin.html", draft=bool(walk.values()), going_on=walk.open_address())


@section.page("/khai/<name>")
def show_step(name: str) -> BaseResponse | str:
    """One page of the form."""
    return _walk().show(_step(name))


@section.page("/khai/<name>", methods=("POST",), limit=PICTURE_FORM)
def answer_step(name: str) -> BaseResponse | str:
    """Keeps what was answered and goes on, or says what is wrong beside its field."""
    step = _step(name)
    secret = browser()
    if secret is None:
        secret = new_browser()
        limit = desk().new_drafts
        if limit is not None and limit.take(client()) > 0:
            return problem_page(HTTPStatus.TOO_MANY_REQUESTS, text("wizard.too_many"))
    answered = _walk(owner_of(secret)).answer(step)
    if step.name == WAY_STEP and request.form.get("way") == Way.SCHOOL and answered.status_code == HTTPStatus.SEE_OTHER:
        answered = redirect(url_for("registration.choose_school"), HTTPStatus.SEE_OTHER)
    return keep_draft(answered, secret)


@section.page("/truong")
def choose_school() -> BaseResponse | str:
    """Handing in through the school: the school first, then one of its classes."""
    values = _walk().values()
    if "agency" not in values:
        return redirect(url_for("registration.begin"), HTTPStatus.SEE_OTHER)
    return _school_page(request.args.get("school", values.get("school_code", "")), {})


@section.page("/truong", methods=("POST",))
def answer_school() -> BaseResponse | str:
    """Keeps school and class."""
    school, class_name = request.form.get("school", ""), request.form.get("class", "")
    try:
        desk().registration.put_way(owner(), HandIn(Way.SCHOOL, school, class_name))
    except Declined as declined:
        errors = dict.fromkeys(declined.fields, declined.detail)
        return make_response(_school_page(school, errors), HTTPStatus.UNPROCESSABLE_ENTITY)
    return redirect(_walk().open_address(), HTTPStatus.SEE_OTHER)


@section.page("/anh/<kind>.jpg")
def show_picture(kind: str) -> Response:
    """A picture of this browser's draft, for its giver to check."""
    jpeg = desk().photos.read(owner(), kind) if kind in PICTURES[Kind.ACCOUNT] else None
    if jpeg is None:
        abort(HTTPStatus.NOT_FOUND)
    return Response(jpeg, mimetype="image/jpeg")


@section.page(f"/{REVIEW}")
def review() -> BaseResponse | str:
    """Everything once more, each group with its way back."""
    walk = _walk()
    if walk.open_address() != url_for("registration.review"):
        return redirect(walk.open_address(), HTTPStatus.SEE_OTHER)
    return _review({})


@section.page("/bo-ban-khai", methods=("POST",))
def discard() -> BaseResponse:
    """Deletes the draft with its pictures, for who changes their mind or shares the computer."""
    desk().registration.discard(owner())
    return redirect(url_for("registration.begin"), HTTPStatus.SEE_OTHER)


def review_refused(declined: Declined) -> BaseResponse:
    """The review again, when it could not be sent."""
    return make_response(_review({"": declined.detail}), HTTPStatus.UNPROCESSABLE_ENTITY)


def _review(errors: Errors) -> str:
    walk = _walk()
    key = desk().registration.resume_code(walk.owner)
    return page("registration/review.html", at=walk.at, groups=walk.groups(), errors=errors, key=key)


def _walk(whose: str | None = None) -> Walk:
    return Walk("registration", wizard.ACCOUNT, whose or owner())


def _step(name: str) -> Step:
    step = wizard.ACCOUNT.find(name)
    if step is None:
        abort(HTTPStatus.NOT_FOUND)
    return step


def _school_page(code: str, errors: Errors) -> str:
    addresses = {
        "choose": url_for("registration.choose_school"),
        "answer": url_for("registration.answer_school"),
        "back": url_for("registration.show_step", name=WAY_STEP),
    }
    chosen = _walk().values().get("class_name", "")
    return school_page(desk().registration.schools(owner()), code, chosen, errors, addresses)
