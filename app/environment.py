"""All settings of the product, from the environment (prefix ``BHXH_``), in one typed place.

``docs/configuration.md`` is generated from this module (``bhxh docs``). Secrets come from the environment alone; the demo
makes the ones that are missing in its data folder (``app.secrets``), production refuses to start without them.
"""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app import setting_checks as checks
from backend.channels.zalo.config import OA_URL, OAUTH_URL
from backend.channels.zalo_bot.config import API_URL as BOT_URL
from backend.embed import origins


class SettingsError(Exception):
    """The environment does not make a product that can start. ``str()`` says which setting, why, and an example."""


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
        None,
        description="Loopback UDP port on which the SMS sender is woken; on the next one the worker is, by what phones send. "
        "Default: `BHXH_PORT` + 4.",
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
    database_url: Annotated[str | None, AfterValidator(checks.optional(checks.database))] = Field(
        None,
        description="The backend's database, `sqlite:///…` or `postgresql://…`. Default: `backend.db` in the data folder.",
    )
    sms_database_url: Annotated[str | None, AfterValidator(checks.optional(checks.database))] = Field(
        None, description="The SMS gateway's database. Default: `sms.db` in the data folder."
    )
    redis_url: Annotated[SecretStr | None, AfterValidator(checks.secret(checks.redis))] = Field(
        None,
        description="Redis in which several dialogue engines share their dialogues, `redis://:PASSWORD@HOST:6379` or "
        "`rediss://…`. Default: none, so one engine keeps them in the data folder.",
    )
    secret_key: SecretStr | None = Field(
        None,
        description="Root of all keyed hashes, at least 32 characters. Never change it: look-ups by it stop working.",
    )
    keyset: Annotated[SecretStr | None, AfterValidator(checks.keyset)] = Field(
        None, description="Tink AEAD keyset (JSON) that encrypts personal fields; make one with `bhxh keyset new`."
    )
    internal_token: SecretStr | None = Field(None, description="Token of the internal API, at least 32 characters.")
    sms_key: SecretStr | None = Field(
        None, description="The backend's own live key at the SMS gateway, at least 32 characters."
    )
    hotline: Annotated[str, AfterValidator(checks.hotline)] = Field(
        "19009696", description="The hotline that every text names."
    )
    rate_limits: Literal["on", "off"] = Field(
        "on", description="`off` (demo only) is for load and evaluation tools; OTP tries and locks always hold."
    )
    clamav: Annotated[str | None, AfterValidator(checks.optional(checks.clamav))] = Field(
        None,
        description="Where ClamAV's daemon listens, the path of its socket such as `/run/clamav/clamd.ctl` or `HOST:PORT`. Every picture "
        "that a citizen sends is scanned, and none is taken while the daemon does not answer. Default: none, so nothing is scanned.",
    )
    learning_days: int = Field(
        180,
        ge=0,
        le=730,
        description="Days for which masked sentences that were not understood are kept for review (`bhxh nlu review`). `0`: none is kept.",
    )
    quiet_hours: Annotated[str | None, AfterValidator(checks.optional(checks.quiet_hours))] = Field(
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
    sms_callback_networks: Annotated[str | None, AfterValidator(checks.callback_networks)] = Field(
        None,
        description="Networks of our own that the addresses of SMS keys may lead to, also by plain http, such as `10.1.0.0/16,127.0.0.1/32`; "
        "all other addresses must be public and https. Default: `127.0.0.0/8,::1/128` in demo, none in production.",
    )
    sms_segments: int = Field(
        3,
        ge=1,
        le=6,
        description="SMS segments that an answer of the assistant to a text may take; what is longer becomes its first sentence and "
        "the address of the page with the rest.",
    )
    sms_accents: Literal["on", "off"] = Field(
        "off",
        description="Whether answers by SMS keep their diacritics; a segment then holds 70 characters instead of 160.",
    )
    smtp_url: Annotated[SecretStr | None, AfterValidator(checks.secret(checks.smtp))] = Field(
        None,
        description="Mail server for results by e-mail: `smtp://HOST:25`, `smtp://USER:PASSWORD@HOST:587?starttls` or "
        "`smtps://USER:PASSWORD@HOST:465`. Default: in demo e-mails are kept in the data folder (`/thu-dien-tu`); in production none is sent.",
    )
    mail_from: Annotated[str, AfterValidator(checks.mail_from)] = Field(
        "khong-tra-loi@bhxh.example", description="Sender's address of e-mails."
    )
    household_url: str | None = Field(
        None,
        description="Household register (HGĐ) of another system, such as `https://hgd.example`; its contract: `backend/households/README.md`. "
        "Default: the product's own register.",
    )
    household_token: SecretStr | None = Field(None, description="Token for `BHXH_HOUSEHOLD_URL`.")
    embed_origins: Annotated[str | None, AfterValidator(checks.embedding_origins)] = Field(
        None,
        description="Origins of the sites and apps that may show the chat inside their pages, such as `https://app.example,capacitor://localhost`; "
        "`file:` are pages opened from a file (demo only). See `docs/embedding.md`. "
        "Default: `file:,http://localhost:*,http://127.0.0.1:*` in demo, none in production.",
    )
    zalo_app_id: Annotated[str | None, AfterValidator(checks.optional(checks.zalo_id))] = Field(
        None,
        description="The application at Zalo for conversations on an Official Account, digits. Not the one of a `zbs` provider: tokens of "
        "one application are renewed by one service. Needs the next three settings, and a first token (`bhxh zalo token`). Default: no Zalo.",
    )
    zalo_oa_id: Annotated[str | None, AfterValidator(checks.optional(checks.zalo_id))] = Field(
        None, description="Id of the Official Account, digits."
    )
    zalo_app_secret: SecretStr | None = Field(
        None, description="Secret key of the application at Zalo: it renews tokens."
    )
    zalo_webhook_secret: SecretStr | None = Field(
        None, description="OA secret key of the application's webhook page: it signs events."
    )
    zalo_signed_by: Literal["app", "oa"] = Field(
        "app",
        description="`oa`: also believe events whose signature begins with the OA's id instead of the application's; only when the log says "
        "`zalo_signed_with_oa_id`.",
    )
    zalo_phone_form: Literal["on", "off"] = Field(
        "on",
        description="`off`: citizens are not asked for their phone by Zalo's form, and what it brings proves nothing. Settle with one real form "
        "whether it lets one type another number (`docs/channels.md`).",
    )
    zalo_api_url: Annotated[str, AfterValidator(checks.address)] = Field(
        OA_URL, description="Where Zalo's OA API answers; another address is for tests."
    )
    zalo_oauth_url: Annotated[str, AfterValidator(checks.address)] = Field(
        OAUTH_URL, description="Where Zalo gives tokens; another address is for tests."
    )
    zalo_bot_token: Annotated[SecretStr | None, AfterValidator(checks.secret(checks.zalo_bot_token))] = Field(
        None, description="Token of a bot of the Zalo Bot Platform. Default: none, so no Zalo bot."
    )
    zalo_bot_mode: Literal["webhook", "polling"] = Field(
        "webhook",
        description="How events of the Zalo bot come: `webhook` to `BHXH_PUBLIC_URL/kenh/zalo-bot`, which must be https, or `polling`: "
        "fetched by us, for development.",
    )
    zalo_bot_api_url: Annotated[str, AfterValidator(checks.address)] = Field(
        BOT_URL, description="Where the Zalo Bot Platform answers; another address is for tests."
    )
    telegram_token: Annotated[SecretStr | None, AfterValidator(checks.secret(checks.telegram_token))] = Field(
        None, description="Token of the Telegram bot, as @BotFather gives it. Default: none, so no Telegram."
    )
    telegram_mode: Literal["webhook", "polling"] = Field(
        "webhook",
        description="How updates of Telegram come: `webhook` to `BHXH_PUBLIC_URL/kenh/telegram`, which must be https, or `polling`: "
        "fetched by us, for development.",
    )
    telegram_api: str = Field(
        "https://api.telegram.org", description="Address of Telegram's Bot API, for a Bot API server of one's own."
    )
    embed_issuers: Path | None = Field(
        None,
        description="TOML file of those who may sign user tokens for the chat inside other sites and apps, such as `docs/examples/issuers.toml`; "
        "it names the environment variables that hold their secrets. A file with a mistake is refused at start, with line and reason. "
        "Default: none, so no token counts.",
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
    def _zalo_is_whole(self) -> Self:
        names = ("zalo_app_id", "zalo_oa_id", "zalo_app_secret", "zalo_webhook_secret")
        missing = [name for name in names if not _given(getattr(self, name))]
        if missing and len(missing) < len(names):
            raise ValueError(
                "\n".join(f"BHXH_{name.upper()} must be set with the other BHXH_ZALO_*" for name in missing)
            )
        return self

    @model_validator(mode="after")
    def _production_is_complete(self) -> Self:
        if self.env == "demo":
            return self
        wrong = []
        for name in ("secret_key", "internal_token", "sms_key"):
            value = getattr(self, name)
            if value is None or len(value.get_secret_value()) < 32:
                wrong.append(f"BHXH_{name.upper()} must be set in production, with at least 32 characters")
        if self.household_url and self.household_token is None:
            wrong.append("BHXH_HOUSEHOLD_TOKEN must be set with BHXH_HOUSEHOLD_URL")
        if self.telegram_token and self.telegram_mode == "webhook" and not (self.public_url or "").startswith("https:"):
            wrong.append(
                "BHXH_TELEGRAM_TOKEN needs BHXH_PUBLIC_URL to begin with https:, or BHXH_TELEGRAM_MODE=polling"
            )
        if self.zalo_bot_token and self.zalo_bot_mode == "webhook" and not (self.public_url or "").startswith("https:"):
            wrong.append(
                "BHXH_ZALO_BOT_TOKEN needs BHXH_PUBLIC_URL to begin with https:, or BHXH_ZALO_BOT_MODE=polling"
            )
        if self.keyset is None:
            wrong.append("BHXH_KEYSET must be set in production; make one with `bhxh keyset new`")
        for name in ("demo_password", "demo_sms_key"):
            if getattr(self, name) is not None:
                wrong.append(f"BHXH_{name.upper()} belongs to the demo; remove it in production")
        if origins.FILES in origins.parse(self.embed_origins or ""):
            wrong.append(
                "BHXH_EMBED_ORIGINS: file: belongs to the demo, because every file on any machine may then frame the chat"
            )
        if self.rate_limits == "off":
            wrong.append("BHXH_RATE_LIMITS=off belongs to the demo; remove it in production")
        if wrong:
            raise ValueError("\n".join(wrong))
        return self


def _given(value: str | SecretStr | None) -> bool:
    return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)
