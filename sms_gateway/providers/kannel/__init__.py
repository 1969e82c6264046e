"""Kannel's HTTP interface: see README.md."""

from __future__ import annotations

from sms_gateway.providers.kannel.provider import KannelProvider, hear
from sms_gateway.providers.kannel.settings import KannelSettings
from sms_gateway.providers.registry import Kind

KIND = Kind("kannel", KannelSettings, KannelProvider, hear)
