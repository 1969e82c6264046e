"""What people type, in the two forms that are counted."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu import normalise
from bot.nlu.handles import kinds_of, only_handles
from bot.nlu.normalise import Normaliser, abbreviations

NORMALISER = Normaliser(abbreviations())


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("Đky tk VssID ntn ạ?", "đăng ký tài khoản vssid như thế nào ạ"),
        ("thuỷ  hoà", "thủy hòa"),
        ("quaaaa lâuuuu", "qua lâu"),
        ("mã của tôi là [MA_SO_12]!", "mã của tôi là handle_ma_so"),
        ("gửi 8079 hay 0912345678", "gửi 8079 hay handle_so"),
        ("bhyt k có", "bảo hiểm y tế không có"),
        ("hihi kkkk vui hjhj", "vui"),
        ("?!…", ""),
    ],
)
def test_normal_form(typed: str, normal: str) -> None:
    assert NORMALISER.views(typed)[0] == normal


def test_the_second_form_has_no_accents() -> None:
    assert NORMALISER.views("Đăng ký thẻ")[1] == "dang ky the"


@given(st.text())
def test_composed_and_decomposed_text_are_one(text: str) -> None:
    composed = NORMALISER.views(unicodedata.normalize("NFC", text))
    assert NORMALISER.views(unicodedata.normalize("NFD", text)) == composed


def test_a_spelling_listed_twice_is_refused(tmp_path, monkeypatch) -> None:
    table = tmp_path / "abbreviations.tsv"
    table.write_text("ko\tkhông\nko\tkhó\n", encoding="utf-8")
    monkeypatch.setattr(normalise, "ABBREVIATIONS", table)
    with pytest.raises(ValueError, match=":2:"):
        abbreviations.__wrapped__()


@pytest.mark.parametrize(
    ("text", "kinds", "only"),
    [
        ("[THE_1]", ["THE"], True),
        (" [HO_SO_2], [OTP_10]. ", ["HO_SO", "OTP"], True),
        ("thẻ [THE_1]", ["THE"], False),
        ("[THE_]", [], False),
        ("THE_1", [], False),
        ("", [], False),
    ],
)
def test_handles(text: str, kinds: list[str], only: bool) -> None:
    assert kinds_of(text) == kinds
    assert only_handles(text) is only
