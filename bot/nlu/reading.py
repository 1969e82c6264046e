"""From label probabilities to what the assistant understood: an intent, the FAQ and the task, and a short ranking.

Labels are ``faq/<id>`` and task names. A task and the questions beside it (bot/data/tasks.yml) are answered nearly alike,
so their probabilities are added before anything is compared with the threshold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
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
_AGREEING = 0.5
"""The same for a part or half that is what the whole message was read as: "giá bao nhiêu 1 năm" says little alone."""
_SURELY_ONE = 0.995
"""A message that sure is one question, whatever stands in it but a comma behind a question."""

_BETWEEN_QUESTIONS = re.compile(
    r"[?\n;]+|(?:\b(?:thứ|thu) (?:nhất|nhat|hai|ba|tư|tu)|\b(?:một|hai|ba)) (?:là|la)\b|\b(?:vs lại|vs lai|ngoài ra|ngoai ra|với lại|voi lai|tiện thể|tien the|nhân tiện|nhan tien|còn nữa|con nua|thêm nữa|them nua|sẵn tiện|san tien"
    r"|(?:cho|xin)(?: \w+)? (?:hỏi|hoi) (?:thêm|them|luôn|luon)|(?:hỏi|hoi) (?:thêm|them))\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!]\s")
_BETWEEN_HALVES = re.compile(
    rf"\s(?:và|va|đồng thời|dong thoi|cùng với|cung voi)\s|{_SENTENCE_END.pattern}|,\s*(?=còn |con |rồi |roi |cả |ca )",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"\?|\b(?:không|khong|ko|k|hong|hông|hok|chưa|chua|gì|gi|j|sao|nào|nao|đâu|dau|mô|mo|răng|rang|mấy|may|bao|nhiêu|nhieu|bn|nhiu|ntn|ai|hả|ha|muốn|muon|cần|can|xin"
    r"|giúp|giup|giùm|gium|cho|hỏi|hoi|xem|tra|lấy|lay|đổi|doi|làm|lam)\b",
    re.IGNORECASE,
)
"""What a sentence that asks or wants something holds; one without any leads up to the next: "Em mới nghỉ việc." """
_QUESTION_WORDS = (
    r"bao lâu|bao lau|bao nhiêu|bao nhieu|mấy ngày|may ngay|số mấy|so may|ở đâu|o dau|thế nào|the nao|làm sao|lam sao|ra sao|soạn sao|soan sao|ntn"
    r"|khi nào|khi nao|chừng nào|chung nao|được không|duoc khong|đc ko|dc ko|gì không|gi khong|gì|gi|phải (?:\w+ ){0,3}không|phai (?:\w+ ){0,3}khong"
)
_ASKED = re.compile(
    rf"\b((?:{_QUESTION_WORDS})(?: (?:ạ|vậy|vay|thế|the|hả|ha|tiền|tien))?),",
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
    halves = _parts(_BETWEEN_HALVES.split(_without_lead(pointed)), _SHORTEST_HALF)
    return halves if len(halves) > 1 else []


def _without_lead(text: str) -> str:
    """The sentences that ask; all of them where none does."""
    sentences = _SENTENCE_END.split(text)
    return ". ".join([one for one in sentences if _ASKING.search(one)] or sentences)


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


def of_halves(whole: Reading, halves: Sequence[Reading]) -> Reading:
    """The reading of halves: both when they are different, surer than a part has to be, and one is what the whole is.

    A whole that nobody understood is understood by two such halves when both stood in its ranking.
    """
    sure = _sure(whole, halves, _SURE_HALF)
    likely = {whole.faq} if whole.faq is not None else {found.faq for found in whole.ranking}
    agreed = [half for half in sure if half.faq in likely]
    answered = bool(agreed) and (whole.faq is not None or len(agreed) == len(sure))
    return (_all(sure) if answered else None) or _offering(whole, halves)


def of_parts(whole: Reading, parts: Sequence[Reading]) -> Reading:
    """The reading of a message of several parts: all their questions when at least two different ones are sure."""
    sure = _sure(whole, parts, _SURE_ENOUGH if whole.faq is None else _SURE_QUESTION)
    if whole.faq is None and len(sure) == 1 and sure[0].confidence >= _SURE_HALF:
        return sure[0]  # beside idle talk
    return _all(sure) or _offering(whole, parts)


def _sure(whole: Reading, pieces: Iterable[Reading], needed: float) -> list[Reading]:
    """The pieces of a message that are sure questions, either by themselves or because the whole message says so."""
    agreeing = (_agreeing(whole, piece) for piece in pieces)
    return [one for one in agreeing if one.faq is not None and (one.confidence >= needed or one.faq == whole.faq)]


def _agreeing(whole: Reading, piece: Reading) -> Reading:
    """The piece, read as the whole was where it leans to that; a piece that says the same too weakly is none."""
    best = piece.ranking[0] if piece.ranking else None
    if whole.faq is None or best is None or best.faq != whole.faq:
        return piece
    if best.confidence < _AGREEING:
        return replace(piece, intent=FALLBACK, faq=None, task=None)
    return replace(piece, intent=best.intent, faq=best.faq, task=best.task, confidence=best.confidence)


def _offering(whole: Reading, pieces: Iterable[Reading]) -> Reading:
    """The whole reading; what a piece of the message likely asked, and is not answered, is offered beside it first.

    "Đến đâu mua?" alone may be about anything; behind a question of ours it is likely one of ours.
    """
    if whole.faq is None:
        return whole
    best = (piece.ranking[0] for piece in pieces if piece.ranking)
    asked = [found.faq for found in best if found.confidence >= _SURE_QUESTION]
    others = (faq for faq in (*asked, *whole.also) if faq is not None and faq != whole.faq)
    return replace(whole, also=tuple(dict.fromkeys(others))[:MOST_CLOSE])


def beside_what_was_told(told: str, whole: Reading, clauses: Iterable[Reading]) -> Reading:
    """The reading of a message that words decide; a sure question beside those words is answered too.

    Never a task: "cho tôi xem lịch sử khám, của ông hàng xóm" must not begin one.
    """
    sure = [one for one in clauses if one.intent == FAQ and one.task is None and one.confidence >= _SURE_QUESTION]
    if not sure:
        return Reading(told, 1.0, None, None, whole.ranking)
    return replace(_all(sure) or sure[0], also=(), told=told)


def _all(sure: Sequence[Reading]) -> Reading | None:
    """The reading of several questions; None when they are one or none."""
    found = (faq for part in sure for faq in part.questions or (part.faq,))
    questions = tuple(dict.fromkeys(faq for faq in found if faq is not None))[:MOST_QUESTIONS]
    if len(questions) < 2:
        return None
    return replace(sure[0], intent=FAQ, questions=questions, also=())


def _candidate(label: str, probability: float, beside: Beside) -> Candidate:
    if label.startswith(f"{FAQ}/"):
        faq = label.partition("/")[2]
        return Candidate(FAQ, faq, beside.task_of.get(faq), probability)
    return Candidate(label, None, label if label in beside.faq_of else None, probability)


def _joined(better: Candidate, other: Candidate) -> Candidate:
    return Candidate(better.intent, better.faq or other.faq, better.task, better.confidence + other.confidence)


def _with_faq(candidate: Candidate, beside: Beside) -> Candidate:
    return candidate if candidate.faq else replace(candidate, faq=beside.faq_of.get(candidate.intent))
