"""A gateway that keeps the contract of its OTP part, for tests of who asks for codes: five tries each, used once."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx

from bhxh.dates import utcnow
from sms_gateway.client import SmsClient

CODE = "123456"


@dataclass
class OtpGateway:
    """`sent`: what was asked to be sent; `checked`: how many codes were looked at. `down` makes it answer 503."""

    sent: list[dict[str, Any]] = field(default_factory=list)
    tries: dict[str, int] = field(default_factory=dict)
    checked: int = 0
    down: bool = False
    expired: bool = False

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            return httpx.Response(503)
        body = json.loads(request.content)
        if request.url.path.endswith("/otp"):
            self.sent.append({**body, "ip": request.headers.get("X-Citizen-Ip")})
            otp = f"otp-{len(self.sent)}"
            self.tries[otp] = 5
            expires = (utcnow() + timedelta(minutes=5)).isoformat()
            return httpx.Response(202, json={"id": otp, "expires_at": expires, "resend_after": 30})
        self.checked += 1
        otp = request.url.path.split("/")[-2]
        if self.expired or otp not in self.tries:
            return httpx.Response(410, json={"code": "expired", "detail": ""})
        if self.tries[otp] == 0:
            return httpx.Response(429, json={"code": "locked", "detail": ""})
        if body["code"] == CODE:
            del self.tries[otp]
            return httpx.Response(200, json={"verified": True})
        self.tries[otp] -= 1
        return httpx.Response(422, json={"code": "wrong", "attempts_left": self.tries[otp], "detail": ""})

    def client(self) -> SmsClient:
        """What asks it."""
        return SmsClient("http://sms/sms/v1", "key", transport=httpx.MockTransport(self))
