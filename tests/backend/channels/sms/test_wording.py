"""An answer as one SMS."""

from __future__ import annotations

from typing import Any

import pytest

from backend.channels.sms.wording import Writer
from backend.conversations.delivery import Choice, Outgoing
from bhxh.dates import utcnow
from bhxh.messages import text
from sms_gateway.client.texts import measure

WRITER = Writer("https://bhxh.example")
LONG = "Đi khám được bằng CCCD gắn chip. " + "Muốn cấp lại thẻ thì làm tờ khai TK1-TS rồi nộp cho cơ quan BHXH. " * 12


def outgoing(said: str, *titles: str, extras: dict[str, Any] | None = None, **meta: Any) -> Outgoing:
    choices = tuple(Choice(title, f"id{place}") for place, title in enumerate(titles))
    return Outgoing("c1-a-2", 2, said, choices, meta, extras or {}, "bot", utcnow(), utcnow())


def test_a_short_answer_is_itself_in_the_cheapest_alphabet() -> None:
    said = WRITER.write(outgoing("Thẻ còn hạn đến 31/12/2026 – Ông/Bà yên tâm… “được” 😀"))
    assert said == 'The con han den 31/12/2026 - Ong/Ba yen tam... "duoc"'
    assert measure(said).encoding == "gsm7"


def test_an_answer_leaves_its_source_out_and_says_that_it_is_not_checked() -> None:
    line = text("bot.faq.source", source="Luật BHYT Đ18", month="11", year="2026")
    article = outgoing(f"Được.\n{line}\nChưa đối chiếu với văn bản.", source="Luật BHYT Đ18", faq="a", intent="faq")
    assert WRITER.write(article) == "Duoc.\nCan chac chan, Ong/Ba goi 19009696."
    assert WRITER.write(outgoing(f"Được.\n{line}", source="Luật BHYT Đ18", faq="a", intent="faq")) == "Duoc."


def test_a_long_article_is_its_first_sentences_and_its_page_in_one_segment() -> None:
    said = WRITER.write(outgoing(LONG, "Tìm cơ quan BHXH", intent="faq", faq="the_bhyt_mat"))
    assert said.startswith("Di kham duoc bang CCCD gan chip. ")
    assert said.endswith("\nXem tiep: https://bhxh.example/hoi-dap/the_bhyt_mat")
    assert measure(said) == (measure(said).encoding, 1, measure(said).units)


def test_choices_are_numbers_and_stay_below_a_text_that_is_cut() -> None:
    said = WRITER.write(outgoing(LONG, "Tra mã số BHXH", "Gặp nhân viên", intent="card_status"))
    assert said.endswith("\n1. Tra ma so BHXH\n2. Gap nhan vien") and " ...\n" in said
    assert measure(said).segments == 3


@pytest.mark.parametrize("segments", [1, 2, 3, 6])
@pytest.mark.parametrize("accents", [False, True])
@pytest.mark.parametrize(
    "message",
    [
        outgoing(LONG * 5, intent="faq", faq="x" * 90),
        outgoing("a" * 5000),
        outgoing("[{" * 900, *(f"Lựa chọn rất dài số {number} của Ông/Bà" for number in range(30))),
        outgoing("ế" * 3000 + "😀" * 50, intent="faq", faq="x"),
        outgoing("Có liên kết", extras={"links": [{"title": "Bản đồ", "url": "https://bhxh.example/" + "b" * 600}]}),
    ],
)
def test_nothing_takes_more_segments_than_allowed(segments: int, accents: bool, message: Outgoing) -> None:
    said = Writer("https://bhxh.example", segments, accents).write(message)
    assert said and measure(said).segments <= segments


def test_accents_stay_where_the_operator_pays_for_them() -> None:
    assert Writer("https://bhxh.example", accents=True).write(outgoing("Thẻ còn hạn")) == "Thẻ còn hạn"
