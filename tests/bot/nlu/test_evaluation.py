"""Floors on the evaluation set, which nothing was ever trained on or chosen by (evaluation/README.md). `-s` prints the figures.

A floor lies a little below what was measured, so that a change of data or model that costs more than noise fails here.
`bhxh nlu evaluate` shows the same figures with the sentences.
"""

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from bhxh.text import fold
from bot import knowledge
from bot.nlu import evaluation, reading
from bot.nlu.evaluation import Item, Report
from bot.nlu.understanding import Understanding, training_examples

FOLDER = Path(__file__).with_name("evaluation")
ITEMS = evaluation.load(FOLDER)
LEAST_PER_FAQ = 8
LEAST_PER_TASK = 20
_LONG_NUMBER = re.compile(r"\d{6,}")

FLOORS = {  # spelling, kind: best candidate right, answered right, right or offered; at most answered wrong
    ("accented", "faq"): (0.975, 0.970, 0.985, 0.018),
    ("stripped", "faq"): (0.967, 0.960, 0.982, 0.027),
    ("noisy", "faq"): (0.955, 0.947, 0.980, 0.046),
    ("accented", "task"): (0.975, 0.965, 0.975, 0.025),
    ("stripped", "task"): (0.975, 0.965, 0.975, 0.025),
    ("noisy", "task"): (0.960, 0.950, 0.965, 0.025),
}
SCOPE_ANSWERED = {"accented": 0.03, "stripped": 0.06, "noisy": 0.08}
"""One or two sentences of 34, 34 and 26."""


@pytest.fixture(scope="module")
def report(understanding: Understanding) -> Report:
    found = evaluation.measure(understanding.read, ITEMS)
    for row in found.rows:
        shares = (getattr(row, name) / row.count for name in ("first", "answered", "three", "wrong"))
        print(f"\n{row.kind:13}{row.spelling:11}{row.count:5}", *(f"{share:7.3f}" for share in shares), end="")
    print(f"\nothers offered beside {found.beside}, rescued {found.rescued}")
    return found


@pytest.mark.parametrize(("spelling", "kind"), FLOORS)
def test_what_is_ours_is_understood(report: Report, spelling: str, kind: evaluation.Kind) -> None:
    row = report.row(spelling, kind)
    first, answered, three, wrong = FLOORS[spelling, kind]
    assert row.first / row.count >= first
    assert row.answered / row.count >= answered
    assert row.three / row.count >= three
    assert row.wrong / row.count <= wrong


@pytest.mark.parametrize("spelling", SCOPE_ANSWERED)
def test_what_is_not_ours_is_not_answered(report: Report, spelling: str) -> None:
    row = report.row(spelling, "out_of_scope")
    assert row.wrong / row.count <= SCOPE_ANSWERED[spelling]


def test_decomposed_text_is_read_like_composed_text(report: Report) -> None:
    assert report.decomposed_differ == 0
    assert report.row("decomposed", "faq").first == report.row("accented", "faq").first


def test_the_set_is_complete() -> None:
    counts = Counter(item.label for item in ITEMS)
    assert {faq for faq in knowledge.answers() if counts[faq] < LEAST_PER_FAQ} == set()
    assert {task for task in knowledge.tasks() if counts[task] < LEAST_PER_TASK} == set()
    assert counts["out_of_scope"] >= 50
    known = set(knowledge.answers()) | {label for _, label in training_examples()}
    assert {label for item in ITEMS for label in (item.label, *item.also)} <= known


def test_the_set_is_fit_to_be_kept() -> None:
    for path in FOLDER.glob("**/*.yml"):
        assert unicodedata.is_normalized("NFC", path.read_text(encoding="utf-8")), path.name
    assert [item.text for item in ITEMS if _LONG_NUMBER.search(item.text)] == []
    assert [text for text, times in Counter(item.text for item in ITEMS).items() if times > 1] == []


def test_the_set_is_not_trained_on() -> None:
    """Whole sentences only: "bibi" or "cảm ơn nhé" may be anybody's."""
    trained = {fold(text) for text, _ in training_examples()}
    assert [item.text for item in ITEMS if fold(item.text) in trained and len(item.text.split()) > 4] == []


ASKED = Item("faq", "vssid_dang_ky", "noisy", "dky vssid", also=("vssid_dang_ky_bao_lau",))


@pytest.mark.parametrize(
    ("intent", "faq", "task", "right"),
    [
        ("faq", "vssid_dang_ky", "register_account", True),
        ("register_account", "vssid_dang_ky", "register_account", True),
        ("faq", "vssid_dang_ky_bao_lau", None, True),
        ("faq", "tu_tuat", None, False),
        ("card_status", "the_bhyt_han_su_dung", "card_status", False),
    ],
)
def test_what_counts_as_right(intent: str, faq: str | None, task: str | None, right: bool) -> None:
    assert evaluation.is_right(reading.Candidate(intent, faq, task, 1.0), ASKED) is right


def test_the_report_counts_each_kind_of_outcome() -> None:
    beside = reading.Beside({}, {})
    said = {
        "right": [("faq/vssid_dang_ky", 0.9)],
        "unsure": [("faq/tu_tuat", 0.4), ("faq/vssid_dang_ky", 0.3)],
        "wrong": [("faq/sms_phi", 0.9)],
        "rescued": [("faq/tu_tuat", 0.6), ("faq/vssid_dang_ky", 0.3)],
        "refused": [("out_of_scope", 0.9), ("faq/vssid_dang_ky", 0.1)],
        "mưa": [("out_of_scope", 0.9)],
        "vay": [("faq/tu_tuat", 0.8)],
    }
    items = [Item("faq", "vssid_dang_ky", "noisy", text) for text in ("right", "unsure", "wrong", "rescued", "refused")]
    items += [Item("out_of_scope", "out_of_scope", "noisy", text) for text in ("mưa", "vay")]
    report = evaluation.measure(
        lambda text: reading.of_probabilities(said[text], beside, threshold=0.5, length=5), items
    )
    row = report.row("noisy", "faq")
    assert (row.count, row.first, row.answered, row.three, row.wrong) == (5, 1, 1, 3, 2)
    assert (report.rescued, report.beside) == (1, 0)
    assert report.row("noisy", "out_of_scope").wrong == 1
    assert [miss.heard for miss in report.misses if miss.text == "refused"] == ["out_of_scope"]
