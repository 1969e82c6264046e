"""``/campaigns``: one template to the people of a file, or of an audience that the backend lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from flask import request
from pydantic import BaseModel, Field
from werkzeug.exceptions import RequestEntityTooLarge

from bhxh.messages import text
from kit.bodies import NO_CONTROL, Strict, read_json, validate
from kit.database import reading
from kit.problems import Problem
from sms_gateway.api.endpoints import ACTING, MAX_ID, Resource, Result, actor
from sms_gateway.api.services import services
from sms_gateway.api.templates import LaneName
from sms_gateway.campaigns import lifecycle
from sms_gateway.campaigns.importing.audience import audience_csv
from sms_gateway.campaigns.importing.imports import FILE_LIMIT, Wanted
from sms_gateway.campaigns.importing.problems import ImportRefused
from sms_gateway.campaigns.view import view
from sms_gateway.keys import Key, Scope
from sms_gateway.messages.accept import Owner
from sms_gateway.wakeup import ring

resource = Resource("campaigns")

_FORM_LIMIT = FILE_LIMIT + (1 << 20)
_PIECE = 1 << 20
_PAGE = 1000


class Participants(Strict):
    """Everyone who takes part or took part and has declared a phone; ``province`` null, or a card's province code."""

    province: Annotated[str, Field(pattern=r"^[0-9]{2}$")] | None = None


class Audience(Strict):
    """Who is told."""

    participants: Participants


class CampaignDescription(Strict):
    """What a campaign is called and which template it sends."""

    template: Annotated[str, Field(min_length=1, max_length=64), NO_CONTROL]
    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S"), NO_CONTROL]


class NewCampaign(CampaignDescription):
    """A campaign to an audience; files come as multipart."""

    audience: Audience
    khong_dau: bool = False


class RowProblem(BaseModel):
    """A row that was left out. ``row``: as a spreadsheet counts, the header being 1; 0: the file as a whole."""

    row: int
    column: str | None
    code: str
    detail: str


class CampaignMade(BaseModel):
    """``errors``: the first 100; all of them are at /campaigns/{id}/errors.csv."""

    id: str
    status: Literal["draft", "importing", "ready", "running", "paused", "cancelled", "finished"]
    rows: int
    valid: int
    errors: list[RowProblem]


class CampaignView(CampaignMade):
    """``counts``: messages per status; ``cost`` in đồng, as if all went by SMS, null when no price is set; ``rate``: messages per second now;
    ``needs_approval``: it does not start before another key has consented; ``start_at``: it starts by itself then;
    ``sent_before``: campaigns of this key that were started with the very same file."""

    name: str
    template: str
    template_body: str
    khong_dau: bool
    lane: LaneName
    file_name: str | None
    created_by: str
    created_at: str
    started_at: str | None
    finished_at: str | None
    invalid: int
    import_error: str | None
    counts: dict[str, int]
    segments: int
    cost: int | None
    rate: float
    eta: str | None
    needs_approval: bool
    approved_by: str | None
    start_at: str | None
    sent_before: list[str]


_MULTIPART = {
    "type": "object",
    "required": ["template", "name", "file"],
    "additionalProperties": False,
    "properties": {
        "template": {"type": "string", "minLength": 1, "maxLength": 64},
        "name": {"type": "string", "minLength": 1, "maxLength": 200},
        "khong_dau": {"type": "string", "enum": ["true", "false"]},
        "file": {"type": "string", "format": "binary", "description": "CSV hoặc XLSX; cột so_dien_thoai và các trường"},
    },
}


@resource.endpoint(
    "POST",
    "/campaigns",
    "Tạo chiến dịch từ tệp CSV/XLSX hoặc từ nhóm người tham gia",
    scope=Scope.CAMPAIGNS,
    content={"multipart/form-data": _MULTIPART, "application/json": NewCampaign},
    answers={201: CampaignMade, 202: CampaignMade},
    problems=(400, 409, 413, 415, 422, 503),
    headers=ACTING,
)
def new_campaign(key: Key) -> Result:
    """Imports a small file at once (201); a large one goes on in the background (202), see GET."""
    if request.mimetype == "multipart/form-data":
        wanted, pieces = _from_form(key)
    else:
        wanted, pieces = _from_audience(key)
    try:
        campaign_id, complete = services().imports.take(wanted, pieces)
    except ImportRefused as refused:
        status = 503 if refused.code == "audience_unreachable" else 413 if refused.code == "file_too_large" else 422
        where = {"row": refused.row, "column": refused.column, "code": refused.code, "detail": refused.detail}
        raise Problem(status, refused.code, refused.detail, [where]) from None
    with reading(services().engine) as connection:
        found = view(connection, campaign_id, services().config)
    made = {name: found[name] for name in ("status", "rows", "valid", "errors")}
    return 201 if complete else 202, CampaignMade(id=str(campaign_id), **made)


def _from_form(key: Key) -> tuple[Wanted, Iterable[bytes]]:
    request.max_content_length = _FORM_LIMIT
    try:
        form, files = request.form, request.files
    except RequestEntityTooLarge:
        raise Problem(413, "too_large", text("problem.too_large")) from None
    _refuse_unknown(form.keys(), {"template", "name", "khong_dau"})
    _refuse_unknown(files.keys(), {"file"})
    described = validate(CampaignDescription, {name: form[name] for name in ("template", "name") if name in form})
    switch = form.get("khong_dau", "false")
    if switch not in {"true", "false"}:
        raise _wrong_field("khong_dau", "bool_type")
    file = files.get("file")
    if file is None:
        errors = [{"field": "file", "code": "missing", "detail": text("sms_api.file_missing")}]
        raise Problem(422, "invalid", text("sms_api.file_missing"), errors)
    file_name = _file_name(file.filename)
    wanted = _wanted(key, described, "file", file_name=file_name, khong_dau=switch == "true")
    stream = file.stream
    return wanted, iter(lambda: stream.read(_PIECE), b"")


def _from_audience(key: Key) -> tuple[Wanted, Iterable[bytes]]:
    asked = read_json(NewCampaign)
    config = services().config
    if config.audience_url is None or config.audience_token is None:
        raise Problem(409, "audience_not_configured", text("sms_api.audience_not_configured"))
    wanted = _wanted(key, asked, "audience", khong_dau=asked.khong_dau)
    return wanted, audience_csv(config.audience_url, config.audience_token, asked.audience.participants.province)


def _wanted(key: Key, described: CampaignDescription, kind: str, **rest: Any) -> Wanted:
    owner = Owner(key.id, not key.live)
    return Wanted(owner, actor(key), described.name, described.template, kind, **rest)


def _refuse_unknown(given: Iterable[str], known: set[str]) -> None:
    for name in given:
        if name not in known:
            raise _wrong_field(name[:64], "extra_forbidden")


def _wrong_field(field: str, code: str) -> Problem:
    errors = [{"field": field, "code": code, "detail": text(f"field.{code}")}]
    return Problem(422, "invalid", text("problem.invalid"), errors)


def _file_name(given: str | None) -> str | None:
    """The uploaded file's own name for the list of campaigns: no folder, nothing unprintable."""
    name = (given or "").replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(character for character in name if character.isprintable())[:200] or None


@resource.endpoint(
    "GET", "/campaigns/<int:campaign_id>", "Tiến độ một chiến dịch", scope=Scope.CAMPAIGNS, answers={200: CampaignView}
)
def campaign(key: Key, campaign_id: int) -> Result:
    """State, counts, segments, cost, rate and expected end."""
    return 200, shown(key, campaign_id)


def shown(key: Key, number: int) -> CampaignView:
    """How a campaign of this key stands. Raises Problem(404, "campaign_unknown")."""
    own(key, number)
    with reading(services().engine) as connection:
        found = view(connection, number, services().config, key.sees)
    return CampaignView(**(found | {"id": str(number)}))


def _start(connection: sa.Connection, number: int) -> None:
    lifecycle.start(connection, number, services().config)


_MOVES: dict[str, tuple[str, Callable[[sa.Connection, int], None]]] = {
    "start": ("Bắt đầu gửi", _start),
    "pause": ("Tạm dừng; tin đã trao cho nhà mạng vẫn đi", lifecycle.pause),
    "resume": ("Gửi tiếp", lifecycle.resume),
    "cancel": ("Hủy hẳn phần chưa gửi", lifecycle.cancel),
}


def _declare_move(name: str, summary: str, move: Callable[[sa.Connection, int], None]) -> None:
    def change(key: Key, campaign_id: int) -> Result:
        own(key, campaign_id)
        with services().engine.begin() as connection:
            move(connection, campaign_id)
        ring(services().config)
        return 200, shown(key, campaign_id)

    change.__name__ = f"{name}_campaign"
    path = f"/campaigns/<int:campaign_id>/{name}"
    declare = resource.endpoint(
        "POST", path, summary, scope=Scope.CAMPAIGNS, answers={200: CampaignView}, problems=(409, 429)
    )
    declare(change)


for _name, (_summary, _move) in _MOVES.items():
    _declare_move(_name, _summary, _move)


def own(key: Key, campaign_id: int) -> None:
    """Raises Problem(404, "campaign_unknown") unless it is a campaign that this key sees."""
    if campaign_id > MAX_ID:
        raise Problem(404, "campaign_unknown", text("sms.campaign_unknown"))
    with reading(services().engine) as connection:
        lifecycle.get(connection, campaign_id, key.sees)
