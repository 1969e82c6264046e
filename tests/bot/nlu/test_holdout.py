"""Floors for how well the assistant reads sentences it has never seen. `-s` prints the numbers and the misses."""

from collections.abc import Callable

import pytest
import yaml

from bot import knowledge
from bot.nlu.model import TextModel
from bot.nlu.understanding import training_examples
from tests.bot.nlu.scoring import SPELLINGS, score

SETTINGS = yaml.safe_load((knowledge.DATA.parents[1] / "config.yml").read_text(encoding="utf-8"))["pipeline"][0]
FLOORS = {  # spelling: first candidate right, right one among three, wrong one shown, out of scope answered
    "as typed": (0.93, 0.98, 0.06, 0.10),
    "no accents": (0.93, 0.98, 0.06, 0.10),
    "decomposed": (0.93, 0.98, 0.06, 0.10),
}


@pytest.fixture(scope="module")
def model() -> TextModel:
    return TextModel.train(training_examples(), c=SETTINGS["c"], min_df=SETTINGS["min_df"])


@pytest.mark.parametrize(("name", "spelling"), SPELLINGS.items())
def test_floors(model: TextModel, name: str, spelling: Callable[[str], str]) -> None:
    found = score(model, SETTINGS["threshold"], spelling)
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
