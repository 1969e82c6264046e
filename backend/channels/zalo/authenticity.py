"""Whether an event is Zalo's: decided over the raw bytes, before anything is parsed.

Two points are open until one real event has been seen (docs/channels.md): some developers report that the OA's id stands in the
signature where the documentation has the application's. That variant is logged, and believed only where it was configured.
"""

import hmac
import re
from typing import Final

from backend.channels.zalo.config import ZaloConfig
from kit.logs import get_logger
from kit.zalo import signature

_TIMESTAMP: Final = re.compile(rb'"timestamp"\s*:\s*"?([0-9]{10,16})"?\s*[,}]')
_TRIED: Final = 3
_MAC: Final = re.compile(r"^[0-9a-f]{64}$")

log = get_logger(__name__)


def signed_at(config: ZaloConfig, body: bytes, shown: str) -> str | None:
    """The time (milliseconds, as text) that the signature covers; None: it is not Zalo's. ``shown``: X-ZEvent-Signature.

    The body's own time is part of what is signed, so it is searched for in the bytes; text that a citizen has typed cannot look like
    it, as its quotation marks are escaped. Who reads the event compares its time with this one.
    """
    mac = shown.strip().lower().removeprefix("mac=").strip()
    # What is signed begins and ends with a brace, so that no other division of id, body and time has the same hash.
    if not (body[:1] == b"{" and body[-1:] == b"}" and _MAC.fullmatch(mac)):
        return None
    moments: list[str] = [found.decode() for found in dict.fromkeys(_TIMESTAMP.findall(body))]
    for moment in (moments[-1:] + moments)[: _TRIED + 1]:
        if _matches(config.app_id, body, moment, config, mac):
            return moment
    for moment in moments[-1:]:
        if _matches(config.oa_id, body, moment, config, mac):
            log.warning("zalo_signed_with_oa_id", believed=config.signed_by_oa)
            return moment if config.signed_by_oa else None
    return None


def _matches(first: str, body: bytes, moment: str, config: ZaloConfig, mac: str) -> bool:
    return hmac.compare_digest(signature(first, body, moment, config.webhook_secret), mac)
