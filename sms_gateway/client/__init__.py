"""What another part of the product uses to speak to the gateway over HTTP; it imports nothing else of the gateway.

Every call has a short time-out and ends in a result or a GatewayError, never in an error of the HTTP library. Nothing is
retried here: the caller's outbox does that, and its id as ``reference`` makes the retry harmless.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import httpx

from sms_gateway.client.connection import Connection as Connection
from sms_gateway.client.connection import GatewayError as GatewayError
from sms_gateway.client.connection import GatewayRefused as GatewayRefused
from sms_gateway.client.connection import GatewayUnavailable as GatewayUnavailable
from sms_gateway.client.connection import read_json, refusal

Purpose = Literal["kcb", "password", "device", "phone", "link", "removal", "change", "hotline"]
Lane = Literal["transactional", "bulk"]

_TIMEOUT = httpx.Timeout(5.0, connect=1.0)
_BATCH_TIMEOUT = httpx.Timeout(30.0, connect=1.0)


@dataclass(frozen=True)
class Accepted:
    """A message the gateway has stored and will send. ``repeated``: it had this reference already."""

    id: str
    status: str
    encoding: str
    segments: int
    repeated: bool = False


@dataclass(frozen=True)
class BatchAccepted:
    """``accepted``: (id, reference) of each stored message; ``rejected``: (index, code, detail) of each refused one."""

    accepted: tuple[tuple[str, str | None], ...]
    rejected: tuple[tuple[int, str, str], ...]


@dataclass(frozen=True)
class OtpSent:
    """``sent`` True: a code is on its way, with ``id``, ``expires_at`` and the seconds until another may be asked for.

    ``sent`` False: too many or too soon; ``code`` and ``detail`` say which, ``resend_after`` how many seconds to wait.
    """

    sent: bool
    id: str = ""
    expires_at: datetime | None = None
    resend_after: int = 0
    code: str = ""
    detail: str = ""


@dataclass(frozen=True)
class OtpCheck:
    """``outcome``: verified; wrong; expired (also used or replaced); locked; unknown id.

    ``attempts_left`` after a wrong code; None when it was not six digits and so cost no try.
    """

    outcome: Literal["verified", "wrong", "expired", "locked", "unknown"]
    attempts_left: int | None = None
    detail: str = ""

    @property
    def verified(self) -> bool:
        """Whether the code was right, in time and not used before."""
        return self.outcome == "verified"


@dataclass(frozen=True)
class Message:
    """One message to send: either ``template`` with ``personalisation``, or ``body`` with ``lane``."""

    to: str
    reference: str
    template: str | None = None
    personalisation: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    lane: Lane | None = None

    def as_json(self) -> dict[str, Any]:
        """The body of POST /messages."""
        request: dict[str, Any] = {"to": self.to, "reference": self.reference}
        if self.template is not None:
            request |= {"template": self.template, "personalisation": dict(self.personalisation)}
        if self.body is not None:
            request["body"] = self.body
        if self.lane is not None:
            request["lane"] = self.lane
        return request


class SmsClient(Connection):
    """The gateway at ``base_url`` (".../sms/v1"), spoken to with one API key. Safe to share between threads."""

    def __init__(self, base_url: str, key: str, *, transport: httpx.BaseTransport | None = None) -> None:
        super().__init__(base_url, key, _TIMEOUT, transport)

    def send_message(self, message: Message) -> Accepted:
        """Hands one message over. Raises GatewayRefused (409 when the reference already stands for another message)."""
        status, answer = self._call("POST", "messages", message.as_json())
        return Accepted(
            answer["id"], answer["status"], answer["encoding"], answer["segments"], repeated=status == httpx.codes.OK
        )

    def send_batch(self, messages: Sequence[Message]) -> BatchAccepted:
        """Hands up to 10,000 messages over in one transaction of the gateway."""
        body = {"messages": [message.as_json() for message in messages]}
        _, answer = self._call("POST", "messages/batch", body, timeout=_BATCH_TIMEOUT)
        return BatchAccepted(
            tuple((item["id"], item["reference"]) for item in answer["accepted"]),
            tuple((item["index"], item["code"], item["detail"]) for item in answer["rejected"]),
        )

    def message_status(self, message_id: str) -> str:
        """Where a message stands: created, queued, claimed, sent, delivered, failed, expired, unknown ..."""
        _, answer = self._call("GET", f"messages/{message_id}")
        return str(answer["status"])

    def otp_send(self, to: str, purpose: Purpose, ip: str | None = None) -> OtpSent:
        """Sends a code to a phone. ``ip`` is the citizen's address, for the limits. Raises GatewayError otherwise."""
        headers = {"X-Citizen-Ip": ip} if ip else {}
        try:
            _, answer = self._call("POST", "otp", {"to": to, "purpose": purpose}, headers=headers)
        except GatewayRefused as refused:
            if refused.status != httpx.codes.TOO_MANY_REQUESTS:
                raise
            return OtpSent(False, resend_after=refused.retry_after or 30, code=refused.code, detail=refused.detail)
        expires_at = datetime.fromisoformat(answer["expires_at"])
        return OtpSent(True, answer["id"], expires_at, answer["resend_after"])

    def otp_check(self, otp_id: str, code: str) -> OtpCheck:
        """Whether a code is the one that was sent; each call with a wrong one uses up a try. Raises GatewayError."""
        response = self.send("POST", f"otp/{otp_id}/check", json={"code": code})
        answer = read_json(response)
        detail = str(answer.get("detail", ""))
        if response.status_code == httpx.codes.OK:
            return OtpCheck("verified")
        if response.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
            return OtpCheck("wrong", answer.get("attempts_left"), detail)
        if response.status_code == httpx.codes.GONE:
            return OtpCheck("expired", detail=detail)
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            return OtpCheck("locked", detail=detail)
        if response.status_code == httpx.codes.NOT_FOUND:
            return OtpCheck("unknown", detail=detail)
        raise refusal(response)

    def _call(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        timeout: httpx.Timeout = _TIMEOUT,
    ) -> tuple[int, dict[str, Any]]:
        response = self.send(method, path, json=body, headers=headers, timeout=timeout)
        if response.is_success:
            return response.status_code, read_json(response)
        raise refusal(response)
