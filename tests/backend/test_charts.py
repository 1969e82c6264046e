"""Columns of a chart: they stand on the floor, reach as high as their amounts, and the axis has round labels."""

import pytest

from backend.charts import nice, stacked


@pytest.mark.parametrize(
    ("highest", "label"), [(1, 1), (7, 8), (409_100, 500_000), (5_000_001, 6_000_000), (9.5, 10), (0.3, 1)]
)
def test_an_axis_ends_at_a_round_number(highest: float, label: float) -> None:
    assert nice(highest) == label


def test_columns_are_as_high_as_their_amounts() -> None:
    chart = stacked([("2024", {"a": 100, "b": 0, "c": 300}), ("2025", {"a": 200})])
    first, second = chart.columns
    assert [piece.kind for piece in first.pieces] == ["a", "c"]
    assert first.pieces[0].y + first.pieces[0].height == pytest.approx(chart.floor, abs=0.1)
    assert first.pieces[1].y + first.pieces[1].height == pytest.approx(first.pieces[0].y, abs=0.1)
    assert first.top == pytest.approx(chart.grid[-1][0]) == 24
    assert second.pieces[0].height == pytest.approx(2 * first.pieces[0].height, abs=0.2)
    assert (first.total, second.total) == (400, 200)
    assert chart.left <= first.x < first.x + first.width <= second.x < second.x + second.width <= chart.width


def test_nothing_and_zeros_are_drawn() -> None:
    assert stacked([]).columns == []
    assert stacked([("2024", {"a": 0})]).columns[0].pieces == []
