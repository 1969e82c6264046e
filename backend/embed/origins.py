"""Which pages may frame the chat: origins as the setting names them and as browsers compare them."""

import re
from collections.abc import Sequence
from typing import Final

_HTTPS: Final = re.compile(
    r"https://(?=.{1,253}(:|$))[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:\d{1,5})?"
)
_LOCAL: Final = re.compile(r"http://(localhost|127\.0\.0\.1)(:(\d{1,5}|\*))?")
_APPS: Final = ("capacitor://localhost", "ionic://localhost")
FILES: Final = "file:"
"""Pages opened from a file. Their origin is opaque: they call themselves `null`."""
DEMO: Final = (FILES, "http://localhost:*", "http://127.0.0.1:*")


def parse(value: str) -> tuple[str, ...]:
    """``https://a.example,capacitor://localhost`` as origins. Raises ValueError naming the first that is none."""
    found = tuple(part.strip() for part in value.split(",") if part.strip())
    for origin in found:
        known = origin in (*_APPS, FILES) or _HTTPS.fullmatch(origin) or _LOCAL.fullmatch(origin)
        if not known:
            raise ValueError(
                f"{origin!r} is no origin: expected https://HOST or https://HOST:PORT in lower case without a path, "
                "http://localhost:PORT, capacitor://localhost, ionic://localhost or file:"
            )
    return found


def policy(origins: Sequence[str]) -> str:
    """What ``frame-ancestors`` of the chat's page says."""
    return " ".join(origins) or "'none'"
