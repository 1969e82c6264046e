"""User tokens: a JWT by which the server of another site or app says who is logged in there.

Claims: ``iss`` an issuer of the file, ``aud`` our public address, ``iat`` and ``exp`` at most ten minutes apart, ``jti`` used once, and
either ``bhxh_code`` or ``phone``. The algorithm is the issuer's, whatever the token says of itself; HMACs are compared in constant time (PyJWT).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import jwt

from backend.embed.issuers import Issuer
from bhxh.identifiers import parse_bhxh_code
from bhxh.phone import parse_mobile
from bhxh.problems import InvalidValue

LONGEST: Final = timedelta(minutes=10)
LEEWAY: Final = timedelta(seconds=30)
"""How far two servers' clocks may be apart."""
MOST: Final = 4096
"""Characters of a token."""
_JTI: Final = range(16, 129)
_REQUIRED: Final = ["iss", "aud", "iat", "exp", "jti"]


class TokenRefused(Exception):
    """``code`` is for the people who build the other site; nothing of the token is in it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Claims:
    """What a token says. Exactly one of ``bhxh_code`` and ``phone`` (`84…`) is set."""

    issuer: Issuer
    jti: str
    expires_at: datetime
    bhxh_code: str | None
    phone: str | None


def read(token: str, issuers: Sequence[Issuer], audience: str, now: datetime) -> Claims:
    """The claims of a token that holds at this moment. Raises TokenRefused: invalid, expired, audience, lifetime or subject.

    That it has not been used before is for the caller to see to.
    """
    issuer = _issuer_of(token, issuers)
    said = _verified(token, issuer, audience)
    issued, expires = _moment(said["iat"]), _moment(said["exp"])
    if expires <= now - LEEWAY:
        raise TokenRefused("expired")
    if issued > now + LEEWAY or not timedelta() < expires - issued <= LONGEST:
        raise TokenRefused("lifetime")
    jti = said["jti"]
    if len(jti) not in _JTI:
        raise TokenRefused("invalid")
    code, phone = _subject(said)
    return Claims(issuer, jti, expires, code, phone)


def _issuer_of(token: str, issuers: Sequence[Issuer]) -> Issuer:
    """Whose key is to be tried; nothing else of what is read here is believed."""
    if len(token) > MOST:
        raise TokenRefused("invalid")
    try:
        named = jwt.decode(token, options={"verify_signature": False}).get("iss")
    except (jwt.InvalidTokenError, ValueError, RecursionError):
        raise TokenRefused("invalid") from None
    found = next((issuer for issuer in issuers if issuer.name == named), None)
    if found is None:
        raise TokenRefused("invalid")
    return found


def _verified(token: str, issuer: Issuer, audience: str) -> dict[str, Any]:
    # Times are looked at by `read`, by the caller's clock.
    options: Any = {
        "require": _REQUIRED,
        "strict_aud": True,
        "verify_exp": False,
        "verify_iat": False,
        "verify_nbf": False,
    }
    try:
        return jwt.decode(
            token, issuer.key, algorithms=[issuer.algorithm], audience=audience, issuer=issuer.name, options=options
        )
    except jwt.InvalidAudienceError:
        raise TokenRefused("audience") from None
    except (jwt.InvalidTokenError, ValueError):
        raise TokenRefused("invalid") from None


def _moment(value: object) -> datetime:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TokenRefused("invalid")
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, ValueError, OSError):
        raise TokenRefused("invalid") from None


def _subject(said: dict[str, Any]) -> tuple[str | None, str | None]:
    code, phone = said.get("bhxh_code"), said.get("phone")
    try:
        match code, phone:
            case str(), None:
                return parse_bhxh_code(code), None
            case None, str():
                return None, parse_mobile(phone)
    except InvalidValue:
        pass
    raise TokenRefused("subject")
