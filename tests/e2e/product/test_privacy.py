"""Personal data stays where it belongs: after the dialogues, nothing of it stands in the engine's tracker, a log, or in plain
text in any database, nor in what editors are shown of sentences that were not understood.

Runs a dialogue of its own first, so that it can fail alone too; the file sorts after the dialogues on purpose.
"""

import re
from pathlib import Path

import pytest
import yaml

from backend.demo.citizens import WITH_ACCOUNT
from bhxh.messages import text
from tests.support.consoles import PASSWORD
from tests.support.product import RunningProduct

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

DIALOGUES = Path(__file__).parent / "dialogues"
TYPED = [
    "0478901234", "Trịnh Thị Lan Phương", "trinh thi lan phuong", "048190007788", "0935 777 444", "lan.phuong@thu.example",
    "25 Trần Bình Trọng, tổ 12", "DN4480478901234",
]  # fmt: skip
FALLS_BACK = {
    "chuyện kia sao đó hử": "Trịnh Thị Lan Phương thẻ DN4480478901234",
    "cai no sao do ha": "trinh thi lan phuong 0935 777 444",
    "cái đó thế nọ thế kia": "lan.phuong@thu.example 048190007788 mã 0478901234",
    "cái nớ rồi thì cái kia ra răng": "25 Trần Bình Trọng, tổ 12, Trịnh Thị Lan Phương",
    "giấy nớ họ trả về mà hổng nói chi": "0935777444 trịnh thị lan phương",
}
"""Which of them fall back depends on the model of the day."""


def _values() -> set[str]:
    """What citizens typed: the values above and every long number of the dialogue files, also without separators."""
    values = set(TYPED)
    for path in DIALOGUES.glob("*.yml"):
        for dialogue in yaml.safe_load(path.read_text(encoding="utf-8"))["dialogues"]:
            for turn in dialogue["turns"]:
                values |= set(re.findall(r"[A-Za-z]{0,2}[\d][\d .-]{7,}\d", str(turn.get("say", ""))))
    return values | {re.sub(r"[ .-]", "", value) for value in values if re.search(r"\d{3}", value)}


def test_nothing_personal_is_left_behind(product: RunningProduct) -> None:
    chat = product.chat()
    chat.say("đăng ký tài khoản vssid")
    for typed in ("0478901234", "trinh thi lan phuong", "Trịnh Thị Lan Phương", "048190007788", "Đà Nẵng", "quận Hải Châu",
                 "Phường Thạch Thang", "25 Trần Bình Trọng, tổ 12", "0935 777 444", "lan.phuong@thu.example"):  # fmt: skip
        chat.say(typed)
    chat.say("tên tôi là Trịnh Thị Lan Phương, số thẻ DN4480478901234, gọi tôi qua 0935 777 444")
    product.chat().say("coi giùm thẻ DN4480478901234")
    _say_what_falls_back(product)
    export = product.data_dir / "review.csv"
    done = product.bhxh("nlu", "review", "export", "--csv", str(export), "--yaml", str(export.with_suffix(".yml")))
    assert done.returncode == 0, done.stderr
    written = export.read_text(encoding="utf-8-sig")
    assert any(part in written for part in FALLS_BACK), "nothing fell back: the export shows nothing"
    files = [path for path in product.data_dir.rglob("*") if path.is_file()]
    assert any(path.name.startswith("tracker.db") for path in files)
    assert any(path.name == "web.log" for path in files)
    found = []
    accounts = text(
        "run.demo_citizens", url=f"{product.url}/tai-khoan/dang-nhap", codes=", ".join(WITH_ACCOUNT), password=PASSWORD
    )
    shown_on_purpose = (text("run.demo_people").encode(), accounts.encode())
    for path in [*files, product.output]:
        content = path.read_bytes()
        for shown in shown_on_purpose:
            content = content.replace(shown, b"")
        lowered = content.decode("utf-8", "ignore").lower()
        for value in _values():
            if value.lower() in lowered or value.encode("utf-16-le") in content or _escaped(value) in lowered:
                found.append(f"{path.name}: {value}")
    assert not found, "\n".join(sorted(found))


def _say_what_falls_back(product: RunningProduct) -> None:
    """With all kinds of personal data in sentences that nobody understands: they are kept for review."""
    for unclear, personal in FALLS_BACK.items():
        product.chat().say(f"{unclear} {personal}")


def _escaped(value: str) -> str:
    """As ``json.dumps`` writes it by default."""
    return value.lower().encode("ascii", "backslashreplace").decode()
