"""eSMS, and aggregators whose HTTP interface has its shape: see README.md."""

from __future__ import annotations

from sms_gateway.providers.esms.callbacks import hear
from sms_gateway.providers.esms.provider import EsmsProvider
from sms_gateway.providers.esms.settings import EsmsSettings
from sms_gateway.providers.registry import Kind

KIND = Kind("esms", EsmsSettings, EsmsProvider, hear)
