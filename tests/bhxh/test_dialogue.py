"""What people say about the conversation itself, in every spelling, and what only looks like it."""

import pytest

from bhxh.dialogue import choice, intent_of, person_of
from bhxh.text import strip_accents


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("2", 1),
        ("2.", 1),
        ("2)", 1),
        ("1 nha", 0),
        ("số 2", 1),
        ("số hai", 1),
        ("dạ số 2 nha em", 1),
        ("nút 3", 2),
        ("chọn 1", 0),
        ("em chọn số 1", 0),
        ("cho em cái thứ hai", 1),
        ("câu thứ ba", 2),
        ("Cái đầu tiên", 0),
        ("lấy cái đầu", 0),
        ("thứ hai", 1),
        ("cái cuối ạ", 4),
        ("cuối cùng", 4),
        ("mục cuối cùng đó", 4),
    ],
)
def test_a_button_by_its_place(said: str, place: int) -> None:
    assert choice(said, 5) == place
    assert choice(strip_accents(said).upper(), 5) == place


@pytest.mark.parametrize(
    "said",
    ["quận 5", "phường 2", "số 5 Trần Phú", "số nhà 2", "tư", "ba", "năm", "3 con", "0", "thôi", "", "079085001234"],
)
def test_what_is_no_place(said: str) -> None:
    assert choice(said, 5) is None


def test_a_place_beyond_the_buttons_is_none() -> None:
    assert choice("số 4", 3) is None
    assert choice("cái cuối", 0) is None
    assert choice("12", 15) == 11


@pytest.mark.parametrize(
    "said",
    ["quay lại", "Quay lại đi em", "trở lại", "cho tôi quay lại bước trước", "bước trước", "quay về câu trước", "back"],
)
def test_one_step_back(said: str) -> None:
    assert intent_of(said) == intent_of(strip_accents(said)) == "go_back"


@pytest.mark.parametrize(
    "said",
    [
        "không phải",
        "ko phải em ơi",
        "hông phải",
        "ý tôi không phải vậy",
        "không phải cái tôi hỏi",
        "không đúng ý tôi",
        "trả lời sai rồi",
        "bạn hiểu sai ý tôi rồi",
        "tôi đâu có hỏi cái đó",
        "tôi hỏi cái khác mà",
        "hỏi một đằng trả lời một nẻo",
        "không liên quan gì hết",
        "ý tôi khác",
        "nhầm rồi",
        "không có câu nào đúng cả",
        "không câu nào phải ý tôi",
    ],
)
def test_an_answer_turned_down(said: str) -> None:
    assert intent_of(said) == intent_of(strip_accents(said)) == "deny"


@pytest.mark.parametrize(
    ("said", "person"),
    [
        ("còn con tôi thì sao?", "child"),
        ("thế còn vợ tôi?", "wife"),
        ("vậy còn chồng em ạ", "husband"),
        ("vậy người già thì sao", "elderly"),
        ("thế bố mẹ tôi thì thế nào", "parent"),
        ("ba tôi thì sao", "parent"),
        ("người về hưu thì sao", "pensioner"),
        ("còn hộ nghèo", "poor"),
        ("còn sinh viên thì thế nào ạ", "student"),
        ("còn con trai em thì được không", "child"),
        ("lao động tự do thì sao", "voluntary"),
        ("nghỉ việc thì sao", "unemployed"),
        ("còn anh trai tôi thì sao", "relative"),
    ],
)
def test_the_same_about_somebody_else(said: str, person: str) -> None:
    assert intent_of(said) == "follow_up"
    assert person_of(said) == person_of(strip_accents(said)) == person


@pytest.mark.parametrize(
    "said",
    [
        "không",
        "không ạ",
        "đúng không",
        "phải không",
        "không sai",
        "không phải mất thẻ mà là hỏng thẻ",
        "còn tôi thì sao",
        "quay lại từ đầu",
        "quay về menu",
        "trở về trang chủ",
        "vợ tôi sinh con được hưởng gì",
        "con tôi bị mất thẻ",
        "thế con tôi 10 tuổi thì sao",
        "bố tôi đi khám thì sao",
        "con tôi",
        "dung roi",
        "dung",
        "",
    ],
)
def test_what_says_more_is_left_to_the_model(said: str) -> None:
    assert intent_of(said) is None


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("ukm", "affirm"),
        ("ô kê", "affirm"),
        ("nộp đi em", "affirm"),
        ("khum", "deny"),
        ("Khoan đã", "deny"),
        ("dạ khoan đã anh", "deny"),
        ("dạ thôi khỏi", "cancel"),
        ("khỏi đi", "cancel"),
        ("thôi đăng ký sau", "cancel"),
        ("thôi để mai em làm sau nha", "cancel"),
        ("để bữa khác làm", "cancel"),
        ("ừ dừng đi", "cancel"),
        ("Hủy đi em", "cancel"),
    ],
)
def test_yes_and_no_in_rarer_spellings(said: str, intent: str) -> None:
    assert intent_of(said) == intent
