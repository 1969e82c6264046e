"""The keys of ``kind = "twilio"``."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from sms_gateway.providers.settings import ProviderSettings, Secret

LONGEST_VALIDITY = 36_000


class TwilioSettings(ProviderSettings):
    """Times are seconds."""

    kind: Literal["twilio"]
    account_sid: str = Field(pattern=r"^AC[0-9a-fA-F]{32}$")
    auth_token: Secret = Field(validation_alias="auth_token_env")
    """Signs what Twilio sends us, and is the password where there is no API key."""
    api_key_secret: Secret | None = Field(None, validation_alias="api_key_secret_env")
    api_key: str | None = Field(None, pattern=r"^SK[0-9a-fA-F]{32}$", validate_default=True)
    """An API key to send with, so that it can be changed without the auth token."""
    sender: str | None = Field(None, pattern=r"^(\+[1-9][0-9]{6,14}|[0-9]{3,8}|[A-Za-z0-9 &+_.-]{1,11})$")
    """A number, short code or alphanumeric sender of the account; or else a messaging service."""
    messaging_service: str | None = Field(None, pattern=r"^MG[0-9a-fA-F]{32}$", validate_default=True)
    callback_url: str = Field(pattern=r"^https?://[^?#\s]+[^/?#\s]$")
    """Our API as Twilio reaches it, letter for letter, because what it signs begins with it."""
    validity: int = Field(LONGEST_VALIDITY, ge=1, le=LONGEST_VALIDITY)
    """How long Twilio may hold back a message that has no end of its own."""
    discard_content: bool = False
    """Ask Twilio not to keep the texts (the account must have that feature)."""
    window: int = Field(20, ge=1, le=1000)
    """Requests without an answer, at most."""
    timeout: float = Field(15.0, gt=0, le=120)
    api_url: str = Field("https://api.twilio.com", pattern=r"^https?://[^/?#\s]+$")
    """Another region's host, or a peer for tests."""

    @field_validator("api_key")
    @classmethod
    def _with_its_secret(cls, value: object, info: ValidationInfo) -> object:
        if "api_key_secret" in info.data and (info.data["api_key_secret"] is None) != (value is None):
            raise PydanticCustomError("together", "both or neither", {"expected": "api_key_secret_env"})
        return value

    @field_validator("messaging_service")
    @classmethod
    def _or_a_sender(cls, value: object, info: ValidationInfo) -> object:
        if "sender" in info.data and (info.data["sender"] is None) == (value is None):
            raise PydanticCustomError("one_of", "exactly one of two", {"expected": "sender"})
        return value
