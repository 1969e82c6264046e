"""What the Zalo Bot channel needs to be told."""

from dataclasses import dataclass, field
from typing import Final, Literal

API_URL: Final = "https://bot-api.zaloplatforms.com"


@dataclass(frozen=True, kw_only=True)
class ZaloBotConfig:
    """A bot of the Zalo Bot Platform. ``secret``: what its events show in X-Bot-Api-Secret-Token, 8-256 characters. ``mode``: whether
    events are brought to our webhook or fetched by us. ``api_url`` has no trailing slash."""

    token: str = field(repr=False)
    secret: str = field(repr=False)
    mode: Literal["webhook", "polling"] = "webhook"
    api_url: str = API_URL
