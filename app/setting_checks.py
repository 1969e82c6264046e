"""What the value of a setting must look like. A check returns the value as it is used, or raises ValueError, which says what was expected."""

import re
from collections.abc import Callable
from datetime import time
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import urlsplit

import tink
from pydantic import SecretStr

from app.redis_server import RedisServer
from backend.embed import origins
from kit.crypto import Keyring
from sms_gateway.config import QuietHours

_QUIET = r"^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$"

Check = Callable[[str], str]


def matching(pattern: str, expected: str) -> Check:
    """The check that a value matches a pattern."""
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.match(value):
            raise ValueError(f"expected {expected}")
        return value

    return check


def optional(check: Check) -> Callable[[str | None], str | None]:
    """A check of a setting that may be missing or empty, which is the same."""
    return lambda value: check(value) if value else None


def secret(check: Check) -> Callable[[SecretStr | None], SecretStr | None]:
    """The same of a setting that is a secret."""

    def checked(value: SecretStr | None) -> SecretStr | None:
        if value is None or not value.get_secret_value():
            return None
        check(value.get_secret_value())
        return value

    return checked


quiet_hours = matching(_QUIET, "HH:MM-HH:MM in Vietnam time, for example 21:00-07:00")
hotline = matching(r"^\d[\d ]{3,14}$", "digits and blanks, for example 19009696")
database = matching(
    r"^(sqlite:///.|postgresql(\+psycopg)?://.)", "sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME"
)
clamav = matching(
    r"^(/.+|[^/:]+:\d{1,5})$", "the path of clamd's socket or HOST:PORT, for example /run/clamav/clamd.ctl"
)
mail_from = matching(
    r"^[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$", "an address, for example khong-tra-loi@bhxh.example"
)
telegram_token = matching(r"^\d{3,20}:[A-Za-z0-9_-]{4,100}$", "a bot's token as @BotFather gives it, digits:letters")
zalo_bot_token = matching(
    r"^[A-Za-z0-9:_-]{8,256}$", "the token as the bot's creator was given it, such as 123456789:abc-xyz"
)
zalo_id = matching(r"^[0-9]{1,20}$", "1 to 20 digits, for example 2893352839501541173")


def keyset(value: SecretStr | None) -> SecretStr | None:
    """A Tink keyset; an empty one is wrong, not missing."""
    if value is None:
        return None
    try:
        Keyring.from_settings(value.get_secret_value(), "")
    except (tink.TinkError, ValueError):
        raise ValueError("expected a Tink AEAD keyset in JSON, as `bhxh keyset new` prints it") from None
    return value


def redis(value: str) -> str:
    """The address of a Redis server."""
    RedisServer.parse(value)
    return value


def smtp(value: str) -> str:
    """The address of a mail server."""
    parts = urlsplit(value)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.query not in {"", "starttls"}:
        raise ValueError("expected smtp://HOST:25, smtp://USER:PASSWORD@HOST:587?starttls or smtps://…")
    if parts.username and parts.scheme == "smtp" and parts.query != "starttls":
        raise ValueError("a password needs an encrypted way: add ?starttls, or use smtps://")
    return value


def embedding_origins(value: str | None) -> str | None:
    """Who may frame the chat."""
    origins.parse(value or "")
    return value


def callback_networks(value: str | None) -> str | None:
    """Networks with commas between them."""
    networks(value or "")
    return value


def address(value: str) -> str:
    """The address of a service, without its last slash."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("expected an address such as https://openapi.zalo.me")
    return value.rstrip("/")


def networks(value: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """10.0.0.0/8,fd00::/8 as networks. Raises ValueError."""
    return tuple(ip_network(part.strip()) for part in value.split(",") if part.strip())


def quiet_hours_of(value: str | None) -> QuietHours | None:
    """21:00-07:00 as its two ends; None for anything else."""
    found = re.match(_QUIET, value or "")
    if found is None:
        return None
    begin_hour, begin_minute, end_hour, end_minute = (int(part) for part in found.groups())
    return QuietHours(time(begin_hour, begin_minute), time(end_hour, end_minute))
