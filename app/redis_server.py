"""Which Redis the dialogue engines share, from one address."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

EXAMPLE = "redis://:PASSWORD@HOST:6379 or, encrypted, rediss://:PASSWORD@HOST:6380"
_PORT = 6379


@dataclass(frozen=True)
class RedisServer:
    """Its database 1 is used (endpoints.redis.yml)."""

    host: str
    port: int
    password: str
    tls: bool

    @classmethod
    def parse(cls, address: str) -> RedisServer:
        """Raises ValueError, which does not quote the address: it holds a password."""
        try:
            parts = urlsplit(address)
            host, port = parts.hostname, parts.port or _PORT
        except ValueError:
            raise ValueError(f"expected {EXAMPLE}") from None
        if parts.scheme not in ("redis", "rediss") or not host or parts.username or parts.path.strip("/"):
            raise ValueError(f"expected {EXAMPLE}, without a user and without a database's number")
        return cls(host, port, unquote(parts.password or ""), parts.scheme == "rediss")

    def environment(self) -> dict[str, str]:
        """What endpoints.redis.yml reads."""
        return {
            "BHXH_REDIS_HOST": self.host,
            "BHXH_REDIS_PORT": str(self.port),
            "BHXH_REDIS_PASSWORD": self.password,
            "BHXH_REDIS_TLS": "true" if self.tls else "",
        }
