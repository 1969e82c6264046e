"""Zalo's template messages by phone number (ZBS, formerly ZNS): see README.md."""

from __future__ import annotations

from sms_gateway.providers.registry import Kind
from sms_gateway.providers.zbs.events import hear
from sms_gateway.providers.zbs.provider import ZbsProvider
from sms_gateway.providers.zbs.settings import ZbsSettings

KIND = Kind("zbs", ZbsSettings, ZbsProvider, hear, heard=200)  # "HTTP 200 within two seconds", says Zalo
