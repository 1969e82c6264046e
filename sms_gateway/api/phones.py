"""The recipient of a request, checked."""

from __future__ import annotations

from bhxh.messages import text
from bhxh.problems import InvalidValue
from kit.problems import Problem
from sms_gateway.numbers import parse


def recipient(value: str, field: str = "to", *, abroad: bool = False) -> str:
    """The msisdn (84xxxxxxxxx) of a number in any usual spelling; with ``abroad`` also a foreign one that begins with + or 00.
    Raises Problem(422) with the field's own error."""
    try:
        return parse(value, abroad=abroad)
    except InvalidValue as wrong:
        errors = [{"field": field, "code": wrong.code, "detail": wrong.detail}]
        raise Problem(422, "invalid", text("problem.invalid"), errors) from None
