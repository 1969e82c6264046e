"""`/dang-ky/ho-so/cach-nop`: how a dossier's form is handed in, chosen by who has the dossier open; the wizard's step for later."""

from http import HTTPStatus

from flask import make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend.declined import Declined
from backend.registration.desk import desk, dossier_token, section
from backend.registration.drafts import HandIn
from backend.registration.handing_in import Choice
from backend.registration.kinds import Way
from backend.registration.schools import SchoolRecord
from backend.registration.walk import Errors
from backend.site.views import page
from bhxh.messages import text


@section.page("/ho-so/cach-nop")
def show_way() -> BaseResponse | str:
    """The ways, with the one chosen."""
    choice = _choice()
    return _to_dossier() if choice is None else _way_page(choice.chosen.way, {})


@section.page("/ho-so/cach-nop", methods=("POST",))
def answer_way() -> BaseResponse:
    """Sets the way; a school is asked on a page of its own."""
    choice, way = _choice(), request.form.get("way", "")
    if choice is None:
        return _to_dossier()
    if way == Way.SCHOOL:
        if choice.schools:
            return redirect(url_for("registration.choose_dossier_school"), HTTPStatus.SEE_OTHER)
        return make_response(_way_page(way, {"way": text("wizard.no_schools")}), HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        _choose(HandIn(way))
    except Declined as declined:
        return make_response(_way_page(way, {"way": declined.detail}), HTTPStatus.UNPROCESSABLE_ENTITY)
    return _to_dossier()


@section.page("/ho-so/truong")
def choose_dossier_school() -> BaseResponse | str:
    """The school first, then one of its classes."""
    choice = _choice()
    if choice is None:
        return _to_dossier()
    return _school_page(choice, request.args.get("school", choice.chosen.school_code), {})


@section.page("/ho-so/truong", methods=("POST",))
def answer_dossier_school() -> BaseResponse:
    """Sets school and class."""
    choice = _choice()
    if choice is None:
        return _to_dossier()
    school, class_name = request.form.get("school", ""), request.form.get("class", "")
    try:
        _choose(HandIn(Way.SCHOOL, school, class_name))
    except Declined as declined:
        errors = dict.fromkeys(declined.fields, declined.detail)
        return make_response(_school_page(choice, school, errors), HTTPStatus.UNPROCESSABLE_ENTITY)
    return _to_dossier()


def school_page(schools: list[SchoolRecord], code: str, chosen: str, errors: Errors, addresses: dict[str, str]) -> str:
    """The page of schools, or of the classes of the one with this code. ``addresses``: ``choose``, ``answer`` and ``back``."""
    return page(
        "registration/school.html",
        schools=[(each.code, each.name) for each in schools],
        school=next((each for each in schools if each.code == code), None),
        chosen=request.form.get("class", chosen),
        errors=errors,
        addresses=addresses,
    )


def _school_page(choice: Choice, code: str, errors: Errors) -> str:
    addresses = {
        "choose": url_for("registration.choose_dossier_school"),
        "answer": url_for("registration.answer_dossier_school"),
        "back": url_for("registration.show_way"),
    }
    return school_page(choice.schools, code, choice.chosen.class_name, errors, addresses)


def _way_page(way: str, errors: Errors) -> str:
    return page("registration/way.html", way=way, errors=errors)


def _choice() -> Choice | None:
    token = dossier_token()
    return desk().handing_in.choice(token) if token else None


def _choose(chosen: HandIn) -> None:
    """Nothing happens to a dossier that was handed in since the page was asked for: its own page says so."""
    if (token := dossier_token()) is not None:
        desk().handing_in.choose(token, chosen)


def _to_dossier() -> BaseResponse:
    return redirect(url_for("registration.show_dossier"), HTTPStatus.SEE_OTHER)
