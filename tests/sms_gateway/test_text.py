"""Encoding, segments and "không dấu"."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sms_gateway.text import khong_dau, measure, parts, shortcut

NOTICE = (
    "Để khai báo thông tin y tế điện tử, Ông (Bà) Nguyễn Thị Ngọc Ánh sử dụng mã số BHXH: 7936179254. "
    "Liên hệ tổng đài 19009696 nếu cần hỗ trợ"
)
VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", ("gsm7", 1, 0)),
        ("a" * 160, ("gsm7", 1, 160)),
        ("a" * 161, ("gsm7", 2, 161)),
        ("a" * 306, ("gsm7", 2, 306)),
        ("a" * 307, ("gsm7", 3, 307)),
        ("€" * 80, ("gsm7", 1, 160)),
        ("€" * 81, ("gsm7", 2, 162)),
        # 153 is odd: the 77th sign does not fit into the last septet of part one, so three parts are needed.
        ("€" * 153, ("gsm7", 3, 306)),
        ("a" * 152 + "€" + "a" * 152, ("gsm7", 3, 306)),
        ("đ" * 70, ("ucs2", 1, 70)),
        ("đ" * 71, ("ucs2", 2, 71)),
        ("đ" * 134, ("ucs2", 2, 134)),
        ("đ" * 135, ("ucs2", 3, 135)),
        ("😀" * 35, ("ucs2", 1, 70)),
        ("😀" * 67, ("ucs2", 3, 134)),
        ("`", ("ucs2", 1, 1)),
        (NOTICE, ("ucs2", 3, len(NOTICE))),
        (unicodedata.normalize("NFD", NOTICE), ("ucs2", 3, len(NOTICE))),
        (khong_dau(NOTICE), ("gsm7", 1, len(NOTICE))),
    ],
)
def test_measure(body: str, expected: tuple[str, int, int]) -> None:
    assert tuple(measure(body)) == expected


def test_only_six_accented_vietnamese_letters_travel_as_gsm() -> None:
    accented = [letter for letter in VIETNAMESE if not letter.isascii()]
    assert len(accented) == 67
    assert [letter for letter in accented if measure(letter).encoding == "gsm7"] == list("àèéìòù")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_khong_dau_makes_every_vietnamese_letter_ascii(form: str) -> None:
    folded = khong_dau(unicodedata.normalize(form, VIETNAMESE + VIETNAMESE.upper()))
    assert folded.isascii()
    assert folded.lower() == ("a" * 18 + "e" * 12 + "i" * 6 + "o" * 18 + "u" * 12 + "y" * 6 + "d") * 2
    assert folded[: len(VIETNAMESE)].islower()
    assert folded[len(VIETNAMESE) :].isupper()


def test_khong_dau_tames_typography_and_leaves_other_scripts() -> None:
    assert khong_dau("“Ông/Bà” – cần… 5.000₫ 한국") == '"Ong/Ba" - can... 5.000d 한국'


@given(st.text(alphabet=st.sampled_from("ab€[]đế😀\n "), max_size=700) | st.text(max_size=300))
def test_parts_are_the_text_and_fit(body: str) -> None:
    found = measure(body)
    pieces = parts(body)
    assert "".join(pieces) == unicodedata.normalize("NFC", body)
    assert len(pieces) == found.segments
    limit = {("gsm7", True): 160, ("gsm7", False): 153, ("ucs2", True): 70, ("ucs2", False): 67}
    for piece in pieces:
        if found.encoding == "gsm7":
            width = sum(2 if sign in "\f^{}\\[~]|€" else 1 for sign in piece)
        else:
            width = len(piece.encode("utf-16-le", "surrogatepass")) // 2
        assert width <= limit[found.encoding, len(pieces) == 1]


@example("I\u0302 n\u0300 Đ\u0323")
@given(st.text(alphabet=VIETNAMESE + VIETNAMESE.upper() + "\u0300\u0323\u031b\u0302 ", max_size=200))
def test_without_accents_a_text_never_costs_more(body: str) -> None:
    assert khong_dau(body).isascii()
    assert measure(khong_dau(body)).segments <= measure(body).segments


LITERALS = st.lists(
    st.one_of(
        st.sampled_from(["Kính gửi Ông/Bà ", "Ma OTP: ", "€", "\n", "", "\u0301", "…", "中", "😀", "₫ "]),
        st.text(VIETNAMESE + " .,", max_size=90),
    ),
    min_size=2,
    max_size=4,
)
VALUES = st.one_of(
    st.text(VIETNAMESE + VIETNAMESE.upper() + "0123456789 .-", max_size=120),
    st.text(st.characters(max_codepoint=0x24F), max_size=20),
    st.text("e\u0302\u0301\u0323€~…中😀ñß", max_size=20),
)


@given(LITERALS, st.data(), st.booleans())
def test_the_shortcut_counts_as_the_whole_text_does(literals: list[str], data: st.DataObject, accents: bool) -> None:
    short = shortcut(literals, not accents)
    values = data.draw(st.lists(VALUES, min_size=len(literals) - 1, max_size=len(literals) - 1))
    if short is None or not short.steady("".join(values)):
        return
    body = "".join(text for pair in zip(literals, [*values, ""], strict=True) for text in pair)
    expected = measure(body if accents else khong_dau(body))
    assert (short.encoding, short.segments(len("".join(values)))) == expected[:2]


@pytest.mark.parametrize("without_accents", [False, True])
def test_the_shortcut_holds_for_the_mass_notice(without_accents: bool) -> None:
    short = shortcut(["Để khai báo, Ông (Bà) ", " sử dụng mã số BHXH: ", "."], without_accents)
    assert short is not None
    assert short.steady("Nguyễn Thị Ngọc Ánh7936179254")
    assert not short.steady("Nguye\u0302\u0303n")
