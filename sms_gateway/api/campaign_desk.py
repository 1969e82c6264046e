"""What is decided before a campaign starts: what it costs and how it reads, the second person's consent, the hour; and the list."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, Field

from bhxh.messages import text
from kit.bodies import Strict
from kit.database import reading
from kit.problems import Problem
from sms_gateway.api.campaigns import CampaignView, own, shown
from sms_gateway.api.endpoints import ACTING, MAX_ID, Resource, Result, actor
from sms_gateway.api.services import services
from sms_gateway.campaigns import lifecycle, listing
from sms_gateway.campaigns.dry_run import Way, dry_run
from sms_gateway.campaigns.view import view
from sms_gateway.keys import Key, Scope
from sms_gateway.schema import CampaignStatus

resource = Resource("campaign_desk")


class Wanted(Strict):
    """Which campaigns: of one status, and older than the one with id ``before``."""

    status: Annotated[CampaignStatus, Field(strict=False)] | None = None
    before: Annotated[int, Field(ge=1, le=MAX_ID, strict=False)] | None = None


class Summary(BaseModel):
    """One campaign in a list. ``counts``: messages per status; ``cost`` in đồng, null when no price is set; ``approved_by``: the key that consented."""

    id: str
    name: str
    status: CampaignStatus
    template: str
    khong_dau: bool
    file_name: str | None
    rows: int
    valid: int
    counts: dict[str, int]
    segments: int
    cost: int | None
    created_by: str
    created_at: datetime
    approved_by: str | None


class Campaigns(BaseModel):
    """Newest first. ``next``: the ``before`` of the next page, null on the last."""

    campaigns: list[Summary]
    next: str | None


class ToApprove(Summary):
    """With the template's words, because that is what is consented to."""

    template_body: str


class Approvals(BaseModel):
    """Newest first."""

    campaigns: list[ToApprove]


@resource.endpoint(
    "GET", "/campaigns", "Danh sách chiến dịch", scope=Scope.CAMPAIGNS, query=Wanted, answers={200: Campaigns}
)
def campaigns(key: Key, query: Wanted) -> Result:
    """The key's own, 50 at a time; a console's key sees everybody's."""
    with reading(services().engine) as connection:
        found = listing.own(connection, key.sees, query.status, query.before)
    following = str(found[-1]["id"]) if len(found) == listing.PAGE else None
    return 200, Campaigns(campaigns=[Summary(**_priced(row)) for row in found], next=following)


@resource.endpoint(
    "GET", "/approvals", "Chiến dịch đang chờ người thứ hai phê duyệt", scope=Scope.APPROVALS, answers={200: Approvals}
)
def approvals(key: Key) -> Result:
    """Of every key: who approves is never who made it. Recipients are not shown."""
    with reading(services().engine) as connection:
        found = listing.waiting(connection, services().config, sandbox=not key.live)
    return 200, Approvals(campaigns=[ToApprove(**_priced(row)) for row in found])


@resource.endpoint(
    "POST",
    "/campaigns/<int:campaign_id>/approve",
    "Phê duyệt chiến dịch của người khác",
    scope=Scope.APPROVALS,
    answers={200: CampaignView},
    problems=(409, 422),
    headers=ACTING,
)
def approve(key: Key, campaign_id: int) -> Result:
    """Consents; the campaign's own key then starts it. 403 for the key, or the person at a console, that made it."""
    if campaign_id > MAX_ID:
        raise Problem(404, "campaign_unknown", text("sms.campaign_unknown"))
    with services().engine.begin() as connection:
        row = lifecycle.get(connection, campaign_id)
        if row.sandbox == key.live:  # a test key has no say in what goes to real phones, nor the other way round
            raise Problem(404, "campaign_unknown", text("sms.campaign_unknown"))
        lifecycle.approve(connection, campaign_id, actor(key))
    with reading(services().engine) as connection:
        found = view(connection, campaign_id, services().config)
    return 200, CampaignView(**(found | {"id": str(campaign_id)}))


class When(Strict):
    """``at``: ISO 8601 with its offset; null: the campaign waits for ``start`` again."""

    at: Annotated[AwareDatetime, Field(strict=False)] | None


@resource.endpoint(
    "POST",
    "/campaigns/<int:campaign_id>/schedule",
    "Hẹn giờ bắt đầu gửi",
    scope=Scope.CAMPAIGNS,
    body=When,
    answers={200: CampaignView},
    problems=(409, 429),
)
def schedule(key: Key, campaign_id: int, body: When) -> Result:
    """Plans the start of a ready campaign, within 90 days, or takes it back."""
    own(key, campaign_id)
    with services().engine.begin() as connection:
        lifecycle.schedule(connection, campaign_id, body.at, services().config)
    return 200, shown(key, campaign_id)


class WayToSend(BaseModel):
    """``segments`` of all recipients; ``cost`` in đồng, null when no price is set."""

    segments: int
    per_message: float
    cost: int | None


class DryRunView(BaseModel):
    """``khong_dau`` is projected from the first ``sampled`` texts; ``saves_percent``: what it would spare of the segments."""

    recipients: int
    sampled: int
    texts: list[str]
    as_is: WayToSend
    khong_dau: WayToSend
    saves_percent: int
    advice: str


@resource.endpoint(
    "GET",
    "/campaigns/<int:campaign_id>/dry-run",
    "Gửi thử trên giấy: nội dung, số phần, chi phí có dấu và không dấu",
    scope=Scope.CAMPAIGNS,
    answers={200: DryRunView},
)
def dry_run_of(key: Key, campaign_id: int) -> Result:
    """Nothing is sent."""
    own(key, campaign_id)
    with reading(services().engine) as connection:
        found = dry_run(connection, services().sealing, campaign_id)
    values = {"now": found.as_is.per_message, "bare": found.bare.per_message, "saves": found.saves}
    told = {name: f"{value:g}".replace(".", ",") for name, value in values.items()}
    which = "bare" if found.already_bare else "saves" if found.saves > 0 else "same"
    advice = text(f"sms_api.dry_run.{which}", **told)
    return 200, DryRunView(
        recipients=found.recipients,
        sampled=found.sampled,
        texts=list(found.texts),
        as_is=_way(found.as_is),
        khong_dau=_way(found.bare),
        saves_percent=found.saves,
        advice=advice,
    )


def _way(way: Way) -> WayToSend:
    return WayToSend(segments=way.segments, per_message=way.per_message, cost=_cost(way.segments))


def _cost(segments: int) -> int | None:
    price = services().config.segment_price
    return None if price is None else segments * price


def _priced(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"id": str(row["id"]), "cost": _cost(row["segments"])}
