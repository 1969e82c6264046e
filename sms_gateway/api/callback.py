"""``/callback``: where a key's owner wants to be told what became of messages and what phones answer."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from flask import Response
from pydantic import BaseModel, Field

from bhxh.dates import utcnow
from bhxh.messages import text
from kit.bodies import NO_CONTROL, Strict
from kit.database import reading
from kit.problems import Problem
from sms_gateway.api.endpoints import Media, Resource, Result
from sms_gateway.api.services import services
from sms_gateway.callbacks import addresses
from sms_gateway.callbacks.addresses import Inbound
from sms_gateway.keys import Key, Scope

resource = Resource("callback")


class NewCallback(Strict):
    """``sent``: whether the passing status ``sent`` is told besides the final ones; ``inbound``: own (texts that answer messages of this
    key) or none."""

    url: Annotated[
        str, Field(min_length=1, max_length=addresses.MAX_URL, examples=["https://vi-du.vn/sms"]), NO_CONTROL
    ]
    sent: bool = False
    inbound: Literal["none", "own"] = "none"


class CallbackMade(BaseModel):
    """``secret``: what batches are signed with from now on; shown this once."""

    url: str
    sent: bool
    inbound: Inbound
    secret: str


class CallbackView(BaseModel):
    """``waiting``: events to be told, the oldest of ``oldest``; ``error``, ``failures`` and ``failing_since``: of the tries since it last
    went well; ``dropped``: events given up after a day."""

    url: str
    sent: bool
    inbound: Inbound
    waiting: int
    oldest: datetime | None
    failures: int
    failing_since: datetime | None
    error: str | None
    delivered_at: datetime | None
    dropped: int


@resource.endpoint(
    "GET",
    "/callback",
    "Địa chỉ nhận thông báo của khóa",
    scope=Scope.CALLBACKS,
    answers={200: CallbackView},
    problems=(404,),
)
def callback(key: Key) -> Result:
    """How it stands."""
    with reading(services().engine) as connection:
        found = addresses.listing(connection, key.id)
    if not found:
        raise _none()
    return 200, CallbackView(**{name: getattr(found[0], name) for name in CallbackView.model_fields})


@resource.endpoint(
    "PUT",
    "/callback",
    "Đặt địa chỉ nhận thông báo",
    scope=Scope.CALLBACKS,
    body=NewCallback,
    answers={200: CallbackMade},
)
def put_callback(key: Key, body: NewCallback) -> Result:
    """The address from now on, with a new secret."""
    at = services()
    addresses.check(body.url, at.config)
    inbound = Inbound(body.inbound)
    with at.engine.begin() as connection:
        secret = addresses.put(
            connection, at.sealing, key.id, url=body.url, sent=body.sent, inbound=inbound, now=utcnow()
        )
    return 200, CallbackMade(url=body.url, sent=body.sent, inbound=inbound, secret=secret)


@resource.endpoint(
    "DELETE",
    "/callback",
    "Bỏ địa chỉ nhận thông báo",
    scope=Scope.CALLBACKS,
    answers={204: Media("application/json")},
    problems=(404,),
)
def delete_callback(key: Key) -> Result:
    """Nothing is told any more, what waits neither."""
    with services().engine.begin() as connection:
        known = addresses.remove(connection, key.id)
    if not known:
        raise _none()
    return Response(status=204)


def _none() -> Problem:
    return Problem(404, "callback_none", text("sms_rules.callback_none"))
