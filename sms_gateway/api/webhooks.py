"""``/receipts/{provider}`` and ``/inbound/{provider}``: what providers tell us, each authenticated in its own way.

The sandbox reports by itself; its webhook lets a tool play a telco whose receipt comes late, twice or in the wrong order.
It shows a key with the scope ``sandbox``. What a configured provider reports is read by its kind. No provider brings messages
of citizens in by HTTP, so ``/inbound`` knows none.
"""

from __future__ import annotations

from typing import Annotated, Literal

from flask import Response, request
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
from sms_gateway.providers.callbacks import Callback, Forged, Unreadable
from sms_gateway.providers.registry import kinds
from sms_gateway.schema import Status

resource = Resource("webhooks")

_ANSWERS = {204: Media("application/json")}


class SandboxReceipt(Strict):
    """``id``: the sandbox's own number of a message ("sb-12")."""

    id: Annotated[str, Field(pattern=r"^sb-[0-9]{1,18}$"), NO_CONTROL]
    status: Literal["delivered", "failed", "expired"]


def _told(provider: str) -> Response:
    """What a configured provider reports, applied."""
    for settings in services().config.providers:
        hear = kinds()[settings.kind].hear
        if settings.name == provider and hear is not None:
            break
    else:
        raise Problem(404, "provider_unknown", text("sms_api.provider_unknown"))
    try:
        reports = hear(settings, Callback(request.args.to_dict(), dict(request.headers), request.get_data()))
    except Forged:
        raise Problem(403, "signature", text("providers.forged")) from None
    except Unreadable:
        raise Problem(422, "unreadable", text("providers.unreadable_report")) from None
    with services().engine.begin() as connection:
        receipts.apply(connection, reports)
    return Response(status=204)


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
    if provider != sandbox.NAME:
        return _told(provider)
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
    if provider != sandbox.NAME:
        return _told(provider)
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
