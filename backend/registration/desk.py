"""What every page of `/dang-ky` uses: its section, the services behind it, and the cookies that say whose draft and dossier it is."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Final

from flask import Flask, current_app, request
from werkzeug.wrappers import Response as BaseResponse

from backend.config import BackendConfig
from backend.conversations.limits import Buckets, Rate
from backend.database import Database
from backend.registration.attachments import Attachments
from backend.registration.draft_photos import DraftPhotos
from backend.registration.handing_in import HandingIn
from backend.registration.resume import Resumptions
from backend.registration.scanning import Scan, scanner
from backend.registration.service import ACCESS, Registration
from backend.site.sections import Public
from sms_gateway.client import SmsClient

PREFIX: Final = "/dang-ky"
section = Public("registration", PREFIX, camera=True, allow={"img-src": "'self' data:"})
section.link("", "wizard.menu")

DRAFT_COOKIE: Final = "bhxh_khai"
DOSSIER_COOKIE: Final = "bhxh_ho_so_mo"

_EXTENSION: Final = "bhxh.registration"
_SECRET: Final = re.compile(r"[0-9a-f]{32}")
_DRAFT_SECONDS: Final = 24 * 60 * 60
_NEW_DRAFTS: Final = Rate(60, 60 / 3600)
"""Of one address: a school's computer room at once, then one a minute."""


@dataclass(frozen=True)
class Desk:
    """The services. ``new_drafts`` None: rate limits are off."""

    registration: Registration
    photos: DraftPhotos
    attachments: Attachments
    handing_in: HandingIn
    resumptions: Resumptions
    scan: Scan
    new_drafts: Buckets | None
    hotline: str


def install(app: Flask, config: BackendConfig, database: Database, sms: SmsClient) -> None:
    """Give this application's pages their services; the sections are registered by the caller."""
    app.extensions[_EXTENSION] = Desk(
        Registration(database, config),
        DraftPhotos(database, config),
        Attachments(database, config),
        HandingIn(database),
        Resumptions(database, sms, limit_addresses=config.rate_limits),
        scanner(config.clamav),
        Buckets(_NEW_DRAFTS) if config.rate_limits else None,
        config.hotline,
    )


def desk() -> Desk:
    """The services of this application."""
    found: Desk = current_app.extensions[_EXTENSION]
    return found


def client() -> str:
    """The network address that asks."""
    return request.remote_addr or ""


def browser() -> str | None:
    """The secret of this browser's draft, None before the first form was sent."""
    return _cookie(DRAFT_COOKIE)


def new_browser() -> str:
    """A secret for a browser that has none, or has to have another one."""
    return secrets.token_hex(16)


def owner_of(secret: str) -> str:
    """The owner that a browser's draft is kept under."""
    return f"wizard:{secret}"


def owner() -> str:
    """The owner of this browser's draft; of a browser without one an owner that has none."""
    return owner_of(browser() or secrets.token_hex(16))


def dossier_token() -> str | None:
    """The token of the dossier that this browser has submitted or opened."""
    return _cookie(DOSSIER_COOKIE)


def keep_draft(response: BaseResponse, secret: str) -> BaseResponse:
    """This browser's draft from now on."""
    return _keep(response, DRAFT_COOKIE, secret, _DRAFT_SECONDS)


def keep_dossier(response: BaseResponse, token: str) -> BaseResponse:
    """The dossier that this browser may look at from now on; its draft is done with."""
    response.delete_cookie(DRAFT_COOKIE, path=PREFIX)
    return _keep(response, DOSSIER_COOKIE, token, int(ACCESS.total_seconds()))


def close_dossier(response: BaseResponse) -> BaseResponse:
    """This browser looks at no dossier any more: for computers that several people use."""
    response.delete_cookie(DOSSIER_COOKIE, path=PREFIX)
    return response


def _cookie(name: str) -> str | None:
    value = request.cookies.get(name, "")
    return value if _SECRET.fullmatch(value) else None


def _keep(response: BaseResponse, name: str, value: str, seconds: int) -> BaseResponse:
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(name, value, max_age=seconds, path=PREFIX, secure=secure, httponly=True, samesite="Lax")
    return response
