"""Learning from use on the real product: a sentence that fell back, the button that explained it, and what an editor sees of it."""

import pytest
import yaml

from tests.support.product import RunningProduct

pytestmark = [pytest.mark.slow, pytest.mark.timeout(200)]

UNCLEAR = "Cô Bạch Tuyết Nhung bị cái đó rồi thì cái kia của thẻ ra răng hả bay, máy 0935 777 444"


def test_an_unclear_sentence_rescued_by_a_button_waits_for_review(product: RunningProduct) -> None:
    chat = product.chat()
    chat.say(UNCLEAR)
    assert chat.meta["fallback"], chat.meta
    offered = chat.meta["offered"]
    assert offered, "choose a sentence that is unclear, but not out of scope"
    chat.press(chat.titles[0])
    assert chat.meta["faq"] == offered[0]

    shown = product.bhxh("nlu", "review", "list", "--most", "100")
    assert shown.returncode == 0, shown.stderr
    paragraph = next(part for part in shown.stdout.split("\n\n") if "bị cái đó rồi" in part)
    assert "1 câu được nút gợi ý cứu" in paragraph
    assert f"Người dân chọn: faq/{offered[0]} (1)" in paragraph
    assert "Nhung" not in shown.stdout and "777" not in shown.stdout

    file = product.data_dir.parent / "review.yml"
    written = product.bhxh("nlu", "review", "export", "--yaml", str(file))
    assert written.returncode == 0, written.stderr
    blocks = {block["intent"]: block["examples"] for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]}
    assert "bị cái đó rồi" in blocks[f"faq/{offered[0]}"]

    closed = product.bhxh("nlu", "review", "done", paragraph.split()[0])
    assert closed.returncode == 0, closed.stderr
    assert "bị cái đó rồi" not in product.bhxh("nlu", "review", "list", "--most", "100").stdout
