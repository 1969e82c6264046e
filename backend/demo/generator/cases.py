"""What people are treated for, and what it costs: cases drawn once, priced when first used, shared by all visits."""

import json
import random
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from backend.demo.costs import Item, base_wage, split
from backend.demo.generator.tables import flat, read_yaml
from backend.kcb.visits import CostLine

CASE_BITS = 10
VARIANTS = 16
PERIODS = (date(2023, 1, 1), date(2023, 7, 1), date(2024, 7, 1), date(2026, 7, 1))
"""Beginnings of the stretches in which the base wage stayed the same."""
AGE_CLASSES = 5
"""0-5, 6-17, 18-39, 40-59, 60 and older: the order of `who` in clinical.yaml."""
_SELF_PAID = "tự trả"


@dataclass(frozen=True)
class Priced:
    """A case at one benefit level in one period. `tail` is the end of a visit's stored details, after the dates."""

    percent: int
    costs: tuple[CostLine, ...]
    tail: str
    total: int
    insurance: int
    copay: int
    self_pay: int


@dataclass
class Case:
    """A diagnosis with what was done for it; `days` in hospital, 0 for an out-patient."""

    icd10: str
    diagnosis: str
    department: str
    days: int
    items: tuple[Item, ...]
    _priced: dict[tuple[int, int], Priced] = field(default_factory=dict)

    @property
    def care(self) -> str:
        return "Nội trú" if self.days else "Ngoại trú"

    def priced(self, level: int, period: int) -> Priced:
        """Who pays what at a benefit level (1-5) in a period (index of `PERIODS`)."""
        key = level, period
        found = self._priced.get(key)
        if found is None:
            found = self._priced[key] = self._price(level, period)
        return found

    def _price(self, level: int, period: int) -> Priced:
        percent, costs = split(self.items, level, base_wage(PERIODS[period]))
        rest = {
            "department": self.department,
            "care": self.care,
            "icd10": self.icd10,
            "diagnosis": self.diagnosis,
            "benefit_percent": percent,
            "costs": [
                [
                    cost.name,
                    cost.unit,
                    int(cost.quantity),
                    cost.unit_price,
                    cost.insurance,
                    cost.copay,
                    cost.self_pay,
                    cost.other,
                ]
                for cost in costs
            ],
        }
        return Priced(
            percent=percent,
            costs=costs,
            tail=json.dumps(rest, ensure_ascii=False, separators=(",", ":"))[1:],
            total=sum(cost.total for cost in costs),
            insurance=sum(cost.insurance for cost in costs),
            copay=sum(cost.copay for cost in costs),
            self_pay=sum(cost.self_pay for cost in costs),
        )


@lru_cache(maxsize=1)
def case_tables() -> dict[tuple[str, int], list[Case]]:
    """By gender and age class: 2^CASE_BITS cases, each diagnosis as often as `who` says."""
    data = read_yaml("clinical.yaml")
    rng = random.Random("cases")  # noqa: S311 - made-up visits, not secrets
    variants = [[_case(entry, data, rng) for _ in range(VARIANTS)] for entry in data["diagnoses"]]
    return {
        (gender, age): _shuffled(_weights(data["diagnoses"], gender, age), variants, rng)
        for gender in ("nam", "nữ")
        for age in range(AGE_CLASSES)
    }


def _weights(entries: list[dict[str, Any]], gender: str, age: int) -> dict[int, float]:
    fits = [entry for entry in entries if not (entry.get("sex") == "f" and gender == "nam")]
    return {entries.index(entry): entry["who"][age] for entry in fits if entry["who"][age]}


def _shuffled(weights: dict[int, float], variants: list[list[Case]], rng: random.Random) -> list[Case]:
    return [rng.choice(variants[number]) for number in flat(weights, 1 << CASE_BITS)]


def _case(entry: dict[str, Any], data: dict[str, Any], rng: random.Random) -> Case:
    days = rng.randint(*entry["days"])
    items: list[Item] = []
    if days:
        name, unit, price = data["bed_day"]
        items.append((name, unit, days, price, True))
    else:
        name, unit, price = data["examination"]
        items.append((name, unit, 1, price, True))
    for name, unit, (least, most), price, *rest in entry["items"]:
        quantity = rng.randint(least, most)
        if quantity:
            items.append((name, unit, quantity, price, _SELF_PAID not in rest))
    return Case(entry["icd10"], entry["name"], entry["department"], days, tuple(items))
