"""What the engine sees of sentences full of details: nothing personal, and everything else as it was typed."""

from collections import Counter

import pytest

from backend.conversations.masking import Found, mask
from bhxh.text import strip_accents
from tests.support.details import SENTENCES


def masked(text: str) -> str:
    numbers: Counter[str] = Counter()
    parts = []
    for piece in mask(text):
        if isinstance(piece, Found):
            numbers[piece.kind] += 1
            parts.append(f"[{piece.kind}_{numbers[piece.kind]}]")
        else:
            parts.append(piece)
    return "".join(parts)


@pytest.mark.parametrize(("task", "typed", "seen"), SENTENCES)
def test_details_are_masked(task: str, typed: str, seen: str) -> None:
    assert masked(typed) == seen


@pytest.mark.parametrize(
    ("task", "typed", "seen"), [row for row in SENTENCES if "HO_TEN" not in row[2] and "CO_SO" not in row[2]]
)
def test_and_so_they_are_without_their_marks(task: str, typed: str, seen: str) -> None:
    """Names apart: typed without marks some of them are everyday words."""
    assert masked(strip_accents(typed)) == strip_accents(seen)
