"""An SMSC by SMPP 3.4: see README.md."""

from __future__ import annotations

from sms_gateway.providers.registry import Kind
from sms_gateway.providers.smpp.provider import SmppProvider
from sms_gateway.providers.smpp.settings import SmppSettings

KIND = Kind("smpp", SmppSettings, SmppProvider)
