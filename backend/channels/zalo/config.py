"""What the Zalo channel needs to be told."""

from dataclasses import dataclass, field
from typing import Final

OA_URL: Final = "https://openapi.zalo.me"
OAUTH_URL: Final = "https://oauth.zaloapp.com"


@dataclass(frozen=True, kw_only=True)
class ZaloConfig:
    """An Official Account. Addresses have no trailing slash.

    ``app_secret`` renews tokens; ``webhook_secret`` is the OA secret key of the webhook page and signs events.
    ``phone_form``: ask for phones by Zalo's form and take what it brings for proven. ``signed_by_oa``: also believe events whose signature begins with the OA's id instead of the application's.
    """

    app_id: str
    oa_id: str
    app_secret: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    signed_by_oa: bool = False
    phone_form: bool = True
    api_url: str = OA_URL
    oauth_url: str = OAUTH_URL
