"""``/receipts/{provider}`` and ``/inbound/{provider}``: what providers tell us, each authenticated in its own way.

The sandbox reports by itself; its webhook lets a tool play a telco whose receipt comes late, twice or in the wrong order.
It shows a key with the scope ``sandbox``. What a configured provider reports or brings in is read by its kind.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal, TypeVar

from flask import Response, request
from pydantic import Field

from bhxh.dates import utcnow
from bhxh.messages import text
from kit.bodies import NO_CONTROL, Strict, body_bytes, read_json, read_query
from kit.problems import Problem
from sms_gateway import metrics
from sms_gateway.api.endpoints import Media, Resource, Result, authenticate
from sms_gateway.api.services import services
from sms_gateway.health import book as health
from sms_gateway.keys import Scope
from sms_gateway.messages import fallback, receipts
from sms_gateway.messages import inbound as inbox
from sms_gateway.providers import InboundPart, Receipt, sandbox
from sms_gateway.providers.callbacks import LIMIT, Callback, Forged, Texts, Unreadable
from sms_gateway.providers.registry import kinds
from sms_gateway.providers.settings import ProviderSettings
from sms_gateway.schema import Status
from sms_gateway.wakeup import ring, ring_relay

T = TypeVar("T")

resource = Resource("webhooks")

_ANSWERS = {200: Media("application/json"), 204: Media("application/json")}


class SandboxText(Strict):
    """What a phone of the sandbox sends. ``sender``: its number; ``recipient``: ours, such as 8079."""

    sender: Annotated[str, Field(min_length=1, max_length=21), NO_CONTROL]
    recipient: Annotated[str, Field(min_length=1, max_length=21), NO_CONTROL] = "8079"
    text: Annotated[str, Field(max_length=1600), NO_CONTROL]


class SandboxReceipt(Strict):
    """``id``: the sandbox's own number of a message ("sb-12")."""

    id: Annotated[str, Field(pattern=r"^sb-[0-9]{1,18}$"), NO_CONTROL]
    status: Literal["delivered", "failed", "expired"]


def _settings(provider: str) -> ProviderSettings:
    for settings in services().config.providers:
        if settings.name == provider:
            return settings
    raise _unknown()


def _unknown() -> Problem:
    return Problem(404, "provider_unknown", text("sms_api.provider_unknown"))


def _read(read: Callable[[Any, Callback], T], settings: ProviderSettings) -> T:
    """What the provider's kind makes of the request. Raises Problem 403, 413 or 422."""
    try:
        return read(settings, Callback(request.args.to_dict(), dict(request.headers), body_bytes(LIMIT)))
    except Forged:
        raise Problem(403, "signature", text("providers.forged")) from None
    except Unreadable:
        raise Problem(422, "unreadable", text("providers.unreadable_report")) from None


def _told(provider: str) -> Response:
    """What a configured provider reports, applied."""
    settings = _settings(provider)
    kind = kinds()[settings.kind]
    if kind.hear is None:
        raise _unknown()
    reports = _read(kind.hear, settings)
    _keep(reports, settings.may_be_followed)
    return Response(status=kind.heard)


def _keep(reports: Sequence[Receipt], may_be_followed: bool = False) -> None:
    """``may_be_followed``: their messages go on by another provider without them."""
    tally = services().tally
    with services().engine.begin() as connection:
        receipts.apply(connection, reports, tally)
        if may_be_followed:
            fallback.reported(connection, reports)
        if tally.due():
            health.write(connection, tally.take(), utcnow())
    metrics.reported(reports)


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
    problems=(401, 403, 413, 422),
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
    _keep([Receipt(sandbox.NAME, told.id, status, utcnow(), error)])
    return Response(status=204)


@resource.endpoint(
    "POST",
    "/inbound/<provider>",
    "Tin nhắn đến từ nhà cung cấp",
    scope=None,
    content={"application/x-www-form-urlencoded": {"type": "object"}, "application/json": SandboxText},
    answers=_ANSWERS,
    problems=(400, 401, 403, 404, 413, 415, 422),
)
def inbound(provider: str) -> Result:
    """A phone's message, kept before the provider hears that we have it; one that is repeated changes nothing."""
    parts = [_sandbox_text()] if provider == sandbox.NAME else _brought(provider)
    at = services()
    with at.engine.begin() as connection:
        inbox.keep(connection, at.sealing, parts, utcnow())
    ring(at.config)
    ring_relay(at.config)
    return Response(status=204)


def _brought(provider: str) -> Texts:
    settings = _settings(provider)
    listen = kinds()[settings.kind].listen
    if listen is None:
        raise _unknown()
    return _read(listen, settings)


def _sandbox_text() -> InboundPart:
    """What a phone of the sandbox sends. In the demo alone: elsewhere its number is somebody's, whom an answer would reach."""
    authenticate(Scope.SANDBOX)
    if not services().config.demo:
        raise Problem(404, "sandbox_only_demo", text("sms_api.sandbox_only_demo"))
    told = read_json(SandboxText)
    return InboundPart(sandbox.NAME, told.sender, told.recipient, told.text)
