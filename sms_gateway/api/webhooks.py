"""``/receipts/{provider}`` and ``/inbound/{provider}``: what providers tell us, each authenticated in its own way.

The sandbox reports by itself; its webhook lets a tool play a telco whose receipt comes late, twice or in the wrong order.
It shows a key with the scope ``sandbox``. No provider of this gateway brings messages of citizens in, so ``/inbound``
knows none.
"""

from __future__ import annotations

from typing import Annotated, Literal

from flask import Response
from pydantic import Field

from bhxh.dates import utcnow
from bhxh.messages import text
from kit.bodies import NO_CONTROL, Strict, read_json, read_query
from kit.problems import Problem
from sms_gateway.api.endpoints import Media, Resource, Result, authenticate
from sms_gateway.api.services import services
from sms_gateway.keys import Scope
from sms_gateway.messages import receipts
from sms_gateway.providers import Receipt, sandbox
from sms_gateway.schema import Status

resource = Resource("webhooks")

_ANSWERS = {204: Media("application/json")}


class SandboxReceipt(Strict):
    """``id``: the sandbox's own number of a message ("sb-12")."""

    id: Annotated[str, Field(pattern=r"^sb-[0-9]{1,18}$"), NO_CONTROL]
    status: Literal["delivered", "failed", "expired"]


def _known(provider: str) -> None:
    if provider != sandbox.NAME:
        raise Problem(404, "provider_unknown", text("sms_api.provider_unknown"))


@resource.endpoint(
    "POST",
    "/receipts/<provider>",
    "Báo cáo phát của nhà cung cấp",
    scope=None,
    content={"application/json": SandboxReceipt},
    answers=_ANSWERS,
    problems=(400, 401, 403, 413, 415, 422),
)
def receipt(provider: str) -> Result:
    """A receipt only moves a message forward; one that is repeated or late changes nothing."""
    _known(provider)
    authenticate(Scope.SANDBOX)
    return _apply(read_json(SandboxReceipt))


@resource.endpoint(
    "GET",
    "/receipts/<provider>",
    "Báo cáo phát của nhà cung cấp (bằng địa chỉ)",
    scope=None,
    answers=_ANSWERS,
    problems=(401, 403, 422),
)
def receipt_by_query(provider: str) -> Result:
    """The same for providers that report by GET."""
    _known(provider)
    authenticate(Scope.SANDBOX)
    return _apply(read_query(SandboxReceipt))


def _apply(told: SandboxReceipt) -> Response:
    status = Status[told.status.upper()]
    error = None if status is Status.DELIVERED else f"sandbox_{told.status}"
    with services().engine.begin() as connection:
        receipts.apply(connection, [Receipt(sandbox.NAME, told.id, status, utcnow(), error)])
    return Response(status=204)


@resource.endpoint(
    "POST", "/inbound/<provider>", "Tin nhắn đến từ nhà cung cấp", scope=None, answers={}, problems=(404,)
)
def inbound(provider: str) -> Result:
    """Refuses every provider: none that is configured brings messages in."""
    raise Problem(404, "provider_unknown", text("sms_api.provider_unknown"))
