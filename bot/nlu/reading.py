"""From label probabilities to what the assistant understood: an intent, the FAQ and the task, and a short ranking.

Labels are ``faq/<id>`` and task names. A task and the questions beside it (bot/data/tasks.yml) are answered nearly alike,
so their probabilities are added before anything is compared with the threshold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

FALLBACK = "fallback"
OUT_OF_SCOPE = "out_of_scope"
FAQ = "faq"
PROVIDE_VALUE = "provide_value"

_INTENT_OF_HANDLE = {
    "THE": "lookup_code_by_card",
    "HO_SO": "registration_status",
    "OTP": "provide_otp",
    "NAM": "kcb_year",
    "LUOT": "kcb_visit",
}


@dataclass(frozen=True)
class Candidate:
    """One reading of a sentence. ``intent`` is `faq` or a task; ``task`` the task that goes with an FAQ, if any."""

    intent: str
    faq: str | None
    task: str | None
    confidence: float

    def as_ranking(self) -> dict[str, object]:
        """As an entry of Rasa's ``intent_ranking``."""
        return {"name": self.intent, "faq": self.faq, "task": self.task, "confidence": self.confidence}


@dataclass(frozen=True)
class Reading:
    """What a message means. ``intent`` is `fallback` when the best candidate is not sure enough or out of scope.

    ``out_of_scope``: surely none of ours. ``questions``: the FAQ ids when several questions were asked at once, else empty.
    ``also``: FAQ ids that came close to the best one, to be offered beside its answer.
    """

    intent: str
    confidence: float
    faq: str | None
    task: str | None
    ranking: list[Candidate]
    out_of_scope: bool = False
    questions: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


def of_handles(kinds: Iterable[str]) -> Reading:
    """A text of nothing but handles says what it is by their kind."""
    intent = next((_INTENT_OF_HANDLE[kind] for kind in kinds if kind in _INTENT_OF_HANDLE), PROVIDE_VALUE)
    return Reading(intent, 1.0, None, None, [Candidate(intent, None, None, 1.0)])


@dataclass(frozen=True)
class Beside:
    """What goes together: FAQ id -> task, and task -> its own FAQ."""

    task_of: Mapping[str, str]
    faq_of: Mapping[str, str]


MOST_CLOSE = 2
CLOSE = 0.1
"""With this share of the best candidate's probability another one is offered beside the answer: of the answers that are wrong
two thirds then offer the right one, at the price of a button under one right answer in fourteen (docs/nlu.md)."""


def of_probabilities(
    probabilities: Iterable[tuple[str, float]],
    beside: Beside,
    *,
    threshold: float,
    length: int,
    scope_ratio: float = 0.0,
) -> Reading:
    """What label probabilities (best first) say. ``length`` is how many candidates the ranking keeps.

    ``scope_ratio``: what answers something of ours must be this many times as probable as `out_of_scope`. Of a sentence about
    driving licences little is known but "mất" and "làm lại", so one FAQ is far ahead of the others; only the distance to
    `out_of_scope` tells that it is none of ours.
    """
    grouped: dict[str, Candidate] = {}
    for label, probability in probabilities:
        candidate = _candidate(label, probability, beside)
        key = candidate.task or label
        grouped[key] = _joined(grouped[key], candidate) if key in grouped else candidate
    complete = (_with_faq(candidate, beside) for candidate in grouped.values())
    ranked = sorted(complete, key=lambda candidate: candidate.confidence, reverse=True)
    if not ranked:
        return Reading(FALLBACK, 0.0, None, None, [])
    best = ranked[0]
    ranking = [candidate for candidate in ranked if candidate.intent != OUT_OF_SCOPE][:length]
    scope = grouped[OUT_OF_SCOPE].confidence if OUT_OF_SCOPE in grouped else 0.0
    needed = max(threshold, scope_ratio * scope) if best.faq is not None else threshold
    if best.confidence < needed or best.intent == OUT_OF_SCOPE:
        surely = best.intent == OUT_OF_SCOPE and best.confidence >= threshold
        return Reading(FALLBACK, best.confidence, None, None, ranking, out_of_scope=surely)
    return Reading(best.intent, best.confidence, best.faq, best.task, ranking, also=_close(best, ranking))


def _close(best: Candidate, ranking: Iterable[Candidate]) -> tuple[str, ...]:
    """The FAQ ids that came close to the best candidate's, best first; none for small talk."""
    if best.faq is None:
        return ()
    close = (found.faq for found in ranking if found.confidence >= CLOSE * best.confidence)
    return tuple(dict.fromkeys(faq for faq in close if faq is not None and faq != best.faq))[:MOST_CLOSE]


MOST_QUESTIONS = 3
_SURE_QUESTION = 0.7
"""A part of a message is short and stands alone, so it has to be surer than a whole message."""

_BETWEEN_QUESTIONS = re.compile(r"[?\n]+")


def parts_of(text: str) -> list[str]:
    """The sentences of a message that ask one after the other; a message of one question has one part."""
    parts = [part.strip() for part in _BETWEEN_QUESTIONS.split(text)]
    return [part for part in parts if len(part.split()) > 1]


def of_parts(whole: Reading, parts: Iterable[Reading]) -> Reading:
    """The reading of a message of several parts: all their questions when at least two different ones are sure."""
    sure = [part for part in parts if part.faq is not None and part.confidence >= _SURE_QUESTION]
    questions = tuple(dict.fromkeys(part.faq for part in sure if part.faq is not None))[:MOST_QUESTIONS]
    if len(questions) < 2:
        return whole
    first = next(part for part in sure if part.faq == questions[0])
    return replace(first, intent=FAQ, questions=questions, also=())


def _candidate(label: str, probability: float, beside: Beside) -> Candidate:
    if label.startswith(f"{FAQ}/"):
        faq = label.partition("/")[2]
        return Candidate(FAQ, faq, beside.task_of.get(faq), probability)
    return Candidate(label, None, label if label in beside.faq_of else None, probability)


def _joined(better: Candidate, other: Candidate) -> Candidate:
    return Candidate(better.intent, better.faq or other.faq, better.task, better.confidence + other.confidence)


def _with_faq(candidate: Candidate, beside: Beside) -> Candidate:
    return candidate if candidate.faq else replace(candidate, faq=beside.faq_of.get(candidate.intent))
