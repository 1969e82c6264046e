"""Checks the training sentences: bot/data/nlu."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from math import ceil
from pathlib import Path

import yaml

from app.content.findings import Document, Finding, Place, error, fields, items, lines_of, warning
from bhxh.messages import text
from bhxh.text import fold, strip_accents

LEAST_PER_FAQ = 60
LEAST_PER_TASK = 80
NEAR = Fraction(9, 10)
HANDLES = (
    "THE", "MA_SO", "GIAY_TO", "DIEN_THOAI", "HO_TEN", "NGAY", "DIA_CHI", "EMAIL", "OTP", "HO_SO", "SO", "NAM", "LUOT",
)  # fmt: skip
_HANDLE = re.compile(r"\[([A-Z_]+)_\d+\]")
_LONG_NUMBER = re.compile(r"\d{6,}|\d{3,4}(?:[ .\-]\d{2,3}){2,}")
_EMAIL = re.compile(r"\S+@\w+\.\w+")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Sentence:
    """A training sentence and where it stands."""

    intent: str
    text: str
    place: Place


@dataclass
class Sentences:
    """Collects the sentences of all files. ``intents``: what a sentence may be said for."""

    intents: frozenset[str]
    all: list[Sentence] = field(default_factory=list)
    _files: dict[str, Place] = field(default_factory=dict)

    def check(self, document: Document) -> Iterator[Finding]:
        """The findings of one file; remembers its sentences for `check_together`."""
        for block in items(fields(document.root).get("nlu")):
            found = fields(block)
            intent, examples = found.get("intent"), found.get("examples")
            if not (isinstance(intent, yaml.ScalarNode) and isinstance(examples, yaml.ScalarNode)):
                yield error(document.place(block), "block")
                continue
            yield from self._intent(document.place(intent), intent.value)
            for place, line in lines_of(document, examples):
                yield from self._line(intent.value, place, line)

    def _intent(self, place: Place, intent: str) -> Iterator[Finding]:
        if intent not in self.intents:
            yield error(place, "intent", intent=intent)
        first = self._files.setdefault(intent, place)
        if first.file != place.file:
            yield error(place, "intent_twice", intent=intent, where=first)

    def _line(self, intent: str, place: Place, line: str) -> Iterator[Finding]:
        if not line.startswith("- "):
            yield error(place, "line")
            return
        said = line.removeprefix("- ").strip()
        self.all.append(Sentence(intent, said, place))
        if _LONG_NUMBER.search(_HANDLE.sub("", said)):
            yield error(place, "personal", what=text("content.number"), handle="[SO_1], [THE_1], [DIEN_THOAI_1]...")
        if _EMAIL.search(said):
            yield error(place, "personal", what=text("content.email"), handle="[EMAIL_1]")
        for found in _HANDLE.finditer(said):
            if found.group(1) not in HANDLES:
                yield error(place, "handle", kind=found.group(1), known=", ".join(f"[{kind}_1]" for kind in HANDLES))

    def check_together(self) -> Iterator[Finding]:
        """What only shows across files: too few sentences, and sentences that stand twice or nearly twice."""
        counts = Counter(sentence.intent for sentence in self.all)
        for intent in sorted(self.intents):
            least = LEAST_PER_FAQ if intent.startswith("faq/") else LEAST_PER_TASK
            place = self._files.get(intent, Place("nlu", 1))
            if not counts[intent]:
                yield error(place, "none", intent=intent, least=least)
            elif counts[intent] < least:
                yield warning(place, "few", intent=intent, count=counts[intent], least=least)
        for one, other in near_pairs(self.all):
            yield _likeness(one, other)


def _likeness(one: Sentence, other: Sentence) -> Finding:
    if one.text == other.text:
        return error(other.place, "twice", where=one.place)
    if one.intent == other.intent:
        return warning(other.place, "near_same", where=one.place)
    plain = [strip_accents(sentence.text.casefold()) for sentence in (one, other)]
    if plain[0] == plain[1] and all(strip_accents(each.text) != each.text for each in (one, other)):
        return warning(other.place, "near_accents", other=one.intent, where=one.place)
    return error(other.place, "near_other", other=one.intent, where=one.place)


def read_all(data: Path) -> list[Sentence]:
    """The training sentences of a folder laid out as bot/data, as far as its files can be read."""
    sentences = Sentences(frozenset())
    for path in sorted((data / "nlu").glob("**/*.yml")):
        list(sentences.check(Document.read(path, data)))
    return sentences.all


class Known:
    """Training sentences among which a near-duplicate of another sentence is looked for, as `near_pairs` understands it."""

    def __init__(self, sentences: list[Sentence]) -> None:
        self._sentences = sentences
        self._bags = [bag_of(sentence.text) for sentence in sentences]
        self._frequency = Counter(word for bag in self._bags for word in bag)
        self._by_word: defaultdict[str, list[int]] = defaultdict(list)
        for index, bag in enumerate(self._bags):
            for word in _telling(bag, self._frequency):
                self._by_word[word].append(index)

    def near(self, said: str) -> Sentence | None:
        """The first sentence that ``said`` nearly repeats."""
        bag = bag_of(said)
        candidates = sorted({index for word in _telling(bag, self._frequency) for index in self._by_word.get(word, ())})
        found = (index for index in candidates if _is_near(bag, self._bags[index]))
        return next((self._sentences[index] for index in found), None)


def bag_of(said: str) -> frozenset[str]:
    """The words of a sentence, without accents and order."""
    return frozenset(_WORD.findall(fold(said)))


def _telling(bag: frozenset[str], frequency: Counter[str]) -> list[str]:
    """The rarest words of a sentence, one of which every near-duplicate must have among its own (prefix filter)."""
    rare = sorted(bag, key=lambda word: (frequency[word], word))
    return rare[: len(bag) - ceil(NEAR * len(bag)) + 1]


def _is_near(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether the overlap is at least `NEAR`; in whole numbers, because it is asked millions of times."""
    both = len(one & other)
    return both * NEAR.denominator >= (len(one) + len(other) - both) * NEAR.numerator


def near_pairs(sentences: list[Sentence]) -> Iterator[tuple[Sentence, Sentence]]:
    """Pairs whose words, without accents and order, overlap by at least `NEAR` (Jaccard).

    With an overlap of t two sets share a word among the rarest ``n - ceil(t * n) + 1`` of each (prefix filter), so only
    sentences that share such a word are compared.
    """
    bags = [bag_of(sentence.text) for sentence in sentences]
    frequency = Counter(word for bag in bags for word in bag)
    by_word: defaultdict[str, list[int]] = defaultdict(list)
    for index, bag in enumerate(bags):
        for word in _telling(bag, frequency):
            by_word[word].append(index)
    candidates = {pair for indices in by_word.values() for pair in combinations(indices, 2)}
    for i, j in sorted(candidates):
        if _is_near(bags[i], bags[j]):
            yield sentences[i], sentences[j]
