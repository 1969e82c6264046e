"""`/phan-anh`: the first page, the wizard, and the way back to a feedback by its number and phone.

The wizard carries what was typed so far in its own form, so that nothing is kept of who does not send it, and it works without
JavaScript. Each step is checked when it is left, and everything once more when it is sent.
"""

import re
import secrets
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final

from flask import make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend.declined import Declined
from backend.feedback import citizens, contacts, rules, service
from backend.feedback.records import Contact
from backend.feedback.room import room
from backend.feedback.subjects import Channel, Subject, subject_text
from backend.registration.agencies import agencies, home_provinces
from backend.site.sections import Public
from backend.site.views import page
from bhxh.messages import text
from bhxh.problems import InvalidValue

section = Public("feedback", "/phan-anh", indexed=True)
section.link("", "feedback.page.title")

STEPS: Final = ("viec", "noi-dung", "lien-he", "xem-lai")
_FIELDS: Final = {
    "viec": ("subject",),
    "noi-dung": ("province", "text"),
    "lien-he": ("name", "phone", "email"),
    "xem-lai": (),
}
_KEY: Final = re.compile(r"[0-9a-f]{32}")
_LONGEST_FIELD: Final = 2 * rules.TEXT_MOST

Values = dict[str, str]
Errors = dict[str, str]


@section.page("")
def start() -> str:
    """What feedback is for, who settles it, and the two ways on."""
    return _start({}, {})


@section.page("/gui")
def wizard() -> str:
    """The first step; ``viec`` may have been chosen by the link."""
    chosen = request.args.get("viec", "")
    subject = chosen if chosen in set(Subject) else ""
    return _step("viec", {"subject": subject, "key": secrets.token_hex(16)}, {})


@section.page("/gui", methods=("POST",))
def wizard_on() -> BaseResponse:
    """The next step, an earlier one, or the end."""
    form = request.form
    values = {name: form.get(name, "")[:_LONGEST_FIELD] for names in _FIELDS.values() for name in names}
    values["key"] = form["key"] if _KEY.fullmatch(form.get("key", "")) else secrets.token_hex(16)
    here = form.get("step", "")
    wanted = form.get("to", "")
    if here not in STEPS:
        return make_response(_step("viec", values, {}))
    if wanted in STEPS and STEPS.index(wanted) < STEPS.index(here):
        return make_response(_step(wanted, values, {}))
    # Everything up to here, not this step alone: a form may have been put together by hand.
    for step in STEPS[: STEPS.index(here) + 1]:
        errors = _problems(step, values)
        if errors:
            return make_response(_step(step, values, errors), HTTPStatus.UNPROCESSABLE_ENTITY)
    if here != STEPS[-1]:
        return make_response(_step(STEPS[STEPS.index(here) + 1], values, {}))
    return _submit(values)


@section.page("/tra-cuu", methods=("POST",))
def lookup() -> BaseResponse:
    """From number and phone to the feedback's own page. Both come by form: they belong into no address."""
    typed = {name: request.form.get(name, "")[:100] for name in ("number", "phone")}
    place = room()
    try:
        number, secret = citizens.open_by_phone(
            place.database,
            typed["number"],
            typed["phone"],
            request.remote_addr or "",
            place.clock(),
            limited=place.limited,
        )
    except InvalidValue as wrong:
        field = "number" if wrong.code.startswith("feedback.number") else "phone"
        return make_response(_start(typed, {field: wrong.detail}), HTTPStatus.UNPROCESSABLE_ENTITY)
    except Declined as declined:
        status = HTTPStatus.TOO_MANY_REQUESTS if declined.code == "feedback.too_many_tries" else HTTPStatus.NOT_FOUND
        return make_response(_start(typed, {"number": declined.detail}), status)
    return redirect(url_for("feedback.show", number=number, secret=secret), HTTPStatus.SEE_OTHER)


def provinces() -> list[tuple[str, str]]:
    """Code and name of the agencies that can receive a feedback."""
    return [(province.agency_code, agencies()[province.agency_code].name) for province in home_provinces()]


def subjects() -> list[tuple[str, str]]:
    """Value and name of what a feedback can be about."""
    return [(subject.value, subject_text(subject)) for subject in Subject]


def check(values: Mapping[str, str], names: tuple[str, ...]) -> Errors:
    """What is wrong with these fields of a feedback, by field."""
    checks: dict[str, Callable[[], object]] = {
        "subject": lambda: contacts.checked_subject(values["subject"]),
        "province": lambda: contacts.checked_province(values["province"]),
        "text": lambda: contacts.checked_text(values["text"]),
        "name": lambda: contacts.checked_name(values["name"]),
        "phone": lambda: contacts.checked_phone(values["phone"]),
        "email": lambda: contacts.checked_email(values["email"]),
    }
    errors: Errors = {}
    for name in names:
        try:
            checks[name]()
        except (InvalidValue, Declined) as wrong:
            errors[name] = wrong.detail
    return errors


def _problems(step: str, values: Values) -> Errors:
    return check(values, _FIELDS[step])


def _submit(values: Values) -> BaseResponse:
    place = room()
    try:
        number = service.submit_once(
            place.database,
            channel=Channel.WEB,
            subject=values["subject"],
            province=values["province"],
            text=values["text"],
            contact=Contact(values["phone"], values["name"], values["email"]),
            # With the phone: nobody is led to another's feedback by a key that both made up.
            key=f"web\n{values['key']}\n{contacts.checked_phone(values['phone'])}",
            actor="visitor",
            client=request.remote_addr or None,
            now=place.clock(),
            limited=place.limited,
        )
    except Declined as declined:
        return make_response(_step("xem-lai", values, {"": declined.detail}), HTTPStatus.TOO_MANY_REQUESTS)
    with place.database.reading() as session:
        secret = citizens.secret_of(session, number)
    return redirect(url_for("feedback.show", number=number, secret=secret, moi=1), HTTPStatus.SEE_OTHER)


def _start(typed: Values, errors: Errors) -> str:
    return page("feedback/start.html", typed=typed, errors=errors, subjects=subjects())


def _step(step: str, values: Values, errors: Errors) -> str:
    names = dict(provinces())
    return page(
        "feedback/wizard.html",
        step=step,
        place=STEPS.index(step) + 1,
        steps=STEPS,
        values=values,
        errors=errors,
        subjects=subjects(),
        provinces=provinces(),
        province_name=names.get(values.get("province", ""), ""),
        subject_name=dict(subjects()).get(values.get("subject", ""), ""),
        carried=[name for other in STEPS if other != step for name in _FIELDS[other]],
        title=text(f"feedback.page.step.{step}"),
        most=rules.TEXT_MOST,
    )
