"""What the routes work with, made once per application."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

import sqlalchemy as sa
from flask import current_app

from kit.crypto import Keyring
from kit.database import create_engine
from sms_gateway.campaigns.breakdown import Breakdowns
from sms_gateway.campaigns.importing.imports import Imports
from sms_gateway.config import GatewayConfig
from sms_gateway.health.tally import Tally
from sms_gateway.keys import Key, Keys
from sms_gateway.messages.accept import Owner
from sms_gateway.otp.service import OtpService
from sms_gateway.rules.caps import NONE
from sms_gateway.sealing import Sealing

EXTENSION = "sms_gateway"


@dataclass(frozen=True)
class Services:
    """The parts of one gateway that answer HTTP."""

    config: GatewayConfig
    engine: sa.Engine
    sealing: Sealing
    keys: Keys
    otp: OtpService
    imports: Imports
    breakdowns: Breakdowns
    tally: Tally = field(default_factory=Tally)
    """What this process hears of providers in receipts."""

    @classmethod
    def from_config(cls, config: GatewayConfig) -> Services:
        """Everything from the settings; the database must be migrated."""

        engine = create_engine(config.database_url)
        keyring = Keyring.from_settings(config.keyset, config.secret_key)
        sealing = Sealing(keyring)
        return cls(
            config,
            engine,
            sealing,
            Keys(engine, keyring),
            OtpService(engine, keyring, sealing, config),
            Imports(engine, keyring, sealing, config),
            Breakdowns(engine),
        )

    def owner(self, key: Key) -> Owner:
        """Whose messages a key's are. Without rate limits its caps are lifted too."""
        return Owner(key.id, not key.live, key.caps if self.config.rate_limits else NONE)


def services() -> Services:
    """The services of the application that answers the current request."""
    return cast(Services, current_app.extensions[EXTENSION])
