"""Percentiles and how figures are printed."""

import statistics
from collections.abc import Sequence


def percentile(values: Sequence[float], percent: float) -> float:
    """The nearest-rank percentile of at least one value."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(percent / 100 * len(ordered) + 0.5) - 1))]


def milliseconds(seconds: Sequence[float]) -> str:
    """Median, p95 and p99 of durations."""
    parts = [("p50", percentile(seconds, 50)), ("p95", percentile(seconds, 95)), ("p99", percentile(seconds, 99))]
    return ", ".join(f"{name} {value * 1000:.1f} ms" for name, value in parts) + f" (n={len(seconds)})"


def spread(values: Sequence[float], unit: str = "") -> str:
    """Median and range of a figure's runs."""
    return f"median {statistics.median(values):.1f}{unit} (min {min(values):.1f}, max {max(values):.1f}, runs {len(values)})"
