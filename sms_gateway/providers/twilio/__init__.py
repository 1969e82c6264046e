"""Twilio's Programmable Messaging through its own SDK: see README.md."""

from __future__ import annotations

from sms_gateway.providers.registry import Kind
from sms_gateway.providers.twilio.callbacks import hear, listen
from sms_gateway.providers.twilio.provider import TwilioProvider
from sms_gateway.providers.twilio.settings import TwilioSettings

KIND = Kind("twilio", TwilioSettings, TwilioProvider, hear, listen)
