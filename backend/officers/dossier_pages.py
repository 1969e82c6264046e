"""One dossier: read beside its pictures and the register, received, decided, its declaration printed."""

from http import HTTPStatus

from flask import Response, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend.accounts import service as accounts
from backend.declined import Declined
from backend.households.register import Check, RegisterAway, Verdict
from backend.officers import checks, looks, shown
from backend.officers.checks import checks_of
from backend.officers.decisions import REASONS
from backend.officers.desk import HANDLES, desk, officer, section
from backend.printing import press
from backend.registration import casework, declaration
from backend.registration.attachments import Declaration
from backend.registration.casework import Case, NotInScope
from backend.registration.kinds import Kind
from backend.registration.search import UNDECIDED
from backend.registration.states import NOT_HANDED_IN, State
from backend.staff.guard import staff
from backend.staff.views import page
from bhxh.messages import text
from kit.logs import get_logger

log = get_logger()


@section.page("/ho-so/<int:number>", HANDLES)
def dossier(number: int) -> Response:
    """Everything of it. Looking is audited."""
    return show(number)


@section.page("/ho-so/<int:number>/tiep-nhan", HANDLES, methods=("POST",))
def receive(number: int) -> BaseResponse:
    """`Đã tiếp nhận`, when every check was made."""
    try:
        checks.receive(number, request.form, _version())
    except Declined as declined:
        return show(number, error=declined)
    return redirect(url_for("officers.dossier", number=number, buoc="danh-gia"), HTTPStatus.SEE_OTHER)


@section.page("/ho-so/<int:number>/danh-gia", HANDLES, methods=("POST",))
def decide(number: int) -> BaseResponse:
    """ "Đánh giá hồ sơ" → "Ghi nhận"."""
    form, decisions = request.form, desk().decisions
    try:
        if form.get("verdict") == "valid":
            confirmed = "name_confirmed" in form
            decisions.accept(officer(), number, _version(), name_confirmed=confirmed)
        elif form.get("verdict") == "invalid":
            decisions.reject(officer(), number, _version(), form.get("reason", ""), form.get("words", ""))
        else:
            raise Declined("dossier.verdict_missing", text("dossier.verdict_missing"), ("verdict",))
    except Declined as declined:
        return show(number, error=declined)
    return redirect(url_for("officers.dossier", number=number), HTTPStatus.SEE_OTHER)


@section.page("/ho-so/<int:number>/to-khai", HANDLES)
def declaration_of(number: int) -> Response:
    """Form 01 to print and sign, as PDF; as a page where no PDF can be made."""
    with desk().database.begin() as session:
        case = casework.open_case(session, officer().scope, number)
        if case.kind is Kind.CHILD:  # declared from the guardian's account: there is no form to sign
            raise NotInScope
        casework.record(session, case, "dossier.printed", staff().username)
    content = Declaration(case.number, case.declared_at, case.deadline, dict(case.values))
    if press.unavailable():
        sheet = url_for("static", filename="registration/declaration.css")
        return make_response(declaration.html(content, desk().hotline, sheet))
    response = Response(declaration.pdf(content, desk().hotline), mimetype="application/pdf")
    name = "to-khai-" + case.number.replace("/", "-") + ".pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def show(number: int, *, error: Declined | None = None) -> Response:
    """The page of a dossier; ``error``: what was refused, and why. Raises NotInScope."""
    with desk().database.begin() as session:
        case = casework.open_case(session, officer().scope, number)
        has_account = accounts.find_by_code(session, case.values["bhxh_code"]) is not None
        casework.record(session, case, "dossier.read", staff().username)
    check = _check(case) if case.state in (*NOT_HANDED_IN, *UNDECIDED) else None
    return make_response(
        page(
            "officers/dossier.html",
            case=case,
            tag=shown.TAGS[case.state],
            lines=shown.lines(case, check),
            check=check,
            near=check is not None and check.verdict is Verdict.NEAR,
            has_account=has_account,
            photos=looks.pictures(case),
            receivable=case.state in NOT_HANDED_IN,
            decidable=case.state is State.DA_TIEP_NHAN,
            undecided=case.state in UNDECIDED,
            checks=checks_of(case.kind),
            reasons=REASONS,
            left=shown.time_left(case.due_at),
            moment=shown.moment,
            step=request.args.get("buoc"),
            error=error,
            typed=request.form if error else {},
        ),
        _status(error),
    )


def _status(error: Declined | None) -> int:
    if error is None:
        return HTTPStatus.OK
    return HTTPStatus.CONFLICT if error.code == "dossier.changed" else HTTPStatus.UNPROCESSABLE_ENTITY


def _check(case: Case) -> Check | None:
    try:
        return desk().decisions.look_up(case)
    except RegisterAway as away:
        log.warning("household_register_away", reason=away.reason)
        return None


def _version() -> int:
    """The version that the form was made of; of anything else none fits."""
    return request.form.get("version", -1, type=int)
