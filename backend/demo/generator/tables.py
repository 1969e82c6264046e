"""Weighted choices as flat tables: one random index picks a value with its frequency, which is what makes 20,000 people a second."""

from collections.abc import Mapping
from importlib import resources
from typing import Any, TypeVar

import yaml

Value = TypeVar("Value")


def flat(weights: Mapping[Value, float], size: int) -> list[Value]:
    """A list of `size` values in which each stands as often as its weight asks for (largest remainders)."""
    total = sum(weights.values())
    shares = {value: weight * size / total for value, weight in weights.items()}
    counts = {value: int(share) for value, share in shares.items()}
    left = size - sum(counts.values())
    for value in sorted(shares, key=lambda value: counts[value] - shares[value])[:left]:
        counts[value] += 1
    return [value for value, count in counts.items() for _ in range(count)]


def read_yaml(name: str) -> Any:
    """A data file of the demo."""
    return yaml.safe_load(resources.files("backend.demo").joinpath("data", name).read_text(encoding="utf-8"))
