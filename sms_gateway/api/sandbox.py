"""``/sandbox``: what arrived at the demo's phones, for programs and as a page for people."""

from __future__ import annotations

from typing import Annotated

import sqlalchemy as sa
from flask import Response, render_template
from pydantic import BaseModel, Field

from bhxh.dates import VIETNAM
from bhxh.messages import text
from kit.bodies import NO_CONTROL, Strict
from kit.database import reading
from kit.problems import Problem
from sms_gateway.api.endpoints import Media, Resource, Result
from sms_gateway.api.phones import recipient
from sms_gateway.api.services import services
from sms_gateway.api.templates import LaneName
from sms_gateway.keys import Key, Scope
from sms_gateway.numbers import shown
from sms_gateway.schema import AnyRow, Lane, sandbox_inbox

MOST = 200
# Nothing inline, nothing from elsewhere: texts of messages stand on this page.
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)

resource = Resource("sandbox")


class InboxQuery(Strict):
    """``to``: a phone number; without it, everybody's messages."""

    to: Annotated[str, Field(min_length=1, max_length=40), NO_CONTROL] | None = None


class InboxMessage(BaseModel):
    """A message that arrived. ``at``: when it was handed over, Vietnam time."""

    id: str
    to: str
    body: str
    lane: LaneName
    at: str


class Inbox(BaseModel):
    """The newest 200, newest first."""

    messages: list[InboxMessage]


def _only_in_demo() -> None:
    if not services().config.demo:
        raise Problem(404, "not_found", text("sms_api.sandbox_only_demo"))


@resource.endpoint(
    "GET",
    "/sandbox/messages",
    "Tin nhắn đã tới hộp thư thử",
    scope=Scope.SANDBOX,
    query=InboxQuery,
    answers={200: Inbox},
    problems=(404,),
)
def inbox(key: Key, query: InboxQuery) -> Result:
    """What the sandbox delivered, newest first."""
    _only_in_demo()
    table = sandbox_inbox.c
    wanted = sa.select(table.message_id, table.phone, table.body, table.lane, table.at).where(
        table.outcome == "delivered", table.body.is_not(None)
    )
    if query.to is not None:
        wanted = wanted.where(table.phone_hash == services().sealing.phone_hash(recipient(query.to)))
    with reading(services().engine) as connection:
        rows = connection.execute(wanted.order_by(table.id.desc()).limit(MOST)).all()
    return 200, Inbox(messages=[_message(row) for row in rows])


def _message(row: AnyRow) -> InboxMessage:
    sealing = services().sealing
    lane: LaneName = Lane(row.lane).name.lower()  # type: ignore[assignment]
    return InboxMessage(
        id=str(row.message_id),
        to=shown(sealing.open("sandbox_inbox.phone", row.message_id, row.phone)),
        body=sealing.open("sandbox_inbox.body", row.message_id, row.body),
        lane=lane,
        at=row.at.astimezone(VIETNAM).isoformat(timespec="milliseconds"),
    )


@resource.endpoint(
    "GET",
    "/sandbox/",
    "Trang hộp thư thử",
    scope=None,
    answers={200: Media("text/html")},
    problems=(404,),
)
def page() -> Result:
    """The inbox for people, from which they can text the assistant too. The page itself holds no message: its script asks for them, and
    sends, with the key that the person gives, in a header. Nothing is done by a cookie, so no other site can do it for them."""
    _only_in_demo()
    answer = Response(render_template("sandbox_inbox.html", text=text), content_type="text/html; charset=utf-8")
    answer.headers["Content-Security-Policy"] = PAGE_POLICY
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
