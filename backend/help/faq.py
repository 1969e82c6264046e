"""The questions and answers of the help pages. What they say comes from the assistant's own content, handed over by `app`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from backend.places.words import words

MOST: Final = 15
_IN_QUESTION: Final = 3.0
_ENOUGH: Final = 0.35
"""Share of the words' weight that an answer must have."""


@dataclass(frozen=True)
class Question:
    """One question with its answer as it holds today. ``answer`` are its lines; ``source`` and ``as_of`` (mm/yyyy) stand beside it.

    ``remarks``: how long it holds and what could not be checked.
    """

    id: str
    topic: str
    topic_title: str
    question: str
    answer: tuple[str, ...]
    source: str
    as_of: str
    remarks: tuple[str, ...] = ()


Questions = Callable[[], Sequence[Question]]
"""All of them as of now."""


def search(questions: Sequence[Question], query: str) -> list[Question]:
    """The questions that a query is about, best first: without marks, in any order, rare words counting more."""
    asked = set(words(query)[:30])
    if not asked:
        return []
    known = [(set(words(each.question)), set(words(" ".join((each.topic_title, *each.answer))))) for each in questions]
    weight = {
        word: log(1 + len(known) / (1 + sum(word in one or word in other for one, other in known))) for word in asked
    }
    whole = sum(weight.values()) * _IN_QUESTION
    scored = [
        (sum(weight[word] * (_IN_QUESTION if word in title else 1.0 if word in body else 0.0) for word in asked), place)
        for place, (title, body) in enumerate(known)
    ]
    best = sorted(((-score, place) for score, place in scored if score >= _ENOUGH * whole and score > 0))
    return [questions[place] for _, place in best[:MOST]]
