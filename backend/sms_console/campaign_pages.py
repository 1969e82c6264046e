"""Campaigns: the list, a new one, and the page that follows one from its file to its report."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from backend.sms_console import charts, samples
from backend.sms_console.desk import audited, desk, person, sandbox_inbox, section
from backend.staff.guard import may
from backend.staff.roles import Permission
from backend.staff.views import page
from bhxh.messages import text
from sms_gateway.client import GatewayRefused

UPLOAD_LIMIT = 330 << 20
"""A little more than the gateway takes, so that it is the gateway who says that a file is too large."""

_READ = may(Permission.SMS_READ)
_WRITE = may(Permission.SMS_WRITE)
_STATES = ("importing", "ready", "running", "paused", "finished", "cancelled")
_MOVING = frozenset({"importing", "running"})
_SETTLED = frozenset({"delivered", "failed", "expired", "cancelled", "suppressed", "unknown"})


@section.page("", _READ)
def campaigns() -> str:
    """Newest first, and what waits for this person's consent."""
    status = request.args.get("trang-thai") or None
    found = desk().campaigns(status if status in _STATES else None, request.args.get("truoc"))
    return page(
        "sms/campaigns.html",
        found=found,
        states=_STATES,
        chosen=status,
        waiting={campaign["id"] for campaign in desk().approvals()},
        inbox=sandbox_inbox(),
    )


@section.page("/chien-dich/moi", _WRITE)
def new_campaign() -> str:
    """The form for a new one."""
    return _new_form()


@section.page("/chien-dich/moi", _WRITE, methods=("POST",), limit=UPLOAD_LIMIT)
def new_campaign_send() -> BaseResponse:
    """Hands the file on to the gateway, which reads it while the campaign's page shows how far it is."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return make_response(_new_form(text("console.file_missing"), "file"), HTTPStatus.UNPROCESSABLE_ENTITY)
    name, template = request.form.get("name", ""), request.form.get("template", "")
    try:
        with audited("sms.campaign.create", template=template):
            made = desk().create(
                person(),
                name=name,
                template=template,
                khong_dau="khong_dau" in request.form,
                file_name=file.filename,
                file=file.stream,
            )
    except GatewayRefused as refused:
        detail = refused.reasons[0] if refused.reasons else refused.detail
        return make_response(_new_form(detail), refused.status)
    return redirect(url_for("sms.campaign", number=int(made["id"])), HTTPStatus.SEE_OTHER)


@section.page("/chien-dich/nguoi-tham-gia", _WRITE, methods=("POST",))
def new_audience_send() -> BaseResponse:
    """A campaign to those of our own participants who have declared a phone."""
    name, template = request.form.get("name", ""), request.form.get("template", "")
    province = request.form.get("province", "").strip() or None
    try:
        with audited("sms.campaign.create", template=template, audience="participants"):
            made = desk().create_for_participants(
                person(), name=name, template=template, khong_dau="khong_dau" in request.form, province=province
            )
    except GatewayRefused as refused:
        detail = refused.reasons[0] if refused.reasons else refused.detail
        return make_response(_new_form(detail), refused.status)
    return redirect(url_for("sms.campaign", number=int(made["id"])), HTTPStatus.SEE_OTHER)


@section.page("/chien-dich/<int:number>", _READ)
def campaign(number: int) -> str:
    """Everything about one campaign."""
    return _campaign_page(number)


@section.page("/chien-dich/<int:number>/truc-tiep", _READ, passive=True)
def campaign_live(number: int) -> BaseResponse:
    """The part of the page that moves; asks for the whole page once the state is another one."""
    shown = desk().campaign(number)
    if shown["status"] != request.args.get("status"):
        return Response(status=HTTPStatus.NO_CONTENT, headers={"HX-Refresh": "true"})
    return make_response(page("sms/campaign_live.html", **_live(shown)))


@section.page("/chien-dich/<int:number>/<any(start,resume,cancel):act>", _WRITE, methods=("POST",))
def move(number: int, act: str) -> BaseResponse:
    """Start, go on, end for good."""
    return _do(number, f"sms.campaign.{act}", lambda: desk().move(person(), number, act))  # type: ignore[arg-type]


@section.page("/chien-dich/<int:number>/pause", may(Permission.SMS_STOP), methods=("POST",))
def pause(number: int) -> BaseResponse:
    """Stop for now; also for who may start nothing."""
    return _do(number, "sms.campaign.pause", lambda: desk().move(person(), number, "pause"))


@section.page("/chien-dich/<int:number>/phe-duyet", may(Permission.SMS_APPROVE), methods=("POST",))
def approve(number: int) -> BaseResponse:
    """The second person's consent."""
    return _do(number, "sms.campaign.approve", lambda: desk().approve(person(), number))


@section.page("/chien-dich/<int:number>/hen-gio", _WRITE, methods=("POST",))
def schedule(number: int) -> BaseResponse:
    """Plan the start, in Vietnam's time; without a time: take it back."""
    at = request.form.get("at", "").strip()
    return _do(
        number, "sms.campaign.schedule", lambda: desk().schedule(person(), number, f"{at}+07:00" if at else None)
    )


@section.page("/chien-dich/<int:number>/gui-thu", _WRITE, methods=("POST",))
def test_send(number: int) -> BaseResponse:
    """One message in the campaign's wording to a number of this person's choice, with made-up data."""
    fields = samples.fields_of(desk().campaign(number)["template_body"])
    values = {name: request.form.get(f"field.{name}", "") for name in fields}
    to = request.form.get("to", "")
    return _do(number, "sms.campaign.test", lambda: desk().test(person(), number, to, values), done="test")


def _do(number: int, action: str, act: Any, *, done: str | None = None) -> BaseResponse:
    """One act on a campaign, audited; a refusal is shown on the campaign's own page."""
    try:
        with audited(action, campaign=number):
            act()
    except GatewayRefused as refused:
        detail = refused.reasons[0] if refused.reasons else refused.detail
        return make_response(_campaign_page(number, error=detail), refused.status)
    return redirect(url_for("sms.campaign", number=number, xong=done), HTTPStatus.SEE_OTHER)


def _campaign_page(number: int, error: str | None = None) -> str:
    shown = desk().campaign(number)
    dry_run = desk().dry_run(number) if shown["status"] in ("ready", "running", "paused") and shown["valid"] else None
    fields = samples.fields_of(shown["template_body"])
    on_phone = desk().preview(samples.filled(shown["template_body"]), khong_dau=shown["khong_dau"])
    return page(
        "sms/campaign.html",
        error=error,
        dry_run=dry_run,
        campaign_text=on_phone["message"]["body"],
        fields={name: samples.sample(name) for name in fields},
        tested=request.args.get("xong") == "test",
        mine=shown["created_by"] == f"console:{person()}",
        inbox=sandbox_inbox(),
        **_live(shown),
    )


def _live(shown: dict[str, Any]) -> dict[str, Any]:
    """What the moving part shows. ``poll``: seconds until it asks again, None when nothing moves any more."""
    started = shown["started_at"] is not None
    figures = desk().figures(int(shown["id"])) if started else {"telcos": [], "reasons": [], "progress": []}
    course = figures["progress"]
    if course and course[0]["at"] > shown["started_at"]:
        course = [{"at": shown["started_at"], "handed_over": 0}, *course]
    counts = shown["counts"]
    unsettled = any(count for status, count in counts.items() if status not in _SETTLED)
    moving = shown["status"] in _MOVING or (started and unsettled)
    return {
        "campaign": shown,
        "figures": figures,
        "groups": charts.grouped(counts),
        "bar": charts.bar(counts, shown["valid"] or 1),
        "telcos": [
            (telco, charts.grouped(telco["counts"]), charts.bar(telco["counts"])) for telco in figures["telcos"]
        ],
        "rate": charts.rate_chart(course),
        "size": (charts.WIDTH, charts.HEIGHT),
        "poll": 2 if moving else 10 if shown["status"] in ("ready", "paused") else None,
    }


def _new_form(error: str | None = None, field: str | None = None) -> str:
    usable = [template for template in desk().templates() if template["lane"] != "otp"]
    usable.sort(key=lambda template: template["lane"] != "bulk")  # what campaigns are usually made of comes first
    return page("sms/campaign_new.html", error=error, field=field, templates=usable, typed=request.form)
