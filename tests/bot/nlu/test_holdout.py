"""Floors for how well the assistant reads sentences it has never seen. `-s` prints the numbers and the misses."""

from collections.abc import Callable

import pytest

from bot.nlu.understanding import Understanding
from tests.bot.nlu.scoring import SPELLINGS, score

FLOORS = {  # spelling: first candidate right, right one among three, wrong one shown, out of scope answered
    "as typed": (0.955, 0.985, 0.045, 0.03),
    "no accents": (0.955, 0.985, 0.045, 0.03),
    "decomposed": (0.955, 0.985, 0.045, 0.03),
}


@pytest.mark.parametrize(("name", "spelling"), SPELLINGS.items())
def test_floors(understanding: Understanding, name: str, spelling: Callable[[str], str]) -> None:
    found = score(understanding.read, spelling)
    print(
        f"\n{name}: first {found.first:.3f}, among three {found.in_three:.3f}, right and shown {found.answered:.3f}, "
        f"wrong and shown {found.shown_wrong:.3f}, out of scope answered {found.scope_answered:.3f}",
        *found.wrong,
        sep="\n  ",
    )
    first, in_three, shown_wrong, scope_answered = FLOORS[name]
    assert found.first >= first
    assert found.in_three >= in_three
    assert found.shown_wrong <= shown_wrong
    assert found.scope_answered <= scope_answered
