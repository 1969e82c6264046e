"""JSON bodies read strictly: the right media type, a bounded size, exactly the documented fields, errors in Vietnamese."""

from typing import Any, Final, TypeVar

import orjson
from flask import request
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails
from werkzeug.exceptions import RequestEntityTooLarge

from bhxh.messages import text
from kit.problems import Problem

LIMIT: Final = 64 << 10
_TOLD: Final = frozenset({"missing", "extra_forbidden", "string_type"})

Model = TypeVar("Model", bound=BaseModel)


class Strict(BaseModel):
    """A body without conversion between types (``true`` is no text) and without unknown fields."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def read_json(model: type[Model], limit: int = LIMIT) -> Model:
    """The request's body as a model. Raises Problem 400, 413, 415 or 422 with one error per wrong field."""
    if request.mimetype != "application/json":
        raise Problem(415, "unsupported_media_type", text("problem.unsupported_media_type"))
    request.max_content_length = limit
    try:
        data: Any = orjson.loads(request.get_data(cache=False))
    except RequestEntityTooLarge:
        raise Problem(413, "too_large", text("problem.too_large")) from None
    except orjson.JSONDecodeError:
        raise Problem(400, "bad_request", text("problem.bad_request")) from None
    if not isinstance(data, dict):
        raise Problem(422, "invalid", text("body.object"))
    try:
        return model.model_validate(data)
    except ValidationError as error:
        errors = [_told(problem) for problem in error.errors(include_url=False, include_input=False)]
        raise Problem(422, "invalid", text("body.invalid"), errors) from None


def _told(problem: ErrorDetails) -> dict[str, Any]:
    code = problem["type"] if problem["type"] in _TOLD else "wrong"
    return {"field": ".".join(str(part) for part in problem["loc"]), "code": code, "detail": text(f"body.{code}")}
