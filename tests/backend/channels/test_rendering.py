"""Messages as text: nothing is lost, no piece is too long, cuts fall where people pause."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from backend.channels.rendering import pieces, plain
from backend.conversations.delivery import Choice, Outgoing


def outgoing(text: str, choices: tuple[Choice, ...] = (), **extras: Any) -> Outgoing:
    moment = datetime(2026, 11, 20, tzinfo=UTC)
    return Outgoing("c1-1", 1, text, choices, {}, extras, "bot", moment, moment)


@given(st.text(alphabet="aế .\n?", max_size=400), st.integers(4, 60))
def test_pieces_are_short_and_lose_nothing(said: str, limit: int) -> None:
    found = pieces(said, limit)
    assert all(0 < len(piece) <= limit for piece in found)
    assert "".join("".join(found).split()) == "".join(said.split())


def test_cuts_fall_between_sentences() -> None:
    assert pieces("Câu một dài. Câu hai cũng dài. Câu ba.", 32) == ["Câu một dài. Câu hai cũng dài.", "Câu ba."]
    assert pieces("Đoạn một.\n\nĐoạn hai. Và nữa.", 22) == ["Đoạn một.", "Đoạn hai. Và nữa."]


def test_choices_are_numbered_and_links_written_out_once() -> None:
    links = [{"title": "Bản đồ", "url": "https://a.example/1"}, {"title": "Biểu mẫu", "url": "https://a.example/2"}]
    shown = plain(
        outgoing("Xem https://a.example/2", (Choice("Tra mã", "x"), Choice("Gặp nhân viên", "y")), links=links)
    )
    assert shown == (
        "Xem https://a.example/2\n\nBản đồ: https://a.example/1\n\nÔng/Bà nhắn số để chọn:\n1. Tra mã\n2. Gặp nhân viên"
    )
