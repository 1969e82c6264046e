"""Nothing that a report leaves out can be counted back from what it tells: an attacker tries with all its sums at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backend.feedback.statistics import Figures
from backend.registration.statistics import AgencyFigures
from backend.reports.linked import Linked
from backend.reports.rollout import Line, leave_out
from backend.reports.suppression import K
from backend.reports.told import FEEDBACK, REGISTRATION, Told, of_feedback, registrations

Name = tuple[object, ...]
Sum = tuple[dict[Name, int], int]
"""Coefficients of what was left out, and what they add up to."""
COUNT = st.one_of(st.integers(0, 6), st.integers(0, 60))
DAY = date(2026, 11, 1)


class Attacker:
    """Knows the sums of what was left out, and between which bounds each figure is."""

    def __init__(self) -> None:
        self.sums: list[Sum] = []
        self.bounds: dict[Name, tuple[int, int]] = {}

    def sees(self, parts: Mapping[Name, int | None], whole: Name, value: int | None) -> None:
        """A sum of the table. None: left out."""
        unknown = {name: 1 for name, shown in parts.items() if shown is None}
        if value is None:
            unknown[whole] = -1
        self.sums.append((unknown, (value or 0) - sum(shown or 0 for shown in parts.values())))

    def knows(self, names: Sequence[Name], low: int = 1, high: int = 10**6) -> None:
        self.bounds.update((name, (low, high)) for name in names)

    def finds(self) -> set[Name]:
        """What they work out: by elimination, then by narrowing bounds down, with the reduced sums as well as the given ones."""
        reduced = eliminated(self.sums)
        found = {name for row, _ in reduced if len(row) == 1 for name in row}
        bounds = dict(self.bounds)
        rows = [*reduced, *((dict[Name, Fraction](row), Fraction(value)) for row, value in self.sums)]
        for _ in range(60):
            before = dict(bounds)
            for row, value in rows:
                narrow(row, value, bounds)
            if bounds == before:
                break
        return found | {name for name, (low, high) in bounds.items() if low == high}


def eliminated(sums: Sequence[Sum]) -> list[tuple[dict[Name, Fraction], Fraction]]:
    """Gauss and Jordan."""
    rows = [({name: Fraction(factor) for name, factor in row.items()}, Fraction(value)) for row, value in sums if row]
    done: list[tuple[dict[Name, Fraction], Fraction]] = []
    while rows:
        row, value = rows.pop()
        if not row:
            continue
        pivot = next(iter(row))
        row, value = {name: factor / row[pivot] for name, factor in row.items()}, value / row[pivot]
        rows = [without(each, pivot, row, value) for each in rows]
        done = [without(each, pivot, row, value) for each in done] + [(row, value)]
    return done


def without(
    line: tuple[dict[Name, Fraction], Fraction], pivot: Name, row: dict[Name, Fraction], value: Fraction
) -> tuple[dict[Name, Fraction], Fraction]:
    mine, total = line
    if not (times := mine.get(pivot, Fraction(0))):
        return line
    left = {name: mine.get(name, Fraction(0)) - times * row.get(name, Fraction(0)) for name in mine | row}
    return {name: factor for name, factor in left.items() if factor}, total - times * value


def narrow(row: Mapping[Name, Fraction], value: Fraction, bounds: dict[Name, tuple[int, int]]) -> None:
    for name, factor in row.items():
        others = [sorted(times * end for end in bounds[other]) for other, times in row.items() if other != name]
        ends = sorted((value - sum(each[place] for each in others)) / factor for place in (0, 1))
        low, high = bounds[name]
        bounds[name] = (max(low, -(-ends[0].numerator // ends[0].denominator)), min(high, ends[1].__floor__()))


def look(
    attacker: Attacker, table: int, told: Told, sums: Sequence[tuple[tuple[str, ...], str]], last: object = None
) -> None:
    """The attacker reads a table: its columns, and along its lines what is so (they may know)."""
    lines = {("total", last or table): told.total, **{(table, place): line for place, line in enumerate(told.rows)}}
    for name in told.total:
        parts = {(table, place, name): line[name] for place, line in enumerate(told.rows)}
        attacker.sees(parts, ("total", last or table, name), told.total[name])
    for key, line in lines.items():
        for parts_of, whole in sums:
            attacker.sees({(*key, name): line[name] for name in parts_of}, (*key, whole), line[whole])
        attacker.knows([(*key, name) for name, shown in line.items() if shown is None])


def hidden(attacker: Attacker) -> set[Name]:
    return set(attacker.bounds)


def agency(accounts: int, rejected: int, not_found: int, late: int, unsent: int) -> AgencyFigures:
    decided = accounts + rejected + not_found
    late = min(late, decided)
    return AgencyFigures(
        "07915", decided + late, accounts, not_found, rejected, decided - late - min(unsent, decided - late), late
    )


@given(st.lists(st.builds(agency, COUNT, COUNT, COUNT, COUNT, st.just(0)), max_size=5))
@example([agency(0, 2, 0, 0, 0), agency(0, 4, 7, 3, 0), agency(0, 0, 2, 0, 0)])  # two agencies decided 4 together
def test_no_figure_of_registrations_follows_from_the_others(figures: list[AgencyFigures]) -> None:
    told = registrations(figures)
    attacker = Attacker()
    look(attacker, 1, told, ((("accounts", "rejected", "not_found"), "decided"), (("on_time", "late"), "decided")))
    assert not attacker.finds()
    right(told, [{name: getattr(each, name) for name in REGISTRATION} for each in figures])


@given(st.lists(st.builds(agency, COUNT, COUNT, COUNT, COUNT, COUNT), max_size=5))
def test_nor_while_some_results_are_still_to_go_out(figures: list[AgencyFigures]) -> None:
    attacker = Attacker()
    look(attacker, 1, registrations(figures), ((("accounts", "rejected", "not_found"), "decided"),))
    assert not attacker.finds()


@st.composite
def feedbacks(draw: st.DrawFn) -> tuple[list[Figures], list[Figures]]:
    """The same feedback by owner and by unit."""
    many = draw(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), COUNT, COUNT, COUNT, COUNT), max_size=7))
    tables = []
    for by in (0, 1):
        rows = []
        for key in sorted({each[by] for each in many}):
            answered, waiting, late, urged = (
                sum(each[place] for each in many if each[by] == key) for place in range(2, 6)
            )
            rows.append(
                Figures(str(key), answered + waiting, answered, max(answered - late, 0), waiting, min(late, waiting), urged, 0, 0, None)
            )  # fmt: skip
        tables.append(rows)
    return tables[0], tables[1]


def waited_for(key: str, answered: int, waiting: int, urged: int) -> Figures:
    return Figures(key, answered + waiting, answered, 0, waiting, waiting, urged, 0, 0, None)


@given(feedbacks())
# Nothing is small in the one line of the units; its last line is the owners' as well, who leave figures out of it.
@example(([waited_for("0", 7, 2, 3), waited_for("2", 0, 5, 4)], [waited_for("2", 7, 7, 7)]))
def test_no_figure_of_feedback_follows_from_either_table_or_both(both: tuple[list[Figures], list[Figures]]) -> None:
    owners, units = of_feedback(*both)
    same = all(
        sum(getattr(each, name) for each in both[0]) == sum(getattr(each, name) for each in both[1])
        for name in FEEDBACK
    )
    attacker = Attacker()
    for table, told in enumerate((owners, units), start=1):
        look(attacker, table, told, ((("answered", "waiting"), "submitted"),), "both" if same else None)
    assert not attacker.finds()
    by_owner, by_unit = ([{name: getattr(each, name) for name in FEEDBACK} for each in figures] for figures in both)
    right(owners, by_owner, beside=by_unit if same else [])
    right(units, by_unit, beside=by_owner if same else [])


def right(told: Told, lines: list[dict[str, int]], beside: Sequence[Mapping[str, int]] = ()) -> None:
    """What is told is true, nothing small is told, and what is neither small nor beside something small is told. ``beside``: the lines
    of another table with the same last line."""
    for row, line in zip(told.rows, lines, strict=True):
        assert all(shown in {None, line[name]} for name, shown in row.items())
        assert all(shown is None or shown == 0 or shown >= K for shown in row.values())
        assert all(line[name] for name, shown in row.items() if shown is None), "nothing is told as it is"
    for name, total in told.total.items():
        gone = [line[name] for row, line in zip(told.rows, lines, strict=True) if row[name] is None]
        assert total is None or not gone or sum(gone) >= K, "who are left out of a column are a small group together"
    if all(value == 0 or value >= K for line in (*lines, *beside) for value in line.values()):
        assert all(shown is not None for row in (*told.rows, told.total) for shown in row.values())


@given(st.lists(st.integers(0, 40).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))), max_size=6))
def test_no_share_of_a_unit_follows_from_the_sum(groups: list[tuple[int, int]]) -> None:
    lines = [
        Line(str(place), "Trường", "07915", "staff", part, whole, DAY, None, False)
        for place, (part, whole) in enumerate(groups)
    ]
    total = leave_out(lines, list(range(len(lines))))
    attacker = Attacker()
    attacker.sees({(place,): line.installed for place, line in enumerate(lines)}, ("sum",), total)
    for name, shown, of in [((place,), line.installed, line.total) for place, line in enumerate(lines)]:
        if shown is None:
            attacker.knows([name], *((0, of) if of < K else (1, of - 1)))
    if total is None:
        attacker.knows([("sum",)], 0, sum(line.total for line in lines))
    assert not attacker.finds()
    gone = [group for group, line in zip(groups, lines, strict=True) if line.installed is None]
    if total is not None and gone:
        assert sum(part for part, _ in gone) >= K and sum(whole - part for part, whole in gone) >= K


def test_a_figure_alone_in_its_column_takes_a_rectangle_along() -> None:
    figures = [agency(30, 2, 10, 0, 0), agency(40, 20, 11, 0, 0), agency(50, 30, 12, 0, 0)]
    told = registrations(figures)
    gone = {(place, name) for place, row in enumerate(told.rows) for name, shown in row.items() if shown is None}
    assert gone == {(0, "rejected"), (0, "not_found"), (1, "rejected"), (1, "not_found")}
    assert all(shown is not None for shown in told.total.values())


def test_leaving_out_cell_by_cell_as_a_column_wants_it_is_not_enough() -> None:
    """What reports did before: each column safe by itself. The attacker reads it along the line."""
    told = Told(
        ({"decided": 45, "accounts": 30, "rejected": None}, {"decided": 60, "accounts": 40, "rejected": None}),
        {"decided": 105, "accounts": 70, "rejected": 35},
    )
    attacker = Attacker()
    look(attacker, 1, told, ((("accounts", "rejected"), "decided"),))
    assert attacker.finds() == hidden(attacker) == {(1, 0, "rejected"), (1, 1, "rejected")}


def test_everybody_of_two_groups_but_one_is_not_told() -> None:
    """19 of 20 and 4 of 4 make 23 of 24: whoever sees the sum knows both."""
    lines = [
        Line(code, code, "07915", "staff", part, whole, DAY, None, False)
        for code, part, whole in (("A", 19, 20), ("B", 4, 4), ("C", 30, 60), ("D", 500, 900))
    ]
    assert leave_out(lines, [0, 1, 2, 3]) == 553
    assert [line.installed for line in lines] == [None, None, None, 500]


def test_what_nothing_can_stand_in_for_takes_the_sum_along() -> None:
    lines = [
        Line(code, code, "07915", "staff", part, whole, DAY, None, False)
        for code, part, whole in (("A", 100, 100), ("B", 4, 4))
    ]
    assert leave_out(lines, [0, 1]) is None


def test_sums_that_are_none_are_refused() -> None:
    linked = Linked()
    one, two = linked.add(10), linked.add(11)
    with pytest.raises(ValueError, match="add up"):
        linked.total([one], two)
    for part, whole in pairwise([linked.add(10) for _ in range(4)]):
        linked.total([part], whole)
    with pytest.raises(ValueError, match="more than two"):
        linked.total([linked.add(10)], 3)
