"""What the backend needs to be told. `app.settings` fills it from the environment; the backend reads no environment itself."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class BackendConfig:
    """Settings of the backend's processes (web, internal API, worker). Secrets stay out of `repr`.

    `keyset` is the Tink keyset as JSON (`kit.crypto.new_keyset`), `secret_key` the text all keyed hashes are derived from.
    Addresses have no trailing slash. `sms_key` is the live key of the backend at the gateway,
    `sms_console_key` that of the staff's console; `sandbox_inbox` the address of the demo's inbox with its key, for the console.
    `learning_days`: how long sentences that were not understood are kept, 0: not at all.
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
    sandbox_inbox: str | None = field(default=None, repr=False)
    public_url: str = "http://127.0.0.1:8080"
    hotline: str = "19009696"
    rate_limits: bool = True
    learning_days: int = 180
    demo_password: str | None = field(default=None, repr=False)

    @property
    def secure_cookies(self) -> bool:
        """Whether browsers may send our cookies by https alone: in production always, whatever address was configured."""
        return self.env == "production" or self.public_url.startswith("https:")
