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
    ``also``: FAQ ids that came close to the best one, to be offered beside its answer. ``told``: what words decided about the
    rest of the message (bhxh/phrases.py).
    """

    intent: str
    confidence: float
    faq: str | None
    task: str | None
    ranking: list[Candidate]
    out_of_scope: bool = False
    questions: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    told: str | None = None


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


MOST_QUESTIONS = 5
_SURE_QUESTION = 0.7
"""A part of a message is short and stands alone, so it has to be surer than a whole message."""
_SURE_ENOUGH = 0.5
"""The same where the whole message was not understood: without its parts nothing would be answered."""
_SURE_HALF = 0.85
"""What stands on either side of "và" is more often two halves of one question than two questions; what stands beside idle talk
is more often part of that talk."""
_SURELY_ONE = 0.995
"""A message that sure is one question, whatever stands in it but a comma behind a question."""

_BETWEEN_QUESTIONS = re.compile(
    r"[?\n;]+|(?:\b(?:thứ|thu) (?:nhất|nhat|hai|ba|tư|tu)|\b(?:một|hai|ba)) (?:là|la)\b|\b(?:vs lại|vs lai|ngoài ra|ngoai ra|với lại|voi lai|tiện thể|tien the|nhân tiện|nhan tien|còn nữa|con nua|thêm nữa|them nua|sẵn tiện|san tien"
    r"|(?:cho|xin)(?: \w+)? (?:hỏi|hoi) (?:thêm|them|luôn|luon)|(?:hỏi|hoi) (?:thêm|them))\b",
    re.IGNORECASE,
)
_BETWEEN_HALVES = re.compile(
    r"\s(?:và|va|đồng thời|dong thoi|cùng với|cung voi)\s|[.!]\s|,\s*(?=còn |con |rồi |roi |cả |ca )", re.IGNORECASE
)
_ASKED = re.compile(
    r"\b(bao lâu|bao lau|bao nhiêu|bao nhieu|mấy ngày|may ngay|ở đâu|o dau|thế nào|the nao|làm sao|lam sao|ra sao|ntn|được không|duoc khong|đc ko|dc ko|gì|gi),",
    re.IGNORECASE,
)
"""A comma behind a question; one behind anything else leads up to the question."""
_NUMBERING = re.compile(r"^\s*(?:\d{1,2}\s*[.)/:]|[-+*•,.]|(?:câu|cau) \d\s*[.):]?)\s*")
_SHORTEST_HALF = 3
_LONGEST_OF_HALVES = 45
"""Words. A longer message is a story, whose sentences lead up to one question."""


def parts_of(text: str) -> list[str]:
    """The sentences of a message that ask one after the other; a message of one question has one part."""
    return _parts(_BETWEEN_QUESTIONS.split(text), 2)


def halves_of(text: str, whole: Reading) -> list[str]:
    """What "và" joins in a part of a message; empty when it is surely one question."""
    pointed, commas = _ASKED.subn(r"\1. ", text)
    if (whole.confidence >= _SURELY_ONE and not commas) or len(text.split()) > _LONGEST_OF_HALVES:
        return []
    halves = _parts(_BETWEEN_HALVES.split(pointed), _SHORTEST_HALF)
    return halves if len(halves) > 1 else []


def clauses_of(text: str) -> list[str]:
    """The smallest pieces that can be a question of their own."""
    return [
        half
        for part in parts_of(text)
        for half in _parts(_BETWEEN_HALVES.split(part.replace(",", ". ")), _SHORTEST_HALF)
    ]


def _parts(pieces: Iterable[str], shortest: int) -> list[str]:
    stripped = (_NUMBERING.sub("", piece).strip(" ,.") for piece in pieces)
    return [piece for piece in stripped if len(piece.split()) >= shortest]


def of_halves(whole: Reading, halves: Iterable[Reading]) -> Reading:
    """The reading of halves: both when they are different, surer than a part has to be, and one is what the whole is."""
    sure = [half for half in halves if half.faq is not None and half.confidence >= _SURE_HALF]
    if whole.faq is None or whole.faq not in {half.faq for half in sure}:
        return whole
    return _all(whole, sure)


def of_parts(whole: Reading, parts: Iterable[Reading]) -> Reading:
    """The reading of a message of several parts: all their questions when at least two different ones are sure."""
    needed = _SURE_ENOUGH if whole.faq is None else _SURE_QUESTION
    sure = [part for part in parts if part.faq is not None and part.confidence >= needed]
    if whole.faq is None and len(sure) == 1 and sure[0].confidence >= _SURE_HALF:
        return sure[0]  # beside idle talk
    return _all(whole, sure)


def beside_what_was_told(told: str, whole: Reading, clauses: Iterable[Reading]) -> Reading:
    """The reading of a message that words decide; a sure question beside those words is answered too.

    Never a task: "cho tôi xem lịch sử khám, của ông hàng xóm" must not begin one.
    """
    sure = [one for one in clauses if one.intent == FAQ and one.task is None and one.confidence >= _SURE_QUESTION]
    if not sure:
        return Reading(told, 1.0, None, None, whole.ranking)
    return replace(_all(sure[0], sure), also=(), told=told)


def _all(whole: Reading, sure: list[Reading]) -> Reading:
    found = (faq for part in sure for faq in part.questions or (part.faq,))
    questions = tuple(dict.fromkeys(faq for faq in found if faq is not None))[:MOST_QUESTIONS]
    if len(questions) < 2:
        return whole
    first = sure[0]
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
