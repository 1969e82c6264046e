"""The training sentences: complete, unambiguous, apart from the hold-out, and without anybody's numbers."""

import re
from collections import Counter, defaultdict

import yaml

from bhxh.text import fold, nfc
from bot import knowledge
from bot.nlu.understanding import training_examples
from tests.bot.nlu.scoring import holdout

LEAST_PER_FAQ = 8
_LONG_NUMBER = re.compile(r"\d{7,}|\d{3,4}(?:[ .\-]\d{2,3}){2,}")


def test_every_label_is_known_and_has_enough_sentences() -> None:
    domain = yaml.safe_load((knowledge.DATA.parents[1] / "domain.yml").read_text(encoding="utf-8"))
    counts = Counter(label for _, label in training_examples())
    known = {f"faq/{faq}" for faq in knowledge.answers()} | set(domain["intents"])
    assert set(counts) <= known
    few = {label: count for label, count in counts.items() if count < LEAST_PER_FAQ}
    assert not few
    assert {f"faq/{faq}" for faq in knowledge.answers()} | set(knowledge.tasks()) <= set(counts)


def test_no_sentence_has_two_labels() -> None:
    labels: defaultdict[str, set[str]] = defaultdict(set)
    for text, label in training_examples():
        labels[nfc(text).lower()].add(label)
    assert {text: found for text, found in labels.items() if len(found) > 1} == {}


def test_the_holdout_is_not_trained_on() -> None:
    trained = {fold(text) for text, _ in training_examples()}
    assert [text for text, _ in holdout() if fold(text) in trained] == []


def test_every_faq_and_task_is_in_the_holdout_twice() -> None:
    counts = Counter(label for _, label in holdout())
    wanted = {f"faq/{faq}" for faq in knowledge.answers()} | set(knowledge.tasks())
    assert [label for label in wanted if counts[label] < 2] == []


def test_no_long_number_stands_in_a_sentence() -> None:
    assert [text for text, _ in training_examples() if _LONG_NUMBER.search(text)] == []
