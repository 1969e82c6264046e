"""Codes by SMS: the gateway's answers as what a person is told. No transaction is open while the gateway is called."""

from datetime import datetime
from http import HTTPStatus
from math import ceil
from typing import NoReturn

from backend.declined import Declined
from bhxh.messages import text
from kit.logs import get_logger
from sms_gateway.client import GatewayError, GatewayRefused, OtpCheck, OtpSent, Purpose, SmsClient

log = get_logger(__name__)


def send(sms: SmsClient, phone: str, purpose: Purpose, client: str) -> OtpSent:
    """Send a code to a phone. ``client``: the network address of who asks. Raises Declined: otp_resend, otp_too_many, otp_busy, or
    sms_unavailable."""
    try:
        sent = sms.otp_send(phone, purpose, ip=client or None)
    except GatewayError as error:
        _down(error)
    if not sent.sent or sent.expires_at is None:
        raise Declined(sent.code, _refused(sent))
    return sent


def minutes_left(sent: OtpSent, now: datetime) -> int:
    """How long the code that was sent holds, in whole minutes."""
    return max(1, round((sent.expires_at - now).total_seconds() / 60)) if sent.expires_at is not None else 0


def check(sms: SmsClient, request_id: str, code: str) -> None:
    """Use up one try. Raises Declined: wrong, expired, locked, sms_unavailable."""
    if not code:
        raise Declined("wrong", text("identity.not_a_code"))
    try:
        answer = sms.otp_check(request_id, code)
    except GatewayError as error:
        _down(error)
    if not answer.verified:
        _refuse(answer)


def _refused(sent: OtpSent) -> str:
    if sent.code == "otp_resend":
        return text("identity.resend_wait", seconds=sent.resend_after)
    if sent.code == "otp_busy":
        return text("identity.busy")
    return text("identity.too_many", minutes=max(1, ceil(sent.resend_after / 60)))


def _refuse(check: OtpCheck) -> NoReturn:
    if check.outcome == "wrong":
        if check.attempts_left is None:
            raise Declined("wrong", text("identity.not_a_code"))
        if check.attempts_left == 0:
            raise Declined("locked", text("identity.locked"))
        detail = text("identity.wrong", left=check.attempts_left)
        raise Declined("wrong", detail, attempts_left=check.attempts_left)
    code = "locked" if check.outcome == "locked" else "expired"
    raise Declined(code, text(f"identity.{code}"))


def _down(error: GatewayError) -> NoReturn:
    refused = error if isinstance(error, GatewayRefused) else None
    if refused is not None and refused.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise Declined(refused.code, refused.detail)
    log.error("otp_gateway_failed", error=str(error))
    raise Declined("sms_unavailable", text("identity.sms_down"))
