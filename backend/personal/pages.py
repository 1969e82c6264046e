"""`/tai-khoan/...`: a citizen's own data, and with `/tai-khoan/con/<id>/...` before the same paths a child's, for its guardian.

Every page is read in one transaction with its line in the audit log, and rendered after it: the log is locked until it ends.
"""

from base64 import b64encode
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from flask import Flask, Response, current_app, make_response, redirect, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BaseResponse

from backend.accounts.guard import SIGNED_IN, Section, citizen
from backend.database import Database
from backend.feedback.records import AboutVisit
from backend.participants.months import shown
from backend.participants.register import is_minor
from backend.personal import disputes
from backend.personal.looks import looks_of
from backend.personal.readers import DOCUMENTS, Document, Values, read_visit
from backend.personal.subject import Subject, children_of, subject_of
from backend.printing import press
from backend.privacy import export
from backend.site.views import page
from bhxh.dates import format_date, now
from bhxh.money import in_dong

section = Section("personal", "/tai-khoan")
_EXTENSION: Final = "bhxh.personal"
_PRINT_STYLE: Final = Path(__file__).parents[1] / "static" / "personal" / "print.css"
_CHILD: Final = "/con/<int:ward>"
_MARK: Final = "data:image/svg+xml;base64," + b64encode(
    (Path(__file__).parents[1] / "static" / "chat" / "mark.svg").read_bytes()
).decode("ascii")


def install(app: Flask, database: Database) -> None:
    """What the pages of this application read from, and the filters of their templates."""
    app.extensions[_EXTENSION] = database
    for name, function in (("as_dong", _unbroken_dong), ("as_date", format_date), ("as_month", shown)):
        app.jinja_env.filters[name] = function


def _unbroken_dong(amount: int) -> str:
    """A sum whose "đ" does not go to a line of its own on a narrow screen."""
    return in_dong(amount).replace(" ", "\N{NO-BREAK SPACE}")


def _database() -> Database:
    found: Database = current_app.extensions[_EXTENSION]
    return found


def _read(document: Document, ward: int | None, named: dict[str, int]) -> tuple[Subject, Values]:
    """Raises NotFound where the reader may see nothing; the trace of the attempt is kept."""
    with _database().begin() as session:
        subject = subject_of(session, citizen(), ward)
        values = document.read(session, subject, **named)
    if values is None:
        raise NotFound
    return subject, values


def _show(template: str, subject: Subject, **values: Any) -> str:
    return page(template, subject=subject, **values)


def _declare(document: Document) -> None:
    def view(ward: int | None = None, **named: int) -> str:
        subject, values = _read(document, ward, named)
        return _show("personal/document.html", subject, document=document, named=named, **values)

    def printed(ward: int | None = None, **named: int) -> BaseResponse:
        if press.unavailable():
            # The page has a style sheet for the browser's own printing.
            address = request.full_path.replace(".pdf", "", 1).rstrip("?")
            return redirect(address, HTTPStatus.SEE_OTHER)
        subject, values = _read(document, ward, named)
        html = _show(
            "personal/print.html", subject, document=document, named=named, printed_on=now(), mark=_MARK, **values
        )
        answer = Response(press.pdf(html, _PRINT_STYLE), mimetype="application/pdf")
        answer.headers["Content-Disposition"] = f'inline; filename="{document.path.split("/")[1]}.pdf"'
        return answer

    view.__name__, printed.__name__ = document.name, f"{document.name}_pdf"
    for path in (document.path, _CHILD + document.path):
        section.page(path, SIGNED_IN)(view)
        section.page(f"{path}.pdf", SIGNED_IN)(printed)


for _document in DOCUMENTS:
    _declare(_document)


@section.page("/ai-da-xem", SIGNED_IN)
@section.page(f"{_CHILD}/ai-da-xem", SIGNED_IN)
def looks(ward: int | None = None) -> str:
    """Who has looked: ``?nguoi-khac=1`` without the reader, ``?truoc=<row>`` older ones."""
    written = request.args.get("truoc", "")
    before = int(written) if written.isascii() and written.isdigit() and len(written) <= 18 else None
    others = request.args.get("nguoi-khac") == "1"
    with _database().begin() as session:
        subject = subject_of(session, citizen(), ward)
        found = looks_of(session, subject, before=before, others_only=others)
    return _show("personal/looks.html", subject, looks=found, others=others)


@section.page("/du-lieu", SIGNED_IN)
@section.page(f"{_CHILD}/du-lieu", SIGNED_IN)
def data(ward: int | None = None) -> str:
    """What can be downloaded. Nothing of it is read yet."""
    with _database().reading() as session:
        subject = subject_of(session, citizen(), ward)
    return _show("personal/data.html", subject)


@section.page("/du-lieu", SIGNED_IN, methods=("POST",))
@section.page(f"{_CHILD}/du-lieu", SIGNED_IN, methods=("POST",))
def data_send(ward: int | None = None) -> BaseResponse:
    """Everything as one file. A form, so that no link from elsewhere makes a browser fetch it."""
    with _database().begin() as session:
        copy = export.of(session, subject_of(session, citizen(), ward).identity)
    answer = Response(copy.as_zip(), mimetype="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="du-lieu-bhxh.zip"'
    return answer


@section.page("/con", SIGNED_IN)
def children() -> str:
    """The children whose guardian the reader is."""
    with _database().begin() as session:
        subject = subject_of(session, citizen(), None)
        found = children_of(session, citizen())
    return _show("personal/children.html", subject, children=found, adult=not is_minor(subject.person.date_of_birth))


@section.page("/so-kcb/<int:visit>/khong-phai-cua-toi", SIGNED_IN, methods=("GET", "POST"))
@section.page(f"{_CHILD}/so-kcb/<int:visit>/khong-phai-cua-toi", SIGNED_IN, methods=("GET", "POST"))
def dispute(visit: int, ward: int | None = None) -> BaseResponse:
    """Report a visit as somebody else's."""
    with _database().begin() as session:
        subject = subject_of(session, citizen(), ward)
        values = read_visit(session, subject, visit)
        phone = disputes.phone_of(session, citizen())
    if values is None or phone is None:
        raise NotFound
    form, errors = disputes.new_form(subject), dict[str, str]()
    if request.method == "POST":
        form |= {name: request.form.get(name, "") for name in form}
        number, errors = disputes.send(_database(), citizen(), AboutVisit(subject.identity, visit), phone, form)
        if number is not None:
            return make_response(_show("personal/disputed.html", subject, number=number, **values))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    shown_form = _show(
        "personal/dispute.html",
        subject,
        form=form,
        errors=errors,
        provinces=disputes.provinces(),
        phone=phone,
        **values,
    )
    return make_response(shown_form, status)
