"""Rasa checks every reply of the action server against a JSON schema, and checks the schema itself again each time.

That cost more than half of a form turn. Here the schema is compiled once, and asked only about what is not plainly valid; the
same replies pass and the same exception is raised. `install` is called by the lock store's module, which `rasa run` imports at start (endpoints.yml).
"""

from __future__ import annotations

import inspect
from functools import lru_cache
from hashlib import sha256
from typing import Any

import jsonschema
from rasa.core.actions.action import RemoteAction

_NO_MORE_THAN_A_NAME = frozenset({"active_loop", "followup", "reset_slots"})
"""Events of which the schema asks nothing but what all events have."""

REPLACED_SOURCE = "f8cdb4be6812"
"""First 12 digits of the SHA-256 of the replaced method's source; a test compares them."""


@lru_cache(maxsize=1)
def _validator() -> Any:
    schema = RemoteAction.action_response_format_spec()
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    return validator(schema)


def plainly_valid(result: Any) -> bool:
    """Whether a reply is one of those that our actions give: slots set and forms opened. The schema accepts these and others."""
    if not isinstance(result, dict):
        return False
    events, responses = result.get("events", []), result.get("responses", [])
    return (
        isinstance(events, list)
        and isinstance(responses, list)
        and all(map(_plain_event, events))
        and all(isinstance(response, dict) for response in responses)
    )


def _plain_event(event: Any) -> bool:
    if not isinstance(event, dict) or event.get("timestamp") is not None or event.get("metadata") is not None:
        return False
    kind = event.get("event")
    if kind == "slot":
        return isinstance(event.get("name"), str) and "value" in event
    return isinstance(kind, str) and kind in _NO_MORE_THAN_A_NAME


def _validate_action_result(self: RemoteAction, result: dict[str, Any]) -> bool:
    if plainly_valid(result):
        return True
    try:
        _validator().validate(result)
    except jsonschema.ValidationError as error:
        error.message += ". Failed to validate Action server response from API."
        raise
    return True


def source_digest() -> str:
    """Identifies the code that `install` replaces, or has replaced."""
    original = getattr(RemoteAction, "_validate_action_result_replaced", RemoteAction._validate_action_result)
    return sha256(inspect.getsource(original).encode()).hexdigest()[:12]


def install() -> None:
    """Puts the compiled validator in place of Rasa's. Doing it twice changes nothing."""
    if RemoteAction._validate_action_result is _validate_action_result:
        return
    RemoteAction._validate_action_result_replaced = RemoteAction._validate_action_result
    RemoteAction._validate_action_result = _validate_action_result
