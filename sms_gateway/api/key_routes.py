"""``/keys``: who may use the gateway, when each key was used last, and the end of a key."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from flask import Response
from pydantic import BaseModel, Field

from bhxh.messages import text
from kit.bodies import NO_CONTROL, Strict
from kit.database import reading
from kit.problems import Problem
from sms_gateway.api.endpoints import Media, Resource, Result
from sms_gateway.api.services import services
from sms_gateway.keys import ALL_SCOPES, Key, Scope, listing

resource = Resource("keys")

KeyName = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9._-]*$"), NO_CONTROL]


class NewKey(Strict):
    """``live`` False: its messages never leave the sandbox. ``scopes`` empty: what another system usually needs."""

    name: KeyName
    live: bool
    scopes: list[Annotated[Scope, Field(strict=False)]] = Field(default_factory=list, max_length=len(Scope))


class KeyMade(BaseModel):
    """``secret`` is shown this once and stored nowhere."""

    name: str
    secret: str


class KeyView(BaseModel):
    """``last_used_at`` is noted to the minute."""

    name: str
    live: bool
    scopes: list[str]
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class KeyList(BaseModel):
    """The newest first."""

    keys: list[KeyView]


@resource.endpoint("GET", "/keys", "Danh sách khóa API", scope=Scope.KEYS, answers={200: KeyList})
def all_keys(key: Key) -> Result:
    """Without anything of their secrets."""
    with reading(services().engine) as connection:
        found = listing(connection)
    return 200, KeyList(
        keys=[
            KeyView(
                name=row.name,
                live=row.live,
                scopes=row.permissions,
                created_at=row.created_at,
                last_used_at=row.last_used_at,
                revoked_at=row.revoked_at,
            )
            for row in found
        ]
    )


@resource.endpoint(
    "POST",
    "/keys",
    "Tạo khóa API",
    scope=Scope.KEYS,
    body=NewKey,
    answers={201: KeyMade},
    problems=(409,),
)
def new_key(key: Key, body: NewKey) -> Result:
    """A key for another system. The scopes ``staff`` and ``keys`` are for our own consoles and given to nobody here."""
    if set(body.scopes) - ALL_SCOPES:
        raise Problem(403, "scope", text("sms_api.own_scopes"))
    with services().engine.begin() as connection:
        if any(row.name == body.name and row.revoked_at is None for row in listing(connection)):
            raise Problem(409, "key_taken", text("sms_api.key_taken"))
        wanted = body.scopes or ALL_SCOPES
        _, secret = services().keys.create(connection, body.name, live=body.live, scopes=wanted)
    return 201, KeyMade(name=body.name, secret=secret)


@resource.endpoint(
    "DELETE",
    "/keys/<name>",
    "Thu hồi khóa API",
    scope=Scope.KEYS,
    answers={204: Media("application/json")},
    problems=(409,),
)
def revoke_key(key: Key, name: str) -> Result:
    """From now on it opens nothing. A key does not revoke itself."""
    if name == key.name:
        raise Problem(409, "key_own", text("sms_api.key_own"))
    with services().engine.begin() as connection:
        if not services().keys.revoke(connection, name):
            raise Problem(404, "key_unknown", text("sms_api.key_unknown"))
    return Response(status=204)
