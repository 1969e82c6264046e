"""The keys of ``kind = "zbs"``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from sms_gateway.providers.settings import ProviderSettings, Secret

_Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


class ZbsTemplate(BaseModel):
    """One of our templates at Zalo. ``fields``: Zalo's name of a parameter, and ours of what goes there."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)

    id: str = Field(pattern=r"^[A-Za-z0-9]{1,64}$")
    fields: Mapping[Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,64}$")], _Name] = Field(min_length=1)


class Waits(BaseModel):
    """Seconds, by lane, for which a delivery is awaited before a message goes on by another provider; 0: for ever."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)

    otp: int = Field(15, ge=0, le=300)
    transactional: int = Field(300, ge=0, le=86_400)
    bulk: int = Field(1800, ge=0, le=86_400)


class ZbsSettings(ProviderSettings):
    """Times are seconds."""

    may_be_followed: ClassVar[bool] = True

    kind: Literal["zbs"]
    url: str = Field("https://business.openapi.zalo.me/message/template", pattern=r"^https?://[^?#\s]+$")
    token_url: str = Field("https://oauth.zaloapp.com/v4/oa/access_token", pattern=r"^https?://[^?#\s]+$")
    app_id: str = Field(pattern=r"^[0-9]{1,20}$")
    secret: Secret = Field(validation_alias="secret_env")
    """The app's secret: it refreshes tokens."""
    webhook_secret: Secret = Field(validation_alias="webhook_secret_env")
    """The OA secret key of the webhook page: it signs events."""
    mode: Literal["production", "development"] = "production"
    """In development Zalo delivers to the administrators of the app and the OA alone."""
    templates: Mapping[_Name, ZbsTemplate] = Field(min_length=1)
    """By our template's name; messages of other templates go by other providers."""
    fall_back_after: Waits = Waits()
    window: int = Field(50, ge=1, le=1000)
    """Requests without an answer, at most."""
    timeout: float = Field(10.0, gt=0, le=60)
