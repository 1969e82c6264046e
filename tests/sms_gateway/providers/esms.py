"""A table of the providers file for an aggregator of eSMS's shape, as its tests change it."""

from __future__ import annotations

from typing import Any

from sms_gateway.providers.esms.settings import EsmsSettings
from tests.support.esms import KEYS

SECRET = "signs-the-addresses"
ENVIRONMENT = {"API_KEY": KEYS["ApiKey"], "SECRET_KEY": KEYS["SecretKey"], "CALLBACK": SECRET}
FIXED = {
    "name": "esms",
    "kind": "esms",
    "api_key_env": "API_KEY",
    "secret_key_env": "SECRET_KEY",
    "brandname": "BHXHVN",
    "callback_url": "http://127.0.0.1:9/sms/v1",
    "callback_secret_env": "CALLBACK",
    "url": "http://127.0.0.1:9",
}
POLLED = {"callback_url": None, "callback_secret_env": None, "poll_after": 0.2, "poll_rate": 100.0}


def settings(**changes: Any) -> EsmsSettings:
    table = {key: value for key, value in (FIXED | changes).items() if value is not None}
    return EsmsSettings.model_validate(table, context={"environment": ENVIRONMENT})
