"""Answers worked out for the sum that a question names: "lương 8 triệu thì trợ cấp thất nghiệp bao nhiêu" (bot/data/amounts.yml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import yaml

from bhxh.messages import text
from bhxh.money import amounts_in
from bot.facts import Fact, value_on, written_dong

FILE = Path(__file__).parent / "data" / "amounts.yml"
_LEAST_SUM = 100_000
"""đồng. Less is no monthly pay; a fee or a fare stands in the sentence for another reason."""


@dataclass(frozen=True)
class Rule:
    """``base`` and ``what`` are words of the sentence. ``factor``, ``least`` and ``most`` are written as in the braces of an answer,
    the factor alone or as ``x6``."""

    base: str
    what: str
    factor: str
    least: str | None = None
    most: str | None = None


@lru_cache(maxsize=1)
def rules() -> dict[str, Rule]:
    """FAQ id -> how its answer is worked out. Raises TypeError for a row with another key."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {faq: Rule(**row) for faq, row in rows.items()}


def worked_out(faq: str, said: str, day: date, facts: Mapping[str, Fact]) -> str | None:
    """One sentence with the result as of ``day``; None when the answer has no rule, the text does not name just one sum, or a figure
    is not known for that day."""
    rule, sums = rules().get(faq), {amount.value for amount in amounts_in(said) if amount.value >= _LEAST_SUM}
    if rule is None or len(sums) != 1:
        return None
    named = Decimal(sums.pop())
    factor = _factor(rule.factor, day, facts)
    least = value_on(rule.least, day, facts) if rule.least else named
    most = value_on(rule.most, day, facts) if rule.most else named
    if factor is None or least is None or most is None:
        return None
    counted = min(max(named, least), most)
    key = "bot.amount" if counted == named else "bot.amount.least" if counted > named else "bot.amount.most"
    return text(
        key, base=rule.base, named=written_dong(named), counted=written_dong(counted), what=rule.what,
        value=written_dong(counted * factor),
    )  # fmt: skip


def _factor(factor: str, day: date, facts: Mapping[str, Fact]) -> Decimal | None:
    if factor.startswith("x"):
        return Decimal(factor[1:])
    value = value_on(factor, day, facts)
    return None if value is None else value / 100 if facts[factor].unit == "%" else value
