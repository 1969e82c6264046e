"""Percentages as the official letters write them: two decimals, half up, comma ("80,83 %")."""

from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


def percent(part: int, whole: int) -> Decimal | None:
    """What part of a whole, to two decimals; None where there is no whole. More than all counts as it is."""
    return None if whole <= 0 else (Decimal(part) * 100 / Decimal(whole)).quantize(_CENT, ROUND_HALF_UP)


def written(share: Decimal | None) -> str:
    """ "80,83 %", never broken into two lines; "–" for none."""
    return "–" if share is None else f"{share:.2f}\u00a0%".replace(".", ",")


def counted(number: int) -> str:
    """ "13.775"."""
    return f"{number:,}".replace(",", ".")
