"""Grouping sentences that ask alike."""

from __future__ import annotations

import random

import numpy as np
import pytest

from bot.nlu import likeness
from bot.nlu.likeness import groups

CARD = ["mất thẻ bảo hiểm y tế làm lại ở đâu", "mat the bhyt lam lai o dau", "Mất thẻ BHYT làm lại ở đâu ạ?"]
WEATHER = ["trời Hà Nội mai có mưa không", "mai trời Hà Nội có mưa không nhỉ"]
KNOWN = ["đăng ký tài khoản vssid", "lương hưu được bao nhiêu", "thai sản cần giấy tờ gì", "tra mã số bảo hiểm"]


def test_the_same_question_in_other_words_is_one_group() -> None:
    said = [WEATHER[0], CARD[0], "asdf qwer", CARD[1], WEATHER[1], CARD[2]]
    found = groups(said, KNOWN)
    assert [sorted(group) for group in found] == [[1, 3, 5], [0, 4], [2]]


def test_the_most_typical_comes_first() -> None:
    said = ["mất thẻ bảo hiểm y tế làm lại ở đâu hả cháu ơi bác hỏi", *CARD]
    first = groups(said, KNOWN)[0]
    assert sorted(first) == [0, 1, 2, 3] and first[0] != 0


def test_two_people_are_not_alike_because_both_have_names() -> None:
    found = groups(["tên tôi là [HO_TEN_1] mất thẻ", "đổi số giùm [HO_TEN_1] nha", "[HO_TEN_1]", "[HO_TEN_2]"], KNOWN)
    assert sorted(map(sorted, found)) == [[0], [1], [2, 3]]


@pytest.mark.parametrize("said", [[], ["?!"], ["?!", "..."], ["một câu"]])
def test_little_or_nothing(said: list[str]) -> None:
    assert sorted(position for group in groups(said) for position in group) == list(range(len(said)))


def test_more_than_one_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every sentence is in one group, and what a border between parts cut apart is found again in the next round."""
    monkeypatch.setattr(likeness, "_PART", 40)
    monkeypatch.setattr(likeness, "_PART_AIM", 20)
    monkeypatch.setattr(likeness, "_TOPICS", 8)
    chosen = random.Random(1)
    letters = "abcdeghiklmnopqrstuvxy"
    subjects = [" ".join("".join(chosen.choices(letters, k=5)) for _ in range(7)) for _ in range(40)]
    said = [f"{subject} {chosen.choice(letters)}" for subject in subjects for _ in range(5)]
    chosen.shuffle(said)
    found = groups(said)
    assert sorted(position for group in found for position in group) == list(range(len(said)))
    pure = [len({said[position][:-2] for position in group}) == 1 for group in found]
    assert all(pure) and len(found) <= 44
    assert found == groups(said)


def test_rows_that_no_topic_tells_apart_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likeness, "_PART", 40)
    parts = list(likeness._parts(np.zeros((100, 3), dtype=np.float32), np.arange(100), 0))
    assert sorted(len(part) for part in parts) == [20, 40, 40]
