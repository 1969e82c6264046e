"""The recipient of a request, checked."""

from __future__ import annotations

from bhxh.messages import text
from bhxh.phone import parse_mobile
from bhxh.problems import InvalidValue
from kit.problems import Problem


def recipient(value: str, field: str = "to") -> str:
    """The msisdn (84xxxxxxxxx) of a number in any usual spelling. Raises Problem(422) with the field's own error."""
    try:
        return parse_mobile(value)
    except InvalidValue as wrong:
        errors = [{"field": field, "code": wrong.code, "detail": wrong.detail}]
        raise Problem(422, "invalid", text("problem.invalid"), errors) from None
