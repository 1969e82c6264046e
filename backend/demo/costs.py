"""Who pays what of a demo visit (Luật BHYT 2014, Điều 22; Nghị định 146/2018/NĐ-CP, Điều 14)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from backend.kcb.visits import CostLine

_BASE_WAGES = (
    (date(2026, 7, 1), 2_530_000),
    (date(2024, 7, 1), 2_340_000),
    (date(2023, 7, 1), 1_800_000),
    (date(2019, 7, 1), 1_490_000),
)
_PERCENT = {1: 100, 2: 100, 3: 95, 4: 80, 5: 100}

Item = tuple[str, str, int, int, bool]


def base_wage(day: date) -> int:
    """The base wage (lương cơ sở) in đồng on a day since 01/7/2019."""
    return next(wage for since, wage in _BASE_WAGES if day >= since)


def effective_percent(level: int, covered: int, wage: int) -> int:
    """What BHYT pays, in percent: the level's share, or everything where the visit costs less than 15 % of the base wage."""
    return 100 if covered * 100 < wage * 15 else _PERCENT[level]


def split(items: Iterable[Item], level: int, wage: int) -> tuple[int, tuple[CostLine, ...]]:
    """Price the items (name, unit, quantity, unit price, covered?) of one visit: the percentage applied and the lines."""
    items = tuple(items)
    covered = sum(quantity * price for _, _, quantity, price, is_covered in items if is_covered)
    percent = effective_percent(level, covered, wage)
    return percent, tuple(_line(item, percent) for item in items)


def _line(item: Item, percent: int) -> CostLine:
    name, unit, quantity, price, is_covered = item
    total = quantity * price
    if not is_covered:
        return CostLine(name, unit, Decimal(quantity), price, insurance=0, copay=0, self_pay=total)
    insurance = (total * percent + 50) // 100
    return CostLine(name, unit, Decimal(quantity), price, insurance=insurance, copay=total - insurance, self_pay=0)
