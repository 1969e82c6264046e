"""What becomes a link or small print in a reply."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.pages.reply_text import lines, parts, source_line, split_source

ORIGIN = "https://tro-ly.example.vn"


def links(text: str) -> list[str]:
    return [part.href for part in parts(text, "19009696", ORIGIN) if part.href]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Xem baohiemxahoi.gov.vn.", ["https://baohiemxahoi.gov.vn"]),
        ("(https://dichvucong.baohiemxahoi.gov.vn/#/index)", ["https://dichvucong.baohiemxahoi.gov.vn/#/index"]),
        ("Tải /ho-so/to-khai/4f0c.pdf, rồi in", ["/ho-so/to-khai/4f0c.pdf"]),
        (f"{ORIGIN}/ho-so/anh/x.", [f"{ORIGIN}/ho-so/anh/x"]),
        ("gọi 1900 9696 hoặc 19009696", ["tel:19009696", "tel:19009696"]),
    ],
)
def test_link(text: str, expected: list[str]) -> None:
    assert links(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "http://baohiemxahoi.gov.vn",  # not encrypted
        "https://evil.example/",
        "https://evilgov.vn/",
        "https://gov.vn.evil.example/",
        "gov.vn.evil.example",
        "https://gov.vn@evil.example/",
        "https://evil.example\\@a.gov.vn/",
        "https://a.gov.vn:8443/",
        f"{ORIGIN}.evil.example/",
        f"{ORIGIN}@evil.example/",
        "//evil.example/a/b",
        "javascript:alert(1)",
        "ngày 15/6/2021, Google Play/CH Play, và/hoặc",
        "số 190096961 và 0190096968",
        "thu@bhxh.gov.vn",
    ],
)
def test_no_link(text: str) -> None:
    assert links(text) == []


@given(st.text(alphabet='ab gov.vn/:@\\()19006\n"htps-•', max_size=80))
def test_no_character_is_lost(text: str) -> None:
    assert "".join(part.text for part in parts(text, "19009696", ORIGIN)) == text


def test_long_text_is_cut_in_reasonable_time() -> None:
    """Each of these made a careless pattern quadratic or worse."""
    for text in ("a." * 20_000, "a-" * 20_000, "1900 " * 8_000, "/a" * 20_000, "https://" * 5_000):
        assert len(links(text)) <= 1


def test_lines_of_a_list_are_indented() -> None:
    made = lines("Chi phí:\n• Thuốc\n  viên\n1. Khám\n\n2026-11", "19009696", ORIGIN)
    assert [line.kind for line in made] == ["", "item", "more", "item", "", ""]


def test_source_in_the_text_and_in_the_meta() -> None:
    assert split_source("Trả lời.\n\nNguồn: Luật BHYT\nCập nhật 2026") == (
        "Trả lời.",
        "Nguồn: Luật BHYT\nCập nhật 2026",
    )
    assert split_source("Trả lời.") == ("Trả lời.", None)
    assert source_line("Luật BHYT", "2026-11") == "Nguồn: Luật BHYT · Cập nhật tháng 11/2026"
    assert source_line(None, "01/11/2026") == "Cập nhật 01/11/2026"
    assert source_line(None, None) is None
