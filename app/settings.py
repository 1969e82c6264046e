"""All settings of the product, from the environment (prefix ``BHXH_``), in one typed place.

``docs/configuration.md`` is generated from this module (``bhxh docs``). Secrets come from the environment alone; the demo
makes the ones that are missing in its data folder (``app.secrets``), production refuses to start without them.
"""

import os
import re
from datetime import time
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal, Self

import tink
from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.redis_server import RedisServer
from app.secrets import DemoSecrets
from backend.config import BackendConfig
from bhxh.keyed import derive_key
from kit.crypto import Keyring
from sms_gateway.config import GatewayConfig, QuietHours, SandboxSettings
from sms_gateway.providers.file import ProvidersFileError
from sms_gateway.providers.file import load as load_providers

_QUIET = re.compile(r"^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$")
_DATABASE = re.compile(r"^(sqlite:///.|postgresql(\+psycopg)?://.)")
_HOTLINE = re.compile(r"^\d[\d ]{3,14}$")


class SettingsError(Exception):
    """The environment does not make a product that can start. ``str()`` says which setting, why, and an example."""


def _check_networks(value: str | None) -> str | None:
    _networks(value or "")
    return value


def _check_quiet_hours(value: str | None) -> str | None:
    if value and not _QUIET.match(value):
        raise ValueError("expected HH:MM-HH:MM in Vietnam time, for example 21:00-07:00")
    return value or None


def _check_hotline(value: str) -> str:
    if not _HOTLINE.match(value):
        raise ValueError("expected digits and blanks, for example 19009696")
    return value


def _check_database(value: str | None) -> str | None:
    if value and not _DATABASE.match(value):
        raise ValueError("expected sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME")
    return value or None


def _check_keyset(value: SecretStr | None) -> SecretStr | None:
    if value is None:
        return None
    try:
        Keyring.from_settings(value.get_secret_value(), "")
    except (tink.TinkError, ValueError):
        raise ValueError("expected a Tink AEAD keyset in JSON, as `bhxh keyset new` prints it") from None
    return value


def _check_redis(value: SecretStr | None) -> SecretStr | None:
    if value is None or not value.get_secret_value():
        return None
    RedisServer.parse(value.get_secret_value())
    return value


class Settings(BaseSettings):
    """One field per environment variable; the description is what docs/configuration.md says."""

    model_config = SettingsConfigDict(env_prefix="BHXH_", extra="ignore", frozen=True)

    env: Literal["demo", "production"] = Field(
        "demo",
        description="`demo`: demo people, sandbox inbox, secrets made in the data folder. "
        "`production`: refuses to start on a missing secret.",
    )
    host: str = Field("127.0.0.1", description="Address the product listens on.")
    port: int = Field(8080, ge=1, le=65000, description="Port the product listens on.")
    internal_port: int | None = Field(None, description="Loopback port of the internal API. Default: `BHXH_PORT` + 1.")
    rasa_port: int | None = Field(None, description="Loopback port of the dialogue engine. Default: `BHXH_PORT` + 2.")
    actions_port: int | None = Field(None, description="Loopback port of the action server. Default: `BHXH_PORT` + 3.")
    wake_port: int | None = Field(
        None, description="Loopback UDP port on which the SMS sender is woken. Default: `BHXH_PORT` + 4."
    )
    metrics_port: int | None = Field(
        None,
        description="First of three loopback ports with Prometheus metrics (`/metrics`): web, sender, worker. Default: `BHXH_PORT` + 10.",
    )
    public_url: str | None = Field(
        None,
        description="Address under which citizens reach the product, used in links by SMS. Default: `http://HOST:PORT`.",
    )
    trusted_proxies: str | None = Field(
        None,
        description="Addresses of the reverse proxies whose `X-Forwarded-For` is believed, such as `127.0.0.1` or `10.0.0.5,10.0.0.6`. "
        "Default: none, so nobody can pretend to ask from another address.",
    )
    data_dir: Path = Field(Path("var"), description="Folder of the embedded databases, photos and demo secrets.")
    database_url: Annotated[str | None, AfterValidator(_check_database)] = Field(
        None,
        description="The backend's database, `sqlite:///…` or `postgresql://…`. Default: `backend.db` in the data folder.",
    )
    sms_database_url: Annotated[str | None, AfterValidator(_check_database)] = Field(
        None, description="The SMS gateway's database. Default: `sms.db` in the data folder."
    )
    redis_url: Annotated[SecretStr | None, AfterValidator(_check_redis)] = Field(
        None,
        description="Redis in which several dialogue engines share their dialogues, `redis://:PASSWORD@HOST:6379` or "
        "`rediss://…`. Default: none, so one engine keeps them in the data folder.",
    )
    secret_key: SecretStr | None = Field(
        None,
        description="Root of all keyed hashes, at least 32 characters. Never change it: look-ups by it stop working.",
    )
    keyset: Annotated[SecretStr | None, AfterValidator(_check_keyset)] = Field(
        None, description="Tink AEAD keyset (JSON) that encrypts personal fields; make one with `bhxh keyset new`."
    )
    internal_token: SecretStr | None = Field(None, description="Token of the internal API, at least 32 characters.")
    sms_key: SecretStr | None = Field(
        None, description="The backend's own live key at the SMS gateway, at least 32 characters."
    )
    hotline: Annotated[str, AfterValidator(_check_hotline)] = Field(
        "19009696", description="The hotline that every text names."
    )
    rate_limits: Literal["on", "off"] = Field(
        "on", description="`off` (demo only) is for load and evaluation tools; OTP tries and locks always hold."
    )
    learning_days: int = Field(
        180,
        ge=0,
        le=730,
        description="Days for which masked sentences that were not understood are kept for review (`bhxh nlu review`). `0`: none is kept.",
    )
    quiet_hours: Annotated[str | None, AfterValidator(_check_quiet_hours)] = Field(
        None,
        description="Hours without messages of the bulk lane, Vietnam time, such as `21:00-07:00`. "
        "Default: none in demo, `21:00-07:00` in production.",
    )
    campaign_approval_above: int | None = Field(
        None, ge=1, description="Recipients from which a campaign needs a second person's approval. Default: never."
    )
    segment_price: int | None = Field(
        None, ge=0, description="Đồng per SMS segment, for cost figures. Default: unknown."
    )
    sms_providers: Path | None = Field(
        None,
        description="TOML file of the SMS providers, such as `sms_gateway/providers/example.toml`; it names the environment "
        "variables that hold their secrets. A file with a mistake is refused at start, with line and reason. Default: none, "
        "so that every message goes to the sandbox.",
    )
    sms_callback_networks: Annotated[str | None, AfterValidator(_check_networks)] = Field(
        None,
        description="Networks of our own that the addresses of SMS keys may lead to, also by plain http, such as `10.1.0.0/16,127.0.0.1/32`; "
        "all other addresses must be public and https. Default: `127.0.0.0/8,::1/128` in demo, none in production.",
    )
    sandbox_delay: float = Field(0.0, ge=0, description="Sandbox provider: seconds until it answers a hand-over.")
    sandbox_receipt_delay: float = Field(0.5, ge=0, description="Sandbox provider: seconds until its delivery receipt.")
    sandbox_refused_rate: float = Field(0.0, ge=0, le=1, description="Sandbox provider: share of messages it refuses.")
    sandbox_failed_rate: float = Field(
        0.0, ge=0, le=1, description="Sandbox provider: share accepted and reported failed."
    )
    sandbox_loss_rate: float = Field(
        0.0, ge=0, le=1, description="Sandbox provider: share accepted and never heard of again."
    )
    demo_password: SecretStr | None = Field(
        None,
        description="Password of the demo staff and the demo citizens' accounts. Default: random, printed at start.",
    )
    demo_sms_key: SecretStr | None = Field(
        None,
        description="A live key of the demo's SMS gateway, also for `/sms/v1/sandbox/messages`. "
        "Default: random, printed at start.",
    )
    log_level: Literal["INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="How much is logged. There is no DEBUG level: libraries would log what citizens typed."
    )

    @model_validator(mode="after")
    def _production_is_complete(self) -> Self:
        if self.env == "demo":
            return self
        wrong = []
        for name in ("secret_key", "internal_token", "sms_key"):
            value = getattr(self, name)
            if value is None or len(value.get_secret_value()) < 32:
                wrong.append(f"BHXH_{name.upper()} must be set in production, with at least 32 characters")
        if self.keyset is None:
            wrong.append("BHXH_KEYSET must be set in production; make one with `bhxh keyset new`")
        for name in ("demo_password", "demo_sms_key"):
            if getattr(self, name) is not None:
                wrong.append(f"BHXH_{name.upper()} belongs to the demo; remove it in production")
        if self.rate_limits == "off":
            wrong.append("BHXH_RATE_LIMITS=off belongs to the demo; remove it in production")
        if wrong:
            raise ValueError("\n".join(wrong))
        return self


def load() -> "Product":
    """The product's settings and secrets. Raises SettingsError with every wrong setting named."""
    try:
        settings = Settings()
    except ValidationError as error:
        lines = []
        for problem in error.errors(include_url=False, include_input=False):
            place = "".join(f"BHXH_{str(part).upper()}: " for part in problem["loc"])
            lines.append(place + problem["msg"].removeprefix("Value error, "))
        raise SettingsError("\n".join(lines)) from None
    try:
        return Product(settings)
    except ProvidersFileError as error:
        raise SettingsError(f"BHXH_SMS_PROVIDERS:\n{error}") from None


class Product:
    """Settings with every default and secret resolved, and the configuration each part is given."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.data_dir = settings.data_dir.resolve()
        self.base_port = settings.port
        self.demo = settings.env == "demo"
        made = DemoSecrets.load(self.data_dir) if self.demo else DemoSecrets.empty()

        def secret(name: str) -> str:
            given: SecretStr | None = getattr(settings, name)
            return given.get_secret_value() if given is not None else getattr(made, name)

        self.secret_key = secret("secret_key")
        self.keyset = secret("keyset")
        self.internal_token = secret("internal_token")
        self.sms_key = secret("sms_key")
        self.demo_password = secret("demo_password") if self.demo else None
        self.demo_sms_key = secret("demo_sms_key") if self.demo else None
        path = settings.sms_providers
        self.sms_providers = () if path is None else load_providers(path, os.environ)

    @property
    def internal_port(self) -> int:
        return self.settings.internal_port or self.base_port + 1

    @property
    def rasa_port(self) -> int:
        return self.settings.rasa_port or self.base_port + 2

    @property
    def actions_port(self) -> int:
        return self.settings.actions_port or self.base_port + 3

    @property
    def wake_port(self) -> int:
        return self.settings.wake_port or self.base_port + 4

    @property
    def metrics_port(self) -> int:
        """The web process's; the sender's and the worker's are the next two."""
        return self.settings.metrics_port or self.base_port + 10

    @property
    def engine_token(self) -> str:
        """What the dialogue engine asks of the backend. Derived, so that the engine's process holds no root secret."""
        return derive_key(self.secret_key.encode(), "engine.token").hex()

    @property
    def sms_console_key(self) -> str:
        """The console's own key at the gateway, which names who acts and sees everybody's messages. Derived: nobody needs to set it."""
        return derive_key(self.secret_key.encode(), "sms.console").hex()

    @property
    def sandbox_inbox(self) -> str | None:
        """Where the demo's messages are read; what stands behind # reaches no server."""
        return f"{self.public_url}/sms/v1/sandbox/#{self.demo_sms_key}" if self.demo else None

    @property
    def local_url(self) -> str:
        """Where our own processes reach the front, whatever address it listens on."""
        host = "127.0.0.1" if self.settings.host in {"0.0.0.0", "::"} else self.settings.host  # noqa: S104
        return f"http://{host}:{self.base_port}"

    @property
    def public_url(self) -> str:
        return (self.settings.public_url or self.local_url).rstrip("/")

    @property
    def tracker_path(self) -> Path:
        """The dialogue engine's own database. It holds handles, never personal values."""
        return self.data_dir / "tracker.db"

    @property
    def redis(self) -> RedisServer | None:
        """The Redis that dialogue engines share; None: there is one engine."""
        address = self.settings.redis_url
        return None if address is None else RedisServer.parse(address.get_secret_value())

    @property
    def database_url(self) -> str:
        return self.settings.database_url or f"sqlite:///{self.data_dir / 'backend.db'}"

    @property
    def sms_database_url(self) -> str:
        return self.settings.sms_database_url or f"sqlite:///{self.data_dir / 'sms.db'}"

    def backend(self) -> BackendConfig:
        """The backend's configuration."""
        return BackendConfig(
            env=self.settings.env,
            data_dir=self.data_dir,
            database_url=self.database_url,
            keyset=self.keyset,
            secret_key=self.secret_key,
            internal_token=self.internal_token,
            internal_url=f"http://127.0.0.1:{self.internal_port}",
            engine_url=f"http://127.0.0.1:{self.rasa_port}",
            engine_token=self.engine_token,
            sms_url=self.local_url,
            sms_key=self.sms_key,
            sms_console_key=self.sms_console_key,
            sandbox_inbox=self.sandbox_inbox,
            public_url=self.public_url,
            hotline=self.settings.hotline,
            rate_limits=self.settings.rate_limits == "on",
            learning_days=self.settings.learning_days,
            demo_password=self.demo_password,
        )

    def gateway(self) -> GatewayConfig:
        """The SMS gateway's configuration."""
        settings = self.settings
        return GatewayConfig(
            database_url=self.sms_database_url,
            keyset=self.keyset,
            secret_key=self.secret_key,
            env=settings.env,
            hotline=settings.hotline,
            quiet_hours=_quiet_hours(settings.quiet_hours or (None if self.demo else "21:00-07:00")),
            campaign_approval_above=settings.campaign_approval_above,
            rate_limits=settings.rate_limits == "on",
            segment_price=settings.segment_price,
            sandbox=SandboxSettings(
                delay=settings.sandbox_delay,
                receipt_delay=settings.sandbox_receipt_delay,
                refused_rate=settings.sandbox_refused_rate,
                failed_rate=settings.sandbox_failed_rate,
                loss_rate=settings.sandbox_loss_rate,
            ),
            providers=self.sms_providers,
            callback_networks=_networks(settings.sms_callback_networks or ("127.0.0.0/8,::1/128" if self.demo else "")),
            demo_sms_key=self.demo_sms_key,
            wake_port=self.wake_port,
            import_dir=self.data_dir / "imports",
            audience_url=f"http://127.0.0.1:{self.internal_port}/internal/v1/audience",
            audience_token=self.internal_token,
        )


def _networks(value: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(part.strip()) for part in value.split(",") if part.strip())


def _quiet_hours(value: str | None) -> QuietHours | None:
    found = _QUIET.match(value or "")
    if found is None:
        return None
    begin_hour, begin_minute, end_hour, end_minute = (int(part) for part in found.groups())
    return QuietHours(time(begin_hour, begin_minute), time(end_hour, end_minute))
