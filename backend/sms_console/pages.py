"""All pages of the console, declared on one section."""

from backend.sms_console import (
    block_pages,
    callback_pages,
    campaign_pages,
    key_pages,
    list_pages,
    provider_pages,
    search_pages,
    template_pages,
)
from backend.sms_console.desk import section

__all__ = [
    "block_pages",
    "callback_pages",
    "campaign_pages",
    "key_pages",
    "list_pages",
    "provider_pages",
    "search_pages",
    "section",
    "template_pages",
]
