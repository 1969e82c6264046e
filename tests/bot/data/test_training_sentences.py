"""The training sentences below bot/data/nlu: enough of them, each under one intent, and none with personal numbers."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations
from math import ceil
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from bhxh.text import fold

DATA = Path(__file__).parents[3] / "bot" / "data"
NLU_FILES = sorted((DATA / "nlu").glob("**/*.yml"))
TASK_FILES = sorted((DATA / "nlu" / "tasks").glob("*.yml"))
LEAST_PER_FAQ = 16
LEAST_PER_TASK = 40
NEAR = Fraction(9, 10)
WORD = re.compile(r"\w+")
LONG_NUMBER = re.compile(r"\d{6,}")
# Opposite words which only their accents tell apart. The classifier reads accents where they are typed; without this
# sentence of its own, "dừng" falls below the threshold and a citizen could not stop a form with it.
TOLD_APART_BY_ACCENTS = {frozenset({"đúng", "dừng"})}


class Sentence(NamedTuple):
    intent: str
    text: str
    file: str


def sentences_of(file: Path) -> Iterator[Sentence]:
    for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
        for line in block["examples"].splitlines():
            assert line.startswith("- "), f"{file.name}: not a list item: {line!r}"
            yield Sentence(block["intent"], line.removeprefix("- ").strip(), file.name)


def words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(fold(text)))


def jaccard(one: frozenset[str], other: frozenset[str]) -> Fraction:
    return Fraction(len(one & other), len(one | other))


def near_pairs(sentences: list[Sentence]) -> list[tuple[Sentence, Sentence]]:
    """Pairs of different intents whose folded words overlap by at least NEAR.

    Two sets of such overlap differ in size by a tenth at most and share all but a few words; comparing only sentences
    that share one of their rarest words keeps this far from every-pair.
    """
    bags = [words(s.text) for s in sentences]
    frequency = Counter(word for bag in bags for word in bag)
    by_word: dict[str, list[int]] = defaultdict(list)
    for index, bag in enumerate(bags):
        # With an overlap of t the sets share a word among the rarest |bag| - ceil(t * |bag|) + 1 of each (prefix filter).
        rare = sorted(bag, key=lambda word: (frequency[word], word))
        for word in rare[: len(bag) - ceil(NEAR * len(bag)) + 1]:
            by_word[word].append(index)
    candidates = {pair for indices in by_word.values() for pair in combinations(indices, 2)}
    return [
        (sentences[i], sentences[j])
        for i, j in sorted(candidates)
        if sentences[i].intent != sentences[j].intent
        and jaccard(bags[i], bags[j]) >= NEAR
        and frozenset({sentences[i].text.casefold(), sentences[j].text.casefold()}) not in TOLD_APART_BY_ACCENTS
    ]


@pytest.fixture(scope="module")
def sentences() -> list[Sentence]:
    return [sentence for file in NLU_FILES for sentence in sentences_of(file)]


@pytest.fixture(scope="module")
def faq_ids() -> set[str]:
    files = (DATA / "faq").glob("*.yml")
    return {entry["id"] for file in files for entry in yaml.safe_load(file.read_text(encoding="utf-8"))["entries"]}


def test_every_faq_has_enough_sentences(sentences: list[Sentence], faq_ids: set[str]) -> None:
    count = Counter(s.intent.removeprefix("faq/") for s in sentences if s.intent.startswith("faq/"))
    assert faq_ids
    assert {faq: count[faq] for faq in sorted(faq_ids) if count[faq] < LEAST_PER_FAQ} == {}


def test_no_sentences_for_an_unknown_faq(sentences: list[Sentence], faq_ids: set[str]) -> None:
    assert {s.intent for s in sentences if s.intent.startswith("faq/")} <= {f"faq/{faq}" for faq in faq_ids}


def test_an_intent_stands_in_one_file(sentences: list[Sentence]) -> None:
    files: dict[str, set[str]] = defaultdict(set)
    for sentence in sentences:
        files[sentence.intent].add(sentence.file)
    assert {intent: sorted(names) for intent, names in files.items() if len(names) > 1} == {}


@pytest.mark.parametrize("file", TASK_FILES, ids=lambda file: file.stem)
def test_every_task_file_has_enough_sentences_of_its_intent(file: Path) -> None:
    found = list(sentences_of(file))
    assert {s.intent for s in found} == {file.stem}
    assert len({s.text for s in found}) >= LEAST_PER_TASK


def test_every_task_has_a_file() -> None:
    tasks = yaml.safe_load((DATA / "tasks.yml").read_text(encoding="utf-8"))
    assert set(tasks) <= {file.stem for file in TASK_FILES}


def test_no_sentence_stands_twice(sentences: list[Sentence]) -> None:
    count = Counter((s.intent, s.text) for s in sentences)
    assert [key for key, times in count.items() if times > 1] == []


def test_no_near_duplicates_under_two_intents(sentences: list[Sentence]) -> None:
    assert [(a.text, a.intent, b.text, b.intent) for a, b in near_pairs(sentences)] == []


def test_equal_sentences_of_two_intents_are_near_duplicates() -> None:
    equal = [Sentence("affirm", "Ừ", "x"), Sentence("deny", "ừ", "y")]
    assert near_pairs(equal) == [(equal[0], equal[1])]


def test_accents_alone_excuse_only_the_listed_words() -> None:
    assert near_pairs([Sentence("affirm", "đúng", "x"), Sentence("cancel", "Dừng", "y")]) == []
    other = [Sentence("affirm", "dung", "x"), Sentence("cancel", "dừng", "y")]
    assert near_pairs(other) == [(other[0], other[1])]


def test_near_duplicates_are_seen_through_accents_and_order() -> None:
    twins = [
        Sentence("a", "Mất thẻ thì xin cấp lại ở đâu ạ", "x"),
        Sentence("b", "mat the thi xin cap lai o dau a", "y"),
        Sentence("b", "cấp lại thẻ mất thì xin ở đâu ạ", "y"),
        Sentence("c", "sổ mất thì xin ở đâu", "z"),
    ]
    assert near_pairs(twins) == [(twins[0], twins[1]), (twins[0], twins[2])]


@pytest.mark.parametrize("file", NLU_FILES, ids=lambda file: file.stem)
def test_composed_unicode_only(file: Path) -> None:
    assert unicodedata.is_normalized("NFC", file.read_text(encoding="utf-8"))


def test_no_long_numbers(sentences: list[Sentence]) -> None:
    assert [s for s in sentences if LONG_NUMBER.search(s.text)] == []
