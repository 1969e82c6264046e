"""What the gateway must be told from outside. ``app.settings`` fills these in; nothing here reads the environment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Literal

from sms_gateway.liveness import LEASE_SECONDS
from sms_gateway.providers.settings import ProviderSettings


@dataclass(frozen=True)
class SandboxSettings:
    """How the sandbox provider behaves: the outside world that demo, tests and load tools can set.

    Times are seconds, rates are shares between 0 and 1. A refused message is answered with an error by the
    provider; a failed one is accepted and reported as failed later; a lost one is accepted and never heard of again.
    """

    delay: float = 0.0
    receipt_delay: float = 0.5
    refused_rate: float = 0.0
    busy_rate: float = 0.0
    failed_rate: float = 0.0
    loss_rate: float = 0.0
    seed: int | None = None

    def __post_init__(self) -> None:
        for name in ("refused_rate", "busy_rate", "failed_rate", "loss_rate"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"sandbox {name} must lie between 0 and 1")
        if self.refused_rate + self.busy_rate + self.failed_rate + self.loss_rate > 1:
            raise ValueError("the sandbox's rates add up to more than 1")
        if min(self.delay, self.receipt_delay) < 0:
            raise ValueError("sandbox delays must not be negative")


@dataclass(frozen=True)
class QuietHours:
    """The daily span, in Vietnam time, in which nothing of the bulk lane is handed over; it may cross midnight."""

    begin: time
    end: time


@dataclass(frozen=True)
class GatewayConfig:
    """Settings of one gateway.

    ``database_url``: SQLAlchemy URL (SQLite or ``postgresql+psycopg``). ``keyset``: Tink keyset as JSON, ``secret_key``:
    root of the keyed hashes; neither may appear in a log. ``campaign_approval_above``: number of recipients from which
    a second person approves; None switches approval off. ``rate_limits`` False is for load tools and never lifts OTP
    tries and locks. ``segment_price``: đồng per segment for cost figures; None: cost unknown. ``wake_host`` and
    ``wake_port``: where the sender listens for "there is work" datagrams; a lost one costs ``poll_seconds`` at most.
    The relay of callbacks listens at the next port. ``sender_name`` names one place of a running sender: a new process of the
    same name takes over from the old one.
    ``lease_seconds``: a sender that shows no sign of life for so long is dead for the others; the same for all of them.
    ``import_dir``: where recipients files wait, encrypted, while they are read; None: a folder of this user's in the
    system's temporary directory. ``audience_url`` and ``audience_token``: the backend's call that lists the people of an
    audience as CSV; without both, campaigns take files alone. ``providers``: the ways out, as ``providers.file.load`` reads
    them; none: the sandbox alone. ``callback_networks``: where keys' addresses may lead besides the public internet, also by
    plain http. ``presence_dir``: by which processes of this machine know that another one has died (`kit.presence`); None: they do
    not. ``own_callback``: the one address that leads to the product itself, wherever that is.
    """

    database_url: str
    keyset: str = field(repr=False)
    secret_key: str = field(repr=False)
    env: Literal["demo", "production"] = "demo"
    hotline: str = "19009696"
    quiet_hours: QuietHours | None = None
    campaign_approval_above: int | None = None
    rate_limits: bool = True
    segment_price: int | None = None
    sandbox: SandboxSettings = SandboxSettings()
    providers: tuple[ProviderSettings, ...] = ()
    callback_networks: tuple[IPv4Network | IPv6Network, ...] = ()
    presence_dir: Path | None = None
    own_callback: str | None = None
    demo_sms_key: str | None = field(default=None, repr=False)
    wake_host: str = "127.0.0.1"
    wake_port: int = 8091
    poll_seconds: float = 1.0
    sender_name: str = "sender"
    lease_seconds: float = LEASE_SECONDS
    retention_days: int = 90
    import_dir: Path | None = None
    audience_url: str | None = None
    audience_token: str | None = field(default=None, repr=False)

    @property
    def demo(self) -> bool:
        """True where demo people, the sandbox inbox and its page exist."""
        return self.env == "demo"
