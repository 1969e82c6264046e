"""What the backend needs to be told. `app.settings` fills it from the environment; the backend reads no environment itself."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from backend.channels.zalo.config import ZaloConfig
from backend.channels.zalo_bot.config import ZaloBotConfig
from backend.embed.issuers import Issuer


@dataclass(frozen=True, kw_only=True)
class BackendConfig:
    """Settings of the backend's processes (web, internal API, worker). Secrets stay out of `repr`.

    `keyset` is the Tink keyset as JSON (`kit.crypto.new_keyset`), `secret_key` the text all keyed hashes are derived from.
    Addresses have no trailing slash. `sms_key` is the live key of the backend at the gateway,
    `sms_console_key` that of the staff's console; `sandbox_inbox` the address of the demo's inbox with its key, for the console.
    `sms_callback_secret`: what the gateway signs with when it tells what phones have sent; empty: they are not heard. `sms_segments`,
    `sms_accents`: the most an answer by SMS may take, and whether it keeps its diacritics (and then 67 instead of 153 characters in each).
    `clamav`: where ClamAV's daemon listens, a path or host:port; None: uploads are not scanned.
    `smtp_url`: mail server with its password, None: the demo's folder, or no e-mail in production. `household_url`: the household
    register of another system, None: the embedded one. `embed_origins`: pages that may frame the chat (`backend.embed.origins`),
    `embed_issuers`: who may sign user tokens. `learning_days`: how long sentences that were not understood are kept, 0: not at all.
    `zalo`, `zalo_bot`: the Official Account and the bot on Zalo, None: there is none.
    """

    env: Literal["demo", "production"] = "demo"
    data_dir: Path
    database_url: str
    keyset: str = field(repr=False)
    secret_key: str = field(repr=False)
    internal_token: str = field(repr=False)
    internal_url: str = "http://127.0.0.1:8081"
    engine_url: str = "http://127.0.0.1:5005"
    engine_token: str = field(repr=False)
    sms_url: str = "http://127.0.0.1:8080"
    sms_key: str = field(repr=False)
    sms_console_key: str = field(default="", repr=False)
    sms_callback_secret: str = field(default="", repr=False)
    sms_segments: int = 3
    sms_accents: bool = False
    smtp_url: str | None = field(default=None, repr=False)
    mail_from: str = "khong-tra-loi@bhxh.example"
    household_url: str | None = None
    household_token: str = field(default="", repr=False)
    sandbox_inbox: str | None = field(default=None, repr=False)
    public_url: str = "http://127.0.0.1:8080"
    hotline: str = "19009696"
    rate_limits: bool = True
    learning_days: int = 180
    clamav: str | None = None
    embed_origins: tuple[str, ...] = ()
    embed_issuers: tuple[Issuer, ...] = ()
    demo_password: str | None = field(default=None, repr=False)
    zalo: ZaloConfig | None = None
    zalo_bot: ZaloBotConfig | None = None
    telegram_token: str = field(default="", repr=False)
    """Of the bot; empty: no Telegram."""
    telegram_secret: str = field(default="", repr=False)
    """By which Telegram shows that it is Telegram."""
    telegram_mode: Literal["webhook", "polling"] = "webhook"
    telegram_api: str = "https://api.telegram.org"

    @property
    def secure_cookies(self) -> bool:
        """Whether browsers may send our cookies by https alone: in production always, whatever address was configured."""
        return self.env == "production" or self.public_url.startswith("https:")
