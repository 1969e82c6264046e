"""``/otp``: codes by SMS."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Annotated, Literal

from flask import request
from pydantic import BaseModel, Field

from bhxh.messages import text
from kit.bodies import NO_CONTROL, Strict
from kit.problems import Problem
from sms_gateway.api.endpoints import Resource, Result
from sms_gateway.api.phones import recipient
from sms_gateway.api.services import services
from sms_gateway.keys import Key, Scope
from sms_gateway.messages.accept import Owner
from sms_gateway.otp.limits import LimitReached
from sms_gateway.otp.service import IPAddress, Outcome, Purpose

resource = Resource("otp")

CITIZEN_IP = "X-Citizen-Ip"


class NewOtp(Strict):
    """``ip``: the address of the citizen who asked, for the limits; the header X-Citizen-Ip says the same."""

    to: Annotated[str, Field(min_length=1, max_length=40, examples=["0912345678"]), NO_CONTROL]
    purpose: Literal["kcb", "password", "device", "phone", "link", "removal", "change", "hotline"]
    ip: Annotated[str, Field(min_length=2, max_length=45), NO_CONTROL] | None = None


class OtpSent(BaseModel):
    """``resend_after``: seconds until another code may be asked for; it doubles with every code of the hour."""

    id: str
    expires_at: str
    resend_after: int


class Code(Strict):
    """The six digits the citizen typed."""

    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")]


class Verified(BaseModel):
    """The code was right, in time, and is used up now."""

    verified: Literal[True] = True


@resource.endpoint(
    "POST",
    "/otp",
    "Gửi mã xác thực",
    scope=Scope.OTP,
    body=NewOtp,
    answers={202: OtpSent},
    problems=(429,),
    headers={CITIZEN_IP: {"type": "string", "anyOf": [{"format": "ipv4"}, {"format": "ipv6"}]}},
)
def new_otp(key: Key, body: NewOtp) -> Result:
    """Sends a fresh code; earlier ones to this phone for this purpose are good no longer."""
    msisdn = recipient(body.to, abroad=key.abroad)
    try:
        sent = services().otp.send(services().owner(key), msisdn, Purpose(body.purpose), _citizen_ip(body))
    except LimitReached as reached:
        raise _too_many(reached) from None
    expires_at = sent.expires_at.isoformat(timespec="seconds")
    return 202, OtpSent(id=sent.id, expires_at=expires_at, resend_after=sent.resend_after)


def _citizen_ip(body: NewOtp) -> IPAddress | None:
    value = body.ip if body.ip is not None else request.headers.get(CITIZEN_IP)
    if value is None:
        return None
    try:
        return ip_address(value.strip())
    except ValueError:
        field = "ip" if body.ip is not None else CITIZEN_IP
        errors = [{"field": field, "code": "value", "detail": text("field.value")}]
        raise Problem(422, "invalid", text("problem.invalid"), errors) from None


def _too_many(reached: LimitReached) -> Problem:
    key = {"resend": "otp_resend", "purpose": "otp_busy"}.get(reached.scope, "otp_too_many")
    minutes = -(-reached.retry_after // 60)
    return Problem(
        429,
        key,
        text(f"sms_api.{key}", seconds=reached.retry_after, minutes=minutes),
        headers={"Retry-After": str(reached.retry_after)},
        extra={"resend_after": reached.retry_after},
    )


@resource.endpoint(
    "POST",
    "/otp/<otp_id>/check",
    "Kiểm tra mã xác thực",
    scope=Scope.OTP,
    body=Code,
    answers={200: Verified},
    problems=(410, 429),
)
def check_otp(key: Key, otp_id: str, body: Code) -> Result:
    """Uses up one of five tries, and with the right code the code itself."""
    checked = services().otp.check(Owner(key.id, not key.live), otp_id[:64].replace("\0", " "), body.code)
    if checked.outcome is Outcome.VERIFIED:
        return 200, Verified()
    if checked.outcome is Outcome.WRONG:
        left = checked.attempts_left
        detail = text("sms_api.otp_wrong" if left else "sms_api.otp_wrong_last", left=left)
        raise Problem(422, "otp_wrong", detail, extra={"attempts_left": left})
    if checked.outcome is Outcome.EXPIRED:
        raise Problem(410, "otp_expired", text("sms_api.otp_expired"))
    if checked.outcome is Outcome.UNKNOWN:
        raise Problem(404, "otp_unknown", text("sms_api.otp_unknown"))
    if checked.retry_after is not None:
        detail = text("sms_api.otp_locked_phone", minutes=-(-checked.retry_after // 60))
        raise Problem(429, "otp_locked", detail, headers={"Retry-After": str(checked.retry_after)})
    raise Problem(429, "otp_locked", text("sms_api.otp_locked"))
