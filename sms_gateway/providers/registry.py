"""The kinds of providers there are: every package beside this module that has a ``KIND``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from sqlalchemy import Engine

import sms_gateway.providers
from sms_gateway.config import GatewayConfig
from sms_gateway.providers import Provider
from sms_gateway.providers.callbacks import Callback, Reports, Texts
from sms_gateway.providers.settings import ProviderSettings
from sms_gateway.sealing import Sealing


@dataclass(frozen=True)
class Surroundings:
    """What a provider may use. ``executor``: the one thread that writes to the database, shared with the sender."""

    config: GatewayConfig
    engine: Engine
    sealing: Sealing
    executor: Executor


@dataclass(frozen=True)
class Kind:
    """``settings``: what its table in the providers file holds; ``make`` gives a provider of such settings. ``hear`` reads a report
    that it sends us by HTTP, ``listen`` a phone's message (both raise callbacks.Forged or callbacks.Unreadable); None where it
    sends none. ``heard``: the HTTP status that says a report has been taken."""

    name: str
    settings: type[ProviderSettings]
    make: Callable[[Any, Surroundings], Provider]
    hear: Callable[[Any, Callback], Reports] | None = None
    listen: Callable[[Any, Callback], Texts] | None = None
    heard: int = 204


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, Kind]:
    """Every kind by its name."""
    found = {}
    for module in iter_modules(sms_gateway.providers.__path__):
        if module.ispkg:
            kind: Kind = import_module(f"{sms_gateway.providers.__name__}.{module.name}").KIND
            found[kind.name] = kind
    return found


def make(settings: Sequence[ProviderSettings], surroundings: Surroundings) -> list[Provider]:
    """The providers of these settings, in their order."""
    return [kinds()[one.kind].make(one, surroundings) for one in settings]
