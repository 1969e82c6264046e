"""What a page that follows a campaign shows besides its state: telcos, reasons of failures, how it went along; and a test send."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from pydantic import BaseModel, Field

from kit.bodies import NO_CONTROL, Strict
from kit.database import reading
from kit.problems import Problem
from sms_gateway import templates
from sms_gateway.api.campaigns import own
from sms_gateway.api.endpoints import Resource, Result
from sms_gateway.api.messages import FieldName, FieldValue, MessageAccepted
from sms_gateway.api.phones import recipient
from sms_gateway.api.services import services
from sms_gateway.campaigns import lifecycle
from sms_gateway.campaigns.progress import points
from sms_gateway.keys import Key, Scope
from sms_gateway.messages.accept import Draft, accept
from sms_gateway.schema import Lane
from sms_gateway.wakeup import ring

resource = Resource("campaign_figures")


class TelcoFigures(BaseModel):
    """Messages per status of one telco ("other": abroad or unknown)."""

    telco: str
    counts: dict[str, int]


class Reason(BaseModel):
    """Why messages failed, expired or are unknown: ``error`` as the messages carry it."""

    status: str
    error: str
    messages: int


class ProgressPoint(BaseModel):
    """What had become of the messages by ``at``."""

    at: str
    handed_over: int
    delivered: int
    failed: int


class Figures(BaseModel):
    """``telcos`` and ``reasons`` may be some seconds old for a large campaign; ``progress`` has a point every five seconds."""

    telcos: list[TelcoFigures]
    reasons: list[Reason]
    progress: list[ProgressPoint]


class TrialSend(Strict):
    """``personalisation``: values for the template's fields, made up by who tests; no recipient's data is used."""

    to: Annotated[str, Field(min_length=1, max_length=40, examples=["0912345678"]), NO_CONTROL]
    personalisation: dict[FieldName, FieldValue] = Field(default_factory=dict, max_length=50)


@resource.endpoint(
    "GET",
    "/campaigns/<int:campaign_id>/figures",
    "Số liệu theo nhà mạng, theo lý do lỗi và theo thời gian",
    scope=Scope.CAMPAIGNS,
    answers={200: Figures},
)
def figures(key: Key, campaign_id: int) -> Result:
    """For charts and the final report."""
    own(key, campaign_id)
    found = services().breakdowns.get(campaign_id)
    with reading(services().engine) as connection:
        course = points(connection, campaign_id)
    return 200, Figures(
        telcos=[TelcoFigures(telco=telco, counts=counts) for telco, counts in found.telcos.items()],
        reasons=[Reason(status=status, error=error, messages=count) for status, error, count in found.reasons],
        progress=[
            ProgressPoint(
                at=point.at.isoformat(timespec="seconds"),
                handed_over=point.handed_over,
                delivered=point.delivered,
                failed=point.failed,
            )
            for point in course
        ],
    )


@resource.endpoint(
    "POST",
    "/campaigns/<int:campaign_id>/test",
    "Gửi thử một tin của chiến dịch tới một số",
    scope=Scope.CAMPAIGNS,
    body=TrialSend,
    answers={202: MessageAccepted},
    problems=(429,),
)
def test_send(key: Key, campaign_id: int, body: TrialSend) -> Result:
    """One message in the campaign's very wording, sent at once, in no count of the campaign."""
    own(key, campaign_id)
    at = services()
    with reading(at.engine) as connection:
        plan = lifecycle.plan_of(connection, campaign_id)
    words = templates.render(plan.template.body, body.personalisation)
    draft = Draft(to=recipient(body.to), body=words, lane=Lane.TRANSACTIONAL, khong_dau=plan.khong_dau)
    answer = accept(at.engine, at.sealing, replace(at.owner(key), sandbox=plan.sandbox or not key.live), [draft])[0]
    if isinstance(answer, Problem):
        raise answer
    ring(at.config)
    return 202, MessageAccepted(
        id=str(answer.id), status=answer.status, encoding=answer.encoding, segments=answer.segments
    )
