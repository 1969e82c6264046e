"""`bhxh nlu`: figures and explanations as Rasa's environment hands them over, shown to a person."""

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from app import nlu_process, nlu_report
from app.cli_nlu import nlu


def row(spelling: str, kind: str, **counts: int) -> dict[str, Any]:
    return {"spelling": spelling, "kind": kind, "count": 0, "first": 0, "answered": 0, "three": 0, "wrong": 0, **counts}


def miss(asked: str, heard: str, text: str, spelling: str = "noisy") -> dict[str, Any]:
    return {"spelling": spelling, "text": text, "asked": asked, "heard": heard, "confidence": 0.6, "answered": True}


REPORT = {
    "rows": [
        row("accented", "faq", count=8, first=7, answered=6, three=8, wrong=1),
        row("accented", "out_of_scope", count=10, wrong=1),
        row("noisy", "faq", count=4, first=4, answered=4, three=4),
    ],
    "misses": [
        miss("the_bhyt_mat", "so_bhxh_mat", "mat cai <b>the</b>"),
        miss("the_bhyt_mat", "so_bhxh_mat", "rot the"),
        miss("the_bhyt_mat", "so_bhxh_mat", "rớt thẻ", spelling="decomposed"),
        miss("register_account", "fallback", "mk mún đki"),
    ],
    "beside": 3,
    "rescued": 1,
    "decomposed_differ": 0,
    "p50": 1.25,
    "p95": 3.0,
    "threshold": 0.5,
    "training_seconds": None,
}
WHY = {
    "normal": "mất thẻ",
    "heard": {
        "intent": "faq",
        "faq": "the_bhyt_mat",
        "task": None,
        "confidence": 0.9,
        "out_of_scope": False,
        "questions": [],
        "also": ["so_bhxh_mat"],
    },
    "threshold": 0.5,
    "ranking": [
        {"label": "faq/the_bhyt_mat", "probability": 0.9},
        {"label": "faq/so_bhxh_mat", "probability": 0.05},
    ],
    "for_best": [{"ngram": "mất thẻ", "weight": 0.25}],
    "against_second": [{"ngram": "thẻ", "weight": 0.125}],
}


class Page(HTMLParser):
    """The tags and the visible text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_table_says_shares_and_what_is_mixed_up() -> None:
    shown = nlu_report.table(REPORT)
    assert "87,5 %  75,0 %" in " ".join(shown.split("\n")[1].split()).replace(" % ", " %  ")
    assert "2 lần: hỏi the_bhyt_mat, nghe thành so_bhxh_mat" in shown
    scope = next(line for line in shown.splitlines() if line.startswith("Ngoài phạm vi"))
    assert scope.split()[-6:] == ["10", "-", "-", "-", "10,0", "%"]


def test_the_page_stands_alone_and_shows_sentences_as_text() -> None:
    html = nlu_report.page(REPORT)
    page = Page(html)
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "link", "img", "iframe", "b"}
    assert "http" not in html
    assert [attributes for tag, attributes in page.tags if tag == "html"] == [{"lang": "vi"}]
    heads = [attributes for tag, attributes in page.tags if tag == "th"]
    assert heads and all(attributes.get("scope") in {"row", "col"} for attributes in heads)
    assert "mat cai <b>the</b>" in page.words
    assert any("rgba(0,48,120,1.00)" in (attributes.get("style") or "") for tag, attributes in page.tags if tag == "td")


def test_a_page_without_confusions() -> None:
    assert "Không có câu nào bị nhầm" in nlu_report.page({**REPORT, "misses": []})


def test_the_explanation_names_what_decided() -> None:
    lines = nlu_report.explanation(WHY).splitlines()
    assert lines[1] == "Hiểu là: the_bhyt_mat (chắc 0,90, cần từ 0,50)"
    assert "Gợi ý thêm câu gần nghĩa: so_bhxh_mat" in lines
    assert "   0,250  “mất thẻ”" in lines
    assert "   0,125  “thẻ”" in lines


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"intent": "fallback", "faq": None, "confidence": 0.2}, "Chưa đủ chắc"),
        ({"intent": "fallback", "faq": None, "out_of_scope": True}, "Ngoài phạm vi"),
        ({"intent": "insult", "faq": None, "confidence": 1.0}, "nhận ra từ chính các từ"),
        ({"questions": ["a", "b"]}, "nhiều câu hỏi: a, b"),
    ],
)
def test_the_explanation_of_other_readings(changed: dict[str, Any], words: str) -> None:
    assert words in nlu_report.explanation({**WHY, "heard": {**WHY["heard"], **changed}})


def test_a_text_without_words_has_no_ranking() -> None:
    assert "Không có chữ nào" in nlu_report.explanation({**WHY, "ranking": []})


def test_the_commands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(nlu_process, "evaluate", lambda folder: REPORT)
    monkeypatch.setattr(nlu_process, "why", lambda sentence: WHY)
    monkeypatch.setattr(nlu_process, "uses_trained_model", lambda: True)
    html = tmp_path / "nham.html"
    done = CliRunner().invoke(nlu, ["evaluate", "--html", str(html)])
    assert done.exit_code == 0, done.output
    assert html.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "the_bhyt_mat" in CliRunner().invoke(nlu, ["why", "mất thẻ"]).stdout


def test_what_broke_in_the_other_environment_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(nlu_process.training, "RASA_PYTHON", tmp_path / "missing")
    monkeypatch.setattr(nlu_process, "uses_trained_model", lambda: False)
    done = CliRunner().invoke(nlu, ["why", "mất thẻ"])
    assert done.exit_code == 1
    assert "Không đo được" in done.stderr
