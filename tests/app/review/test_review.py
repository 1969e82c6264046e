"""`bhxh nlu review`: the list, the files, and the commands on a real database and Rasa's environment."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from app import nlu_process, settings
from app.cli import main
from app.content.findings import Place
from app.content.sentences import Known, Sentence, read_all
from app.review.export import as_csv, as_yaml
from app.review.groups import Group, listing
from app.training import ROOT
from backend.database import Database
from backend.learning.models import UnclearSentence
from backend.learning.review import Kept

MAT_THE = Sentence("faq/the_bhyt_mat", "mất thẻ bảo hiểm y tế thì làm lại ở đâu", Place("nlu/the_bhyt.yml", 7))
KNOWN = Known([MAT_THE, Sentence("greet", "xin chào", Place("nlu/tasks/greet.yml", 4))])


def kept(sentence: str, chosen: str | None = None, rescue: str | None = None, name: str = "0123456789abcdef") -> Kept:
    day = date(2026, 11, 2)
    return Kept(name, day, "web", sentence, "fallback", ("faq/a", "faq/b"), "faq/a", 0.3111, chosen, rescue)


GROUPS = [
    Group([
        kept("rớt cái bóp mất luôn thẻ", "faq/the_bhyt_mat", "button"),
        kept("Rot cai bop mat luon the!", "faq/the_bhyt_mat", "button"),
        kept("mat the bhyt thì làm lại ở đâu bảo hiểm y tế", "faq/b", "button"),
        kept("- rớt: bóp #1 'ở' \"xe\"", "faq/b", "button"),
        kept("bóp rớt", "kcb_history", "rephrased"),
    ]),
    Group([kept("=HYPERLINK(x)", name="fedcba9876543210")]),
]  # fmt: skip


def test_the_list_says_how_many_and_what_was_chosen() -> None:
    shown = listing(GROUPS, 1)
    assert "01234567  5 câu, trong đó 4 câu được nút gợi ý cứu, 1 câu hỏi lại thì hiểu" in shown
    assert "“rớt cái bóp mất luôn thẻ”" in shown
    assert "Đã gợi ý: faq/a (5), faq/b (5)" in shown
    assert "Người dân chọn: faq/b (2), faq/the_bhyt_mat (2), kcb_history (1)" in shown
    assert shown.endswith("6 câu chờ xem trong 2 nhóm; trên đây là 1 nhóm lớn nhất.")
    assert "HYPERLINK" not in shown


def test_the_csv_runs_nothing_and_marks_what_is_known() -> None:
    written = as_csv(GROUPS, Known([MAT_THE]).near)
    assert written.startswith("\ufeffnhóm,")
    rows = list(csv.DictReader(io.StringIO(written.removeprefix("\ufeff"))))
    assert [row["câu (đã che)"] for row in rows][3:] == ["'- rớt: bóp #1 'ở' \"xe\"", "bóp rớt", "'=HYPERLINK(x)"]
    assert rows[0]["kết quả"] == "bấm nút gợi ý" and rows[5]["kết quả"] == "chưa rõ"
    assert rows[0]["độ chắc"] == "0,31" and rows[0]["đã gợi ý"] == "faq/a faq/b" and rows[0]["ngày"] == "2026-11-02"
    near = [row["gần trùng câu huấn luyện"] for row in rows]
    assert near == ["", "", "faq/the_bhyt_mat, nlu/the_bhyt.yml dòng 7", "", "", ""]


def test_the_yaml_proposes_what_buttons_rescued_and_nothing_else() -> None:
    written = as_yaml(GROUPS, KNOWN.near)
    blocks = yaml.safe_load(written)["nlu"]
    assert blocks == [
        {"intent": "faq/b", "examples": "- - rớt: bóp #1 'ở' \"xe\"\n"},
        {"intent": "faq/the_bhyt_mat", "examples": "- rớt cái bóp mất luôn thẻ\n"},
    ]
    comments = [line for line in written.splitlines() if line.startswith("#")]
    assert "#   - bóp rớt (hỏi lại thì hiểu: kcb_history)" in comments
    assert "#   - =HYPERLINK(x)" in comments
    assert any("gần trùng" in line and line.endswith("bảo hiểm y tế") for line in comments)


def test_a_proposal_can_be_copied_into_the_training_data(tmp_path: Path) -> None:
    (tmp_path / "nlu").mkdir()
    (tmp_path / "nlu" / "moi.yml").write_text(as_yaml(GROUPS, KNOWN.near), encoding="utf-8")
    assert [(sentence.intent, sentence.text) for sentence in read_all(tmp_path)] == [
        ("faq/b", "- rớt: bóp #1 'ở' \"xe\""),
        ("faq/the_bhyt_mat", "rớt cái bóp mất luôn thẻ"),
    ]


def test_without_anything_rescued_the_yaml_is_still_whole() -> None:
    assert yaml.safe_load(as_yaml(GROUPS[1:], KNOWN.near))["nlu"] == []


def test_every_training_sentence_is_near_itself() -> None:
    known = Known(sentences := read_all(ROOT / "bot" / "data"))
    assert len(sentences) > 5000
    for sentence in sentences[::200]:
        assert known.near(sentence.text) is not None
        assert known.near(sentence.text + " zzzz yyyy xxxx wwww vvvv") is None or len(sentence.text.split()) > 40


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setenv("BHXH_DATA_DIR", str(tmp_path))
    for name in ("BHXH_DATABASE_URL", "BHXH_ENV"):
        monkeypatch.delenv(name, raising=False)
    database = Database.open(settings.load().backend())
    database.upgrade()
    return database


def keep(database: Database, **sentences: str) -> None:
    with database.begin() as session:
        for name, sentence in sentences.items():
            session.add(
                UnclearSentence(
                    id=name, day=date(2026, 11, 2), channel="web", sentence=sentence, reason="fallback",
                    offered=["faq/so_bhxh_mat"], top="faq/so_bhxh_mat", confidence=0.2, chosen="faq/so_bhxh_mat", rescue="button",
                )
            )  # fmt: skip


def run(*arguments: str) -> str:
    done = CliRunner().invoke(main, ["nlu", "review", *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.timeout(300)  # Rasa's environment starts three times
def test_the_commands(database: Database, tmp_path: Path) -> None:
    assert "Không có câu nào chờ xem" in run("list")
    keep(database, a1="chó gặm nát cuốn sổ rồi", a2="cho gam nat cuon so roi", b1="sóng biển cuốn mất sổ")
    shown = run("list")
    assert "a1  2 câu" in shown or "a2  2 câu" in shown
    assert "b1  1 câu" in shown
    files = [tmp_path / "cau.csv", tmp_path / "cau.yml"]
    run("export", "--csv", str(files[0]), "--yaml", str(files[1]))
    assert "b1,1,2026-11-02,web,sóng biển cuốn mất sổ" in files[0].read_text(encoding="utf-8-sig")
    (block,) = yaml.safe_load(files[1].read_text(encoding="utf-8"))["nlu"]
    assert block["intent"] == "faq/so_bhxh_mat" and len(block["examples"].splitlines()) == 2
    assert "Đã đánh dấu xong 2 câu" in run("done", "a")
    assert "1 câu chờ xem trong 1 nhóm" in run("list")


def test_what_cannot_be_done_is_said(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runner = CliRunner()
    assert "Không có nhóm nào" in runner.invoke(main, ["nlu", "review", "done", "a"]).stderr
    assert "--csv TỆP" in runner.invoke(main, ["nlu", "review", "export"]).stderr
    keep(database, a1="chó gặm nát cuốn sổ rồi")
    nowhere = runner.invoke(main, ["nlu", "review", "export", "--csv", str(tmp_path / "missing" / "a.csv")])
    assert nowhere.exit_code == 1 and "a.csv" in nowhere.stderr
    monkeypatch.setattr(nlu_process.training, "RASA_PYTHON", tmp_path / "missing")
    failed = runner.invoke(main, ["nlu", "review", "list"])
    assert failed.exit_code == 1 and "Không gom nhóm được" in failed.stderr
