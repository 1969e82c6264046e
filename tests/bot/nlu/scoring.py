"""How well a model reads the hold-out: as typed, without accents, decomposed, and what it does with what is out of scope."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from bhxh.text import strip_accents
from bot.nlu import reading
from bot.nlu.evaluation import answers_something

HOLDOUT = Path(__file__).with_name("holdout.yml")

Labelled = tuple[str, str]

SPELLINGS: dict[str, Callable[[str], str]] = {
    "as typed": str,
    "no accents": strip_accents,
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
}


def holdout() -> Iterator[Labelled]:
    """(sentence, label) of the hold-out; out-of-scope sentences carry the label `out_of_scope`."""
    content = yaml.safe_load(HOLDOUT.read_text(encoding="utf-8"))
    for faq, sentences in content["faq"].items():
        yield from ((sentence, f"faq/{faq}") for sentence in sentences)
    for task, sentences in content["tasks"].items():
        yield from ((sentence, task) for sentence in sentences)
    yield from ((sentence, reading.OUT_OF_SCOPE) for sentence in content["out_of_scope"])


@dataclass
class Score:
    """Shares of 1. ``first``: the best candidate is right; ``answered``: right and above the threshold; ``shown_wrong``:
    above the threshold and wrong; ``in_three``: among the first three; ``scope_answered``: out of scope, yet answered."""

    first: float
    answered: float
    shown_wrong: float
    in_three: float
    scope_answered: float
    wrong: list[str]


def score(understand: Callable[[str], reading.Reading], spelling: Callable[[str], str]) -> Score:
    """The hold-out in one spelling."""
    inside = [(text, label) for text, label in holdout() if label != reading.OUT_OF_SCOPE]
    outside = [text for text, label in holdout() if label == reading.OUT_OF_SCOPE]
    first = answered = shown_wrong = in_three = 0
    wrong: list[str] = []
    for text, label in inside:
        read = understand(spelling(text))
        hits = [_is(candidate, label) for candidate in read.ranking[:3]]
        right = bool(hits and hits[0])
        first += right
        in_three += any(hits)
        shown = read.intent != reading.FALLBACK
        answered += shown and right
        shown_wrong += shown and not right
        if not right:
            best = read.ranking[0] if read.ranking else None
            wrong.append(f"{text} | {label} | {best and (best.faq or best.intent)} {read.confidence:.2f}")
    scope = sum(answers_something(understand(spelling(text))) for text in outside)
    n = len(inside)
    return Score(first / n, answered / n, shown_wrong / n, in_three / n, scope / len(outside), wrong)


def _is(candidate: reading.Candidate, label: str) -> bool:
    if label.startswith("faq/"):
        return candidate.faq == label.partition("/")[2]
    return label in {candidate.intent, candidate.task}
