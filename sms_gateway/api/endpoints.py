"""How a public operation is declared: once, for the route, the check of key and request, and the OpenAPI document."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, request
from pydantic import BaseModel

from bhxh.messages import text
from kit.bodies import read_json, read_query
from kit.problems import Problem
from sms_gateway.api.services import services
from sms_gateway.keys import Key, Keys, Scope

PREFIX = "/sms/v1"
JSON_LIMIT = 256 << 10
MAX_ID = 2**63 - 1
"""Ids are decimal strings in answers and 64-bit numbers inside; a larger one would be the database's error."""

_PERSON = re.compile(r"^[a-z][a-z0-9.]{0,63}$")

Result = Response | tuple[int, BaseModel]
View = Callable[..., Result]


@dataclass(frozen=True)
class Media:
    """An answer that is not JSON: its media type."""

    type: str


@dataclass(frozen=True)
class Endpoint:
    """One operation. ``scope`` None: it needs no key of ours (a provider's webhook authenticates itself).

    ``answers``: what each success status carries; ``problems``: the refusals, all of them problem+json. ``content``
    overrides the documented request body by media type where it is not one JSON model.
    """

    method: str
    path: str
    summary: str
    tag: str
    scope: Scope | None
    answers: Mapping[int, type[BaseModel] | Media]
    problems: tuple[int, ...]
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    headers: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    content: Mapping[str, dict[str, Any] | type[BaseModel]] = field(default_factory=dict)

    @property
    def parameters(self) -> dict[str, str]:
        """The path's variable parts by name, each with its kind: "int" or ""."""
        return {name: kind for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", self.path)}


class Resource:
    """The operations of one public resource; ``blueprint`` is what the application registers."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.blueprint = Blueprint(name, __name__, url_prefix=PREFIX)
        self.endpoints: list[Endpoint] = []

    def endpoint(
        self,
        method: str,
        path: str,
        summary: str,
        *,
        scope: Scope | None,
        answers: Mapping[int, type[BaseModel] | Media],
        problems: tuple[int, ...] = (),
        body: type[BaseModel] | None = None,
        query: type[BaseModel] | None = None,
        limit: int = JSON_LIMIT,
        headers: Mapping[str, dict[str, Any]] | None = None,
        content: Mapping[str, dict[str, Any] | type[BaseModel]] | None = None,
    ) -> Callable[[View], View]:
        """Declares a view. It is called with the path's values and, as declared, ``key``, ``body`` and ``query``."""
        declared = Endpoint(
            method, path, summary, self.name, scope, answers, problems, body, query, headers or {}, content or {}
        )

        def declare(view: View) -> View:
            @functools.wraps(view)
            def answer(**values: Any) -> Response:
                if scope is not None:
                    values["key"] = authenticate(scope)
                if query is not None:
                    values["query"] = read_query(query)
                if body is not None:
                    values["body"] = read_json(body, limit)
                return respond(view(**values))

            self.endpoints.append(declared)
            name = f"{method.lower()}_{view.__name__}"
            self.blueprint.add_url_rule(path, name, answer, methods=[method], provide_automatic_options=False)
            return view

        return declare


def authenticate(scope: Scope) -> Key:
    """The key of the current request. Raises Problem 401 without a good one, 403 when it lacks the scope."""
    return key_of(services().keys, request.headers.get("Authorization", ""), scope)


def key_of(keys: Keys, authorization: str, scope: Scope) -> Key:
    """The key that an Authorization header presents. Raises Problem as ``authenticate``."""
    kind, _, secret = authorization.partition(" ")
    key = keys.authenticate(secret.strip()) if kind.lower() == "bearer" and secret.strip() else None
    if key is None:
        raise Problem(401, "unauthorized", text("problem.unauthorized"), headers={"WWW-Authenticate": "Bearer"})
    if scope not in key.scopes:
        raise Problem(403, "scope", text("sms_api.scope", scope=scope.value))
    return key


ACTING = {
    "X-Staff": {
        "type": "string",
        "pattern": _PERSON.pattern,
        "description": "Ai đang làm việc này, với khóa có quyền staff",
    }
}
"""The header by which one of our consoles says who acts, for the document."""


def actor(key: Key) -> str:
    """Who acts: the key; with a console's key (scope staff) the person whom it names, because two of them must be two.

    Raises Problem(422, "actor") when a console names nobody.
    """
    if Scope.STAFF not in key.scopes:
        return key.name
    person = request.headers.get("X-Staff", "")
    if _PERSON.fullmatch(person) is None:
        errors = [{"field": "X-Staff", "code": "actor", "detail": text("sms_api.actor")}]
        raise Problem(422, "actor", text("sms_api.actor"), errors)
    return f"{key.name}:{person}"


def respond(result: Result) -> Response:
    """A view's result as the HTTP answer."""
    if isinstance(result, Response):
        return result
    status, model = result
    return Response(model.model_dump_json(by_alias=True), status, content_type="application/json")
