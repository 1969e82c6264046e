"""Learning from use on the real product: a sentence that fell back, the button that explained it, and what an editor sees of it."""

import csv
import io

import pytest
import yaml

from tests.support.product import Chat, RunningProduct

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

UNCLEAR = [
    "cái nớ rồi thì cái kia ra răng", "giấy nớ họ trả về mà hổng nói chi", "cái đó đó thì sao hử", "tự nhiên nó khác hôm trước",
    "họ kêu tui mang cái kia tới mà tui quên rồi", "chuyện kia tính sao đây hở", "nó cứ vậy hoài là sao",
]  # fmt: skip
"""Which of them fall back depends on the model of the day; that all are understood is as good as impossible."""


def say_something_unclear(product: RunningProduct) -> tuple[Chat, str]:
    """A conversation whose last answer was a fallback that offers questions, and what was said."""
    for said in UNCLEAR:
        chat = product.chat().say(f"{said}, cô Bạch Tuyết Nhung 0935 777 444")
        if chat.meta["fallback"] and chat.meta["offered"]:
            return chat, said
    raise AssertionError("everything unclear was understood")


def test_an_unclear_sentence_rescued_by_a_button_waits_for_review(product: RunningProduct) -> None:
    chat, said = say_something_unclear(product)
    offered = chat.meta["offered"]
    chat.press(chat.titles[0])
    assert chat.meta["faq"] == offered[0]

    sheet, blocks = product.data_dir.parent / "review.csv", product.data_dir.parent / "review.yml"
    run(product, "export", "--csv", str(sheet), "--yaml", str(blocks))
    written = sheet.read_text(encoding="utf-8-sig")
    row = next(row for row in csv.DictReader(io.StringIO(written)) if said in row["câu (đã che)"])
    assert (row["kết quả"], row["người dân chọn"]) == ("bấm nút gợi ý", f"faq/{offered[0]}")
    assert row["đã gợi ý"].split() == [f"faq/{faq}" for faq in offered]
    assert "Nhung" not in written and "777 444" not in written and "0935" not in row["câu (đã che)"]
    proposed = {
        block["intent"]: block["examples"] for block in yaml.safe_load(blocks.read_text(encoding="utf-8"))["nlu"]
    }
    assert said in proposed[f"faq/{offered[0]}"]

    assert row["nhóm"] in run(product, "list", "--most", "1000")
    run(product, "done", row["nhóm"])
    assert row["nhóm"] not in run(product, "list", "--most", "1000")


def run(product: RunningProduct, *arguments: str) -> str:
    """What `bhxh nlu review` says."""
    done = product.bhxh("nlu", "review", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout
