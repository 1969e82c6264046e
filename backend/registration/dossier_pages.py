"""Sending the form, the dossier's own page, and going on with either on another device."""

from http import HTTPStatus
from typing import Final

from flask import Response, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend.declined import Declined
from backend.printing import press
from backend.registration import declaration
from backend.registration.attachments import Declaration
from backend.registration.desk import (
    browser,
    client,
    close_dossier,
    desk,
    dossier_token,
    keep_dossier,
    keep_draft,
    new_browser,
    owner,
    owner_of,
    section,
)
from backend.registration.kinds import Kind
from backend.registration.links import Purpose
from backend.registration.wizard_pages import review_refused
from backend.site.views import page
from bhxh import messages
from bhxh.problems import InvalidValue

_NOT_YET: Final = frozenset({"registration.no_draft", "registration.incomplete"})


@section.page("/gui", methods=("POST",))
def submit() -> BaseResponse:
    """Sends the form once, however often the button is pressed."""
    try:
        submitted = desk().registration.submit(owner(), request.form.get("key", ""))
    except Declined as declined:
        if declined.code in _NOT_YET:
            return redirect(
                url_for("registration.review"), HTTPStatus.SEE_OTHER
            )  # and from there to the page still open
        return review_refused(declined)
    token = desk().registration.open_access(submitted.number)
    return keep_dossier(redirect(url_for("registration.show_dossier"), HTTPStatus.SEE_OTHER), token)


@section.page("/ho-so")
def show_dossier() -> BaseResponse | str:
    """Where the dossier stands and what is to do next; who has opened none is asked for its number."""
    token = dossier_token()
    opened = desk().registration.opened(token) if token else None
    if opened is None:
        return redirect(url_for("registration.resume"), HTTPStatus.SEE_OTHER)
    return page("registration/dossier.html", opened=opened, child=opened.kind is Kind.CHILD)


@section.page("/ho-so/to-khai.pdf")
def show_declaration() -> BaseResponse:
    """The declaration to print; always in Vietnamese, as the agency needs it."""
    content = _declaration()
    if content is None:
        return redirect(url_for("registration.resume"), HTTPStatus.SEE_OTHER)
    if press.unavailable():
        return redirect(url_for("registration.show_declaration_page"), HTTPStatus.SEE_OTHER)
    messages.speak(messages.VIETNAMESE)
    response = Response(declaration.pdf(content, desk().hotline), mimetype="application/pdf")
    name = "to-khai-" + content.number.replace("/", "-") + ".pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@section.page("/ho-so/to-khai")
def show_declaration_page() -> BaseResponse:
    """The same as a page for the browser to print, where no PDF can be made."""
    content = _declaration()
    if content is None:
        return redirect(url_for("registration.resume"), HTTPStatus.SEE_OTHER)
    messages.speak(messages.VIETNAMESE)
    sheet = url_for("static", filename="registration/declaration.css")
    return make_response(declaration.html(content, desk().hotline, sheet))


@section.page("/ho-so/anh", methods=("POST",))
def add_pictures() -> BaseResponse:
    """To the page that takes the pictures still missing."""
    token = dossier_token()
    opened = desk().registration.opened(token) if token else None
    link = desk().registration.photo_link(opened.status.number) if opened else None
    return redirect(link or url_for("registration.show_dossier"), HTTPStatus.SEE_OTHER)


@section.page("/ho-so/dong", methods=("POST",))
def close() -> BaseResponse:
    """Forgets the dossier in this browser."""
    return close_dossier(redirect(url_for("registration.begin"), HTTPStatus.SEE_OTHER))


@section.page("/tiep-tuc")
def resume() -> str:
    """Asks for the dossier number or the resume code."""
    return page("registration/resume.html", errors={}, typed="")


@section.page("/tiep-tuc", methods=("POST",))
def ask_code() -> BaseResponse:
    """Asks for an OTP. Whether the number exists shows nowhere."""
    typed, secret = request.form.get("number", ""), browser() or new_browser()
    try:
        desk().resumptions.start(secret, typed, client())
    except (InvalidValue, Declined) as wrong:
        again = page("registration/resume.html", errors={"number": wrong.detail}, typed=typed)
        return make_response(again, HTTPStatus.UNPROCESSABLE_ENTITY)
    return keep_draft(redirect(url_for("registration.enter_code"), HTTPStatus.SEE_OTHER), secret)


@section.page("/tiep-tuc/ma")
def enter_code() -> BaseResponse | str:
    """Asks for the OTP."""
    secret = browser()
    if secret is None or not desk().resumptions.waits(secret):
        return redirect(url_for("registration.resume"), HTTPStatus.SEE_OTHER)
    return page("registration/resume_code.html", errors={})


@section.page("/tiep-tuc/ma", methods=("POST",))
def check_code() -> BaseResponse:
    """Opens the dossier or the draft. Either way this browser gets another secret than the one it asked with."""
    new = new_browser()
    try:
        resumed = desk().resumptions.check(browser() or new_browser(), request.form.get("code", ""), owner_of(new))
    except Declined as declined:
        return _code_again(declined)
    if resumed.token is None:
        return keep_draft(redirect(url_for("registration.begin"), HTTPStatus.SEE_OTHER), new)
    return keep_dossier(redirect(url_for("registration.show_dossier"), HTTPStatus.SEE_OTHER), resumed.token)


@section.page("/tiep-tuc/gui-lai", methods=("POST",))
def ask_again() -> BaseResponse:
    """Asks for another OTP."""
    try:
        desk().resumptions.resend(browser() or new_browser(), client())
    except Declined as declined:
        return _code_again(declined)
    return redirect(url_for("registration.enter_code"), HTTPStatus.SEE_OTHER)


def _code_again(declined: Declined) -> BaseResponse:
    again = page("registration/resume_code.html", errors={"code": declined.detail})
    return make_response(again, HTTPStatus.UNPROCESSABLE_ENTITY)


def _declaration() -> Declaration | None:
    token = dossier_token()
    return desk().attachments.declaration(token, Purpose.ACCESS) if token else None
