"""Properties: whatever the spelling, the raw digits and the name are not in the text that leaves."""

import re
import string

from hypothesis import given
from hypothesis import strategies as st

from backend.conversations.masking import mask
from bhxh.card import groups
from bhxh.phone import _TELCO  # the mobile prefixes: the generator must not invent its own
from bhxh.text import strip_accents

SEPARATORS = st.sampled_from(["", " ", ".", "-", " - ", "/", "_", "  "])
BEFORE = st.sampled_from(
    [
        "",
        "số của tôi là ",
        "Cho hỏi thẻ ",
        "tra giup ",
        "ma so bhxh: ",
        "Tôi gửi nhé: ",
        "đây ạ,",
        "(",
        "sđt ",
        "CCCD số ",
    ]
)
AFTER = st.sampled_from(["", " nhé", " ạ.", ", còn hạn không?", ")", " thì sao", "\n cảm ơn", " cua toi"])
DIGITS = st.text(string.digits, min_size=10, max_size=10)


@st.composite
def spelt(draw: st.DrawFn, value: str) -> str:
    """The value with separators at random places, in random case, zeros sometimes typed as the letter O."""
    separator = draw(SEPARATORS)
    cuts = draw(st.sets(st.integers(1, max(1, len(value) - 1)), max_size=5))
    letters = [separator * (at in cuts) + letter for at, letter in enumerate(value)]
    written = "".join(letters)
    return written.lower() if draw(st.booleans()) else written


@st.composite
def sentences(draw: st.DrawFn, value: str) -> str:
    return draw(BEFORE) + draw(spelt(value)) + draw(AFTER)


def rest(text: str, field: str | None = None) -> str:
    """What the engine would read, digits only."""
    return re.sub(r"\D", "", "|".join(piece for piece in mask(text, field) if isinstance(piece, str)))


@given(
    st.data(), st.sampled_from(sorted(groups())), st.sampled_from("12345"), st.sampled_from(["01", "79", "52"]), DIGITS
)
def test_cards(data: st.DataObject, group: str, level: str, province: str, code: str) -> None:
    number = group + level + province + code
    text = data.draw(sentences(number))
    assert rest(text) == ""
    assert group not in re.findall(r"\b[A-Z]{2}\b", "".join(p for p in mask(text) if isinstance(p, str)))


@given(st.data(), DIGITS)
def test_codes(data: st.DataObject, code: str) -> None:
    assert rest(data.draw(sentences(code))) == ""


@given(
    st.data(),
    st.sampled_from(sorted(_TELCO)),
    st.text(string.digits, min_size=7, max_size=7),
    st.sampled_from(["0", "84", "+84", "+84 0"]),
)
def test_phones(data: st.DataObject, prefix: str, number: str, lead: str) -> None:
    assert rest(data.draw(sentences(lead + prefix + number))) == ""


@given(st.data(), st.sampled_from([9, 12]), st.data())
def test_personal_ids(data: st.DataObject, length: int, more: st.DataObject) -> None:
    number = more.draw(st.text(string.digits, min_size=length, max_size=length))
    assert rest(data.draw(sentences(number))) == ""


@given(st.data(), st.text(string.digits, min_size=6, max_size=6), SEPARATORS)
def test_otps(data: st.DataObject, code: str, separator: str) -> None:
    text = data.draw(BEFORE) + separator.join([code[:3], code[3:]]) + data.draw(AFTER)
    pieces = mask(text, "otp", otp_pending=True)
    assert re.sub(r"\D", "", "".join(piece for piece in pieces if isinstance(piece, str))) == ""


@given(st.text(string.digits + "OIl .-", min_size=8, max_size=60))
def test_any_run_of_digits_leaves_at_most_five(text: str) -> None:
    left = "|".join(piece for piece in mask(text) if isinstance(piece, str))
    assert not re.search(r"\d(?:[ .\-]?\d){5}", left)


FAMILY = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Đoàn Trịnh Trương".split()
MIDDLE = ["Văn", "Thị", "Thị Thu", "Hữu", "Ngọc", "Quốc", "Thị Bích", "Minh", "Đức", "Xuân"]
GIVEN = "An Bình Châu Dũng Giang Hà Hải Hạnh Hiền Hoa Hùng Hương Khánh Lan Linh Loan Long Mai Minh Nam Nga Ngọc Nhung".split()
GIVEN += "Oanh Phúc Quân Quyên Sơn Tâm Thảo Thúy Trang Trung Tuấn Tùng Vân Vinh Yến".split()
SAID = [
    "{}",
    "tôi là {}",
    "tôi tên {}",
    "họ tên: {}",
    "tra giúp {} với",
    "cho hỏi thẻ của {} còn hạn không",
    "{}, sinh 12/3/1985",
]


@given(
    st.sampled_from(FAMILY), st.sampled_from(MIDDLE), st.sampled_from(GIVEN), st.sampled_from(SAID), st.integers(0, 5)
)
def test_names(family: str, middle: str, given_name: str, said: str, spelling: int) -> None:
    name = f"{family} {middle} {given_name}"
    plain = strip_accents(name)
    name = [name, name.lower(), name.upper(), plain, plain.lower(), plain.upper()][spelling]
    sentence = strip_accents(said) if spelling in {3, 4} else said
    text = sentence.format(name)
    left = " ".join(piece for piece in mask(text) if isinstance(piece, str))
    assert set(re.findall(r"\w+", left)) <= set(re.findall(r"\w+", sentence)), left


@given(
    st.text(max_size=300), st.sampled_from([None, "full_name", "street", "bhxh_code", "otp", "email"]), st.booleans()
)
def test_any_text_is_masked_without_fault(text: str, field: str | None, otp: bool) -> None:
    pieces = mask(text, field, otp_pending=otp)
    left = "".join(piece for piece in pieces if isinstance(piece, str))
    assert "[" not in left and not left.startswith("/")
