"""Figures that hang together by sums: which have to be left out besides the small ones, so that none can be counted back.

Who reads a table knows its sums, that a figure left out is not 0 (0 is told), and of a share how large its group is. A figure is safe when
another table with the same sums fits all that as well. Seen as a network with a node for each sum and an edge for each figure, that is so
if and only if the figure lies on a circle of figures left out, along which some may grow by one while the others shrink (D. Gusfield, "A
graph theoretic approach to statistical data security", SIAM J. Comput. 17, 1988). Where there is no such circle the cheapest one is made:
the figures told on it are left out as well (Kelly, Golden and Assad, "Cell suppression: disclosure protection for sensitive tabular data",
Networks 22, 1992).
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from backend.reports.suppression import K, pair

_OUTSIDE: Final = (-1, 0)
"""Where a figure of one sum alone leads: what it takes from there is seen by nobody."""

_Node = tuple[int, int]
"""A sum, and by how much it is out: +1 or -1."""


@dataclass
class _Figure:
    value: int
    low: int
    high: int | None
    of: int | None = None
    sums: list[tuple[int, int]] = field(default_factory=list)
    """Each sum it is in, and its sign there."""

    def may(self, step: int) -> bool:
        """Whether a reader who finds it left out must think it possible that it is one more, or one less."""
        return self.value > self.low if step < 0 else self.high is None or self.value < self.high


class Linked:
    """Figures and the sums that are told of them.

    Each figure is in at most two sums. A sum that follows from others (as a table's corner does) is named by `following`, or not at all where it is shown nowhere.
    """

    def __init__(self, k: int = K) -> None:
        self._k = k
        self._figures: list[_Figure] = []
        self._sums: list[tuple[tuple[int, ...], int]] = []
        self._following: list[tuple[tuple[int, ...], int]] = []
        self._hidden: set[int] = set()

    def add(self, value: int, of: int | None = None) -> int:
        """One more figure; returns its number. ``of``: the size of the group that it is a part of, where that is told."""
        if of is None:
            figure, small = _Figure(value, 1, None), 0 < value < self._k
        else:  # of a group under k even nobody and everybody are left out
            known = (0, of) if of < self._k else (1, of - 1)
            figure, small = _Figure(value, *known, of=of), pair(value, of, k=self._k) is None
        self._figures.append(figure)
        if small:
            self._hidden.add(len(self._figures) - 1)
        return len(self._figures) - 1

    def total(self, parts: Sequence[int], whole: int) -> None:
        """The parts add up to the whole. Raises ValueError when they do not, or when a figure is in a third sum."""
        if sum(self._figures[part].value for part in parts) != self._figures[whole].value:
            raise ValueError("parts that do not add up")
        for number, sign in ((whole, -1), *((part, 1) for part in parts)):
            if len(self._figures[number].sums) == 2:
                raise ValueError("a figure in more than two sums")
            self._figures[number].sums.append((len(self._sums), sign))
        self._sums.append((tuple(parts), whole))

    def following(self, parts: Sequence[int], whole: int) -> None:
        """The parts add up to the whole, as other sums have it already: nothing more can be counted back by it, but those left out of it
        may be a small group together."""
        self._following.append((tuple(parts), whole))

    def left_out(self) -> frozenset[int]:
        """The figures that must not be told."""
        before = -1
        while before != len(self._hidden):
            before = len(self._hidden)
            for parts, whole in (*self._sums, *self._following):
                self._fill(parts, whole)
            for number in sorted(self._hidden):
                self._hidden.update(self._circle(number))
        return frozenset(self._hidden)

    def _fill(self, parts: Sequence[int], whole: int) -> None:
        """What was left out of one sum is k together, those who are not in it too; where that cannot be the sum goes as well."""
        while whole not in self._hidden:
            hidden = [self._figures[part] for part in parts if part in self._hidden]
            rest = [figure.of - figure.value for figure in hidden if figure.of is not None]
            enough = sum(figure.value for figure in hidden) >= self._k and (not rest or sum(rest) >= self._k)
            if not hidden or enough:
                return
            told = [part for part in parts if part not in self._hidden and self._can_hide(part)]
            self._hidden.add(min(told, key=lambda part: (self._figures[part].value, part)) if told else whole)

    def _can_hide(self, number: int) -> bool:
        """0 is always told, and so is all of a group that is."""
        figure = self._figures[number]
        return figure.may(1) and figure.may(-1)

    def _circle(self, number: int) -> list[int]:
        """The figures told on the cheapest circle through a figure left out; none: it is safe as it is."""
        figure = self._figures[number]
        ways = [self._way(number, step) for step in (1, -1) if figure.may(step)]
        found = min((way for way in ways if way is not None), default=None)
        if found is not None:
            return found[1]
        # Nothing can stand in for it: the sums that would give it away go themselves.
        return [self._sums[place][1] for place, _ in figure.sums]

    def _way(self, number: int, step: int) -> tuple[int, list[int]] | None:
        """How what one figure does to its sums can be made good by others: the cost, and those of them that are told."""
        changed = [(place, sign * step) for place, sign in self._figures[number].sums]
        if not changed:
            return 0, []
        start = changed[0]
        goal = (changed[1][0], -changed[1][1]) if len(changed) == 2 else _OUTSIDE
        queue: list[tuple[int, _Node, list[int]]] = [(0, start, [])]
        seen: set[_Node] = set()
        while queue:
            cost, node, told = heapq.heappop(queue)
            if node == goal:
                return cost, told
            if node in seen:
                continue
            seen.add(node)
            for other, onward in self._onward(node):
                if other != number and onward not in seen:
                    price, more = (0, []) if other in self._hidden else (self._figures[other].value, [other])
                    heapq.heappush(queue, (cost + price, onward, told + more))
        return None

    def _onward(self, node: _Node) -> Iterator[tuple[int, _Node]]:
        """The figures that put a sum right again, and which other sum that puts out."""
        for number in self._within(node):
            figure = self._figures[number]
            for step in (1, -1):
                if not (figure.may(step) if number in self._hidden else self._can_hide(number)):
                    continue
                changed = [(place, sign * step) for place, sign in figure.sums]
                if node == _OUTSIDE:
                    yield number, changed[0]
                    continue
                others = [each for each in changed if each[0] != node[0]]
                if (node[0], -node[1]) in changed:
                    yield number, others[0] if others else _OUTSIDE

    def _within(self, node: _Node) -> Sequence[int]:
        if node == _OUTSIDE:
            return [number for number, figure in enumerate(self._figures) if len(figure.sums) == 1]
        parts, whole = self._sums[node[0]]
        return (*parts, whole)
