"""Requests read strictly: the right media type, a bounded size, exactly the documented fields, and errors in Vietnamese."""

from __future__ import annotations

import re
from typing import Any, Final, TypeVar

import orjson
from flask import request
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError
from werkzeug.exceptions import RequestEntityTooLarge

from bhxh.messages import catalogue, text
from kit.problems import Problem

LIMIT: Final = 64 << 10
"""Bytes of a body unless a call says otherwise."""

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_MAX_ERRORS = 100
_PIECE = 64 << 10

Model = TypeVar("Model", bound=BaseModel)


class Strict(BaseModel):
    """A request body: no conversion between types (``true`` is no number), no unknown fields."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def _no_control(value: str) -> str:
    if _FORBIDDEN.search(value):
        raise PydanticCustomError("value_control", "control characters")
    return value


NO_CONTROL = AfterValidator(_no_control)
"""For text fields, behind their lengths: PostgreSQL refuses NUL in text, and no phone shows control characters."""


def read_json(model: type[Model], limit: int = LIMIT) -> Model:
    """The request's body as a model. Raises Problem 400, 413, 415 or 422 (one error per wrong field)."""
    expect_json(request.mimetype)
    return parse_json(model, body_bytes(limit))


def expect_json(media_type: str) -> None:
    """Raises Problem(415) for any other. ``media_type``: in small letters, without parameters."""
    if media_type != "application/json":
        raise Problem(415, "unsupported_media_type", text("problem.unsupported_media_type"))


def parse_json(model: type[Model], body: bytes) -> Model:
    """A body as a model. Raises Problem 400 or 422 (one error per wrong field)."""
    try:
        data = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Problem(400, "bad_request", text("problem.bad_request")) from None
    return validate(model, data)


def too_large() -> Problem:
    """What is said of a body beyond its limit."""
    return Problem(413, "too_large", text("problem.too_large"))


def body_bytes(limit: int) -> bytes:
    """The request's body of at most ``limit`` bytes, whether or not its length was announced. Raises Problem 413."""
    request.max_content_length = limit
    try:
        # Read to one byte past the limit: a chunked body announces no length that could be refused beforehand.
        pieces = iter(lambda: request.stream.read(_PIECE), b"")
        data = bytearray()
        for piece in pieces:
            data += piece
            if len(data) > limit:
                break
    except RequestEntityTooLarge:
        raise too_large() from None
    if len(data) > limit:
        raise too_large()
    return bytes(data)


def read_query(model: type[Model]) -> Model:
    """The query string as a model; a parameter given twice is refused. Raises Problem 422."""
    values: dict[str, Any] = {name: given[0] if len(given) == 1 else given for name, given in request.args.lists()}
    return validate(model, values)


def validate(model: type[Model], data: object) -> Model:
    """``data`` as a model. Raises Problem(422, "invalid") with a Vietnamese sentence per wrong field."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)[:_MAX_ERRORS]
        raise Problem(422, "invalid", text("problem.invalid"), [_field_error(item) for item in errors]) from None


def _field_error(error: ErrorDetails) -> dict[str, str]:
    # A caller's own keys may stand in the location; they are cut so that an answer stays small.
    field = ".".join(str(part)[:64] for part in error["loc"])
    kind = error["type"] if f"field.{error['type']}" in catalogue() else "value"
    context = {name: value for name, value in error.get("ctx", {}).items() if isinstance(value, (str, int))}
    detail = text(f"field.{kind}", **({"expected": "", "min_length": 0, "max_length": 0} | context))
    return {"field": field, "code": kind, "detail": detail}
