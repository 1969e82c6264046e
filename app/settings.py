"""The product as its settings make it: every default and secret resolved, and what each part is given.

The settings themselves stand in ``app.environment``.
"""

import os
from pathlib import Path

from pydantic import SecretStr, ValidationError

from app.environment import Settings, SettingsError
from app.redis_server import RedisServer
from app.secrets import DemoSecrets
from app.setting_checks import networks, quiet_hours_of
from backend.channels.sms import PATH as SMS_PATH
from backend.channels.zalo.config import ZaloConfig
from backend.channels.zalo_bot.config import ZaloBotConfig
from backend.config import BackendConfig
from backend.embed import issuers, origins
from bhxh.keyed import derive_key
from sms_gateway.config import GatewayConfig, SandboxSettings
from sms_gateway.providers.file import ProvidersFileError
from sms_gateway.providers.file import load as load_providers
from sms_gateway.providers.zbs.settings import ZbsSettings

__all__ = ["Product", "Settings", "SettingsError", "load"]


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
    except issuers.IssuersFileError as error:
        raise SettingsError(f"BHXH_EMBED_ISSUERS:\n{error}") from None


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
        issuers_file = settings.embed_issuers
        self.embed_issuers = () if issuers_file is None else issuers.load(issuers_file, os.environ)
        self.sms_providers = () if path is None else load_providers(path, os.environ)
        self._check_zalo()

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
    def sms_callback_secret(self) -> str:
        """What the gateway signs with when it tells the backend what phones have sent. Derived: both sides know it."""
        return derive_key(self.secret_key.encode(), "sms.callback").hex()

    @property
    def sms_callback_url(self) -> str:
        """Where the gateway tells the backend so: the product itself, not round by the internet."""
        return f"{self.local_url}{SMS_PATH}"

    @property
    def telegram_secret(self) -> str:
        """What Telegram shows with each update. Derived: nobody needs to set it, and it is told to Telegram with the address."""
        return derive_key(self.secret_key.encode(), "telegram.webhook").hex()

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
    def embed_origins(self) -> tuple[str, ...]:
        """Who may frame the chat; an empty setting is nobody, in the demo too."""
        given = self.settings.embed_origins
        return (origins.DEMO if self.demo else ()) if given is None else origins.parse(given)

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

    @property
    def zalo(self) -> ZaloConfig | None:
        """The Official Account; None: there is none."""
        settings = self.settings
        if settings.zalo_app_id is None or settings.zalo_oa_id is None:
            return None
        return ZaloConfig(
            app_id=settings.zalo_app_id,
            oa_id=settings.zalo_oa_id,
            app_secret=_plain(settings.zalo_app_secret) or "",
            webhook_secret=_plain(settings.zalo_webhook_secret) or "",
            signed_by_oa=settings.zalo_signed_by == "oa",
            phone_form=settings.zalo_phone_form == "on",
            api_url=settings.zalo_api_url,
            oauth_url=settings.zalo_oauth_url,
        )

    @property
    def zalo_bot(self) -> ZaloBotConfig | None:
        """The bot of the Zalo Bot Platform; None: there is none. What its events show is derived: nobody needs to set it."""
        token = _plain(self.settings.zalo_bot_token)
        if token is None:
            return None
        secret = derive_key(self.secret_key.encode(), "zalo_bot.webhook").hex()
        settings = self.settings
        return ZaloBotConfig(token=token, secret=secret, mode=settings.zalo_bot_mode, api_url=settings.zalo_bot_api_url)

    def _check_zalo(self) -> None:
        """Two services that renew the tokens of one application lock each other out. Raises SettingsError."""
        for one in self.sms_providers:
            if isinstance(one, ZbsSettings) and one.app_id == self.settings.zalo_app_id:
                raise SettingsError(
                    f"BHXH_ZALO_APP_ID: the provider {one.name} of BHXH_SMS_PROVIDERS has the same application; register one for each at Zalo"
                )

    def backend(self) -> BackendConfig:
        """The backend's configuration."""
        settings = self.settings
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
            sms_callback_secret=self.sms_callback_secret,
            sms_segments=settings.sms_segments,
            sms_accents=settings.sms_accents == "on",
            smtp_url=_plain(settings.smtp_url),
            mail_from=settings.mail_from,
            household_url=settings.household_url,
            embed_origins=self.embed_origins,
            embed_issuers=self.embed_issuers,
            household_token=_plain(settings.household_token) or "",
            sandbox_inbox=self.sandbox_inbox,
            public_url=self.public_url,
            hotline=self.settings.hotline,
            clamav=self.settings.clamav,
            rate_limits=self.settings.rate_limits == "on",
            learning_days=self.settings.learning_days,
            demo_password=self.demo_password,
            zalo=self.zalo,
            zalo_bot=self.zalo_bot,
            telegram_token=_plain(settings.telegram_token) or "",
            telegram_secret=self.telegram_secret,
            telegram_mode=settings.telegram_mode,
            telegram_api=settings.telegram_api.rstrip("/"),
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
            quiet_hours=quiet_hours_of(settings.quiet_hours or (None if self.demo else "21:00-07:00")),
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
            callback_networks=networks(settings.sms_callback_networks or ("127.0.0.0/8,::1/128" if self.demo else "")),
            own_callback=self.sms_callback_url,
            demo_sms_key=self.demo_sms_key,
            wake_port=self.wake_port,
            import_dir=self.data_dir / "imports",
            presence_dir=self.data_dir / "run" / "present",
            audience_url=f"http://127.0.0.1:{self.internal_port}/internal/v1/audience",
            audience_token=self.internal_token,
        )


def _plain(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()
