"""Details in a sentence do not change what it is about: the task is recognised with them, and without accents."""

from __future__ import annotations

import pytest

from bhxh.text import strip_accents
from bot.nlu.understanding import Understanding
from tests.support.details import SENTENCES


@pytest.mark.parametrize("accented", [True, False], ids=["accented", "plain"])
def test_tasks_are_recognised_with_their_details(understanding: Understanding, accented: bool) -> None:
    wrong = []
    for task, _, seen in SENTENCES:
        reading = understanding.read(seen if accented else strip_accents(seen))
        if task not in {reading.intent, reading.task}:
            wrong.append((task, seen, reading.intent, reading.faq))
    assert len(wrong) <= len(SENTENCES) * 0.03, wrong
