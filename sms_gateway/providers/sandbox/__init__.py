"""The sandbox: see ``provider``. Its behaviour is set by ``BHXH_SANDBOX_*``; a table of the providers file only routes to it."""

from __future__ import annotations

from typing import Literal

from sms_gateway.providers.registry import Kind, Surroundings
from sms_gateway.providers.sandbox.provider import NAME, Sandbox, provider_number
from sms_gateway.providers.settings import ProviderSettings

__all__ = ["KIND", "NAME", "Sandbox", "SandboxRoute", "provider_number"]


class SandboxRoute(ProviderSettings):
    """``name`` is always "sandbox": test keys' messages go there too, and there is one ledger."""

    name: Literal["sandbox"] = NAME
    kind: Literal["sandbox"] = "sandbox"


def _make(settings: SandboxRoute, surroundings: Surroundings) -> Sandbox:
    return Sandbox(surroundings.config, surroundings.engine, surroundings.sealing, surroundings.executor)


KIND = Kind("sandbox", SandboxRoute, _make)
