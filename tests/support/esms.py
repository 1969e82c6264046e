"""An aggregator of eSMS's shape, after https://developers.esms.vn: it takes each RequestId once and counts what it sends."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from tests.support.peer import Answer, Request

KEYS = {"ApiKey": "the-api-key", "SecretKey": "the-secret-key"}
SUBMIT, STATUS = "/SendMultipleMessage_V4_post_json/", "/GetSendStatus"

_DELIVERED = {"SendStatus": 5, "SendFailed": 0, "SendSuccess": 1}

Hook = Callable[[dict[str, Any]], Awaitable[bool]]
"""Given a request's JSON; False: hang up."""


async def go_on(_: dict[str, Any]) -> bool:
    return True


@dataclass
class Esms:
    """``sms`` counts what went out for each RequestId; ``asked`` has every submit. ``before`` and ``after`` run around taking one.

    ``states``: what is told of a message that is asked about; with ``delivers`` every other one has been delivered.
    ``broken``: those about which it cannot be asked.
    """

    sms: Counter[str] = field(default_factory=Counter)
    asked: list[dict[str, Any]] = field(default_factory=list)
    polled: list[dict[str, str]] = field(default_factory=list)
    states: dict[str, dict[str, Any]] = field(default_factory=dict)
    before: Hook = go_on
    after: Hook = go_on
    broken: set[str] = field(default_factory=set)
    delivers: bool = False

    async def script(self, request: Request) -> Answer:
        """What it does with a request."""
        if (request.method, request.path) == ("POST", SUBMIT):
            return await self._submit(request.json)
        assert (request.method, request.path) == ("GET", STATUS), request
        self.polled.append(request.query)
        assert request.query.items() >= KEYS.items()
        number = request.query["RefId"]
        state = self.states.get(number, _DELIVERED if self.delivers else None)
        told = {"CodeResponse": "105"} if state is None else {"CodeResponse": "100", "SMSID": number, **state}
        return (500 if number in self.broken else 200), json.dumps(told).encode()

    async def _submit(self, asked: dict[str, Any]) -> Answer:
        self.asked.append(asked)
        if not await self.before(asked):
            return None
        code, number = self._taken(asked)
        if not await self.after(asked):
            return None
        answer = {"CodeResult": code, "CountRegenerate": 0} | ({"SMSID": number} if number else {})
        return 200, json.dumps(answer).encode()

    def _taken(self, asked: dict[str, Any]) -> tuple[str, str | None]:
        reference = asked["RequestId"]
        if not asked.items() >= KEYS.items():
            return "101", None
        if not re.fullmatch(r"0[0-9]{9}", asked["Phone"]):
            return "108", None
        if asked["SmsType"] not in ("2", "8") or len(reference) > 50:
            return "118", None
        if asked["IsUnicode"] == "0" and not asked["Content"].isascii():
            return "146", None
        if reference in self.sms:
            return "124", None
        self.sms[reference] += 1
        return "100", self.number(asked)

    def number(self, asked: dict[str, Any]) -> str:
        """The SMSID of a request."""
        return f"dc712784-{asked['RequestId']}"

    def report(self, asked: dict[str, Any], **counts: int) -> dict[str, str]:
        """What it puts behind the address of a message's reports."""
        told = {"SMSID": self.number(asked), "SendStatus": 5, "SendFailed": 0, "SendSuccess": 1, "TotalReceiver": 1}
        more = {"RequestId": asked["RequestId"], "TypeId": "2", "telcoid": "1", "phonenumber": asked["Phone"]}
        return {name: str(value) for name, value in (told | more | counts).items()}
