"""The keys of ``kind = "kannel"``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sms_gateway.providers.settings import ProviderSettings, Secret


class KannelSettings(ProviderSettings):
    """Times are seconds."""

    kind: Literal["kannel"]
    url: str = Field(pattern=r"^https?://[^?#\s]+$")
    """Of sendsms, such as http://127.0.0.1:13013/cgi-bin/sendsms."""
    username: str = Field(min_length=1, max_length=64)
    password: Secret = Field(validation_alias="password_env")
    sender: str = Field(pattern=r"^([0-9]{3,15}|[A-Za-z0-9 ._-]{1,11})$")
    smsc: str | None = Field(None, max_length=64)
    """Kannel's smsc-id, where it should not choose."""
    callback_url: str = Field(pattern=r"^https?://[^?#\s]+[^/?#\s]$")
    """Our API as Kannel reaches it, such as http://127.0.0.1:8080/sms/v1."""
    callback_secret: Secret = Field(validation_alias="callback_secret_env")
    """Signs the address of each message's reports."""
    window: int = Field(50, ge=1, le=1000)
    """Requests without an answer, at most."""
    timeout: float = Field(15.0, gt=0, le=120)
