"""A table of the providers file for Twilio, and Twilio's side of its webhooks."""

from __future__ import annotations

import base64
import hmac
from typing import Any

import httpx

from sms_gateway.providers.twilio.settings import TwilioSettings
from tests.sms_gateway.gateway import Gateway
from tests.sms_gateway.providers.whole import PHONE
from tests.support.prism import SID

TOKEN = "signs-what-twilio-sends"
ACCOUNT = "AC" + "0" * 32
PUBLIC = "https://sms.example.vn/sms/v1"
"""The address that Twilio knows; tests reach the gateway by another, as a proxy does."""


def settings(**changes: Any) -> TwilioSettings:
    table = {
        "name": "twilio",
        "kind": "twilio",
        "account_sid": ACCOUNT,
        "auth_token_env": "TOKEN",
        "sender": "BHXHVN",
        "callback_url": PUBLIC,
        "api_url": "http://127.0.0.1:9",
        **changes,
    }
    table = {key: value for key, value in table.items() if value is not None}
    return TwilioSettings.model_validate(table, context={"environment": {"TOKEN": TOKEN, "KEY": "secret-of-the-key"}})


def signed(url: str, form: dict[str, str], token: str = TOKEN) -> dict[str, str]:
    """X-Twilio-Signature as https://www.twilio.com/docs/usage/security describes it, not as the SDK computes it."""
    text = url + "".join(name + form[name] for name in sorted(form))
    mac = hmac.new(token.encode(), text.encode(), "sha1")
    return {"X-Twilio-Signature": base64.b64encode(mac.digest()).decode()}


def report(message_id: str | None, state: str, **more: str) -> tuple[str, dict[str, str]]:
    """(path, form) of a status callback."""
    form = {"MessageSid": SID, "MessageStatus": state, "To": f"+{PHONE}", "AccountSid": ACCOUNT, **more}
    return "/receipts/twilio" + (f"?id={message_id}" if message_id else ""), form


def tell(gateway: Gateway, told: tuple[str, dict[str, str]], public: str = PUBLIC, token: str = TOKEN) -> int:
    """Send it, signed; the status that is answered."""
    path, form = told
    return httpx.post(gateway.url + path, data=form, headers=signed(public + path, form, token)).status_code
