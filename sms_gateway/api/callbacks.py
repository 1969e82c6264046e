"""``/callbacks``: how every key's address stands, for the consoles of staff; trying one at once, and ending one."""

from __future__ import annotations

from datetime import datetime

from flask import Response
from pydantic import BaseModel

from bhxh.messages import text
from kit.database import reading
from kit.problems import Problem
from sms_gateway.api.callback import CallbackView
from sms_gateway.api.endpoints import Media, Resource, Result
from sms_gateway.api.services import services
from sms_gateway.callbacks import addresses
from sms_gateway.keys import Key, Scope

resource = Resource("callbacks")


class KeysCallback(CallbackView):
    """The address of the key named ``key``. ``next_try_at``: when it is tried again, null: at once."""

    key: str
    next_try_at: datetime | None


class Callbacks(BaseModel):
    """By the keys' names."""

    callbacks: list[KeysCallback]


@resource.endpoint(
    "GET", "/callbacks", "Địa chỉ nhận thông báo của mọi khóa", scope=Scope.KEYS, answers={200: Callbacks}
)
def callbacks(key: Key) -> Result:
    """Without the secrets that batches are signed with."""
    with reading(services().engine) as connection:
        found = addresses.listing(connection)
    return 200, Callbacks(callbacks=[KeysCallback(**vars(one)) for one in found])


@resource.endpoint(
    "POST",
    "/callbacks/<name>/retry",
    "Gửi lại ngay tới địa chỉ của một khóa",
    scope=Scope.KEYS,
    answers={204: Media("application/json")},
    problems=(404,),
)
def retry_callback(key: Key, name: str) -> Result:
    """Without waiting for the end of its pause."""
    with services().engine.begin() as connection:
        if not addresses.retry(connection, name):
            raise _none(name)
    return Response(status=204)


@resource.endpoint(
    "DELETE",
    "/callbacks/<name>",
    "Dừng gửi tới địa chỉ của một khóa",
    scope=Scope.KEYS,
    answers={204: Media("application/json")},
    problems=(404,),
)
def stop_callback(key: Key, name: str) -> Result:
    """Nothing is told any more, what waits neither, until the key's owner sets an address again."""
    with services().engine.begin() as connection:
        if not addresses.stop(connection, name):
            raise _none(name)
    return Response(status=204)


def _none(name: str) -> Problem:
    return Problem(404, "callback_none", text("sms_rules.callback_none_of", name=name))
