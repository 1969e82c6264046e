"""What leaves the backend: numbers, names and addresses in any spelling are gone, ordinary questions stay whole."""

import re
from pathlib import Path

import pytest
import yaml

from backend.conversations.masking import Found, Kind, is_answer, mask
from backend.conversations.values import read


def masked(text: str, field: str | None = None, *, otp: bool = False) -> str:
    pieces = mask(text, field, otp_pending=otp)
    return "".join(piece if isinstance(piece, str) else f"<{piece.kind}>" for piece in pieces)


def found(text: str, field: str | None = None, *, otp: bool = False) -> list[tuple[str, str]]:
    return [(p.kind.value, p.written) for p in mask(text, field, otp_pending=otp) if isinstance(p, Found)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("thẻ DN4797912345678", "thẻ <THE>"),
        ("the dn 4 79 7912345678 nhe", "the <THE> nhe"),
        ("D-N-4-79-7912345678", "<THE>"),
        ("DN.479.791.234.567.8", "<THE>"),
        ("thẻ DN479791234567", "thẻ <THE>"),
        ("DN47979123456789", "<THE>"),
        ("DNO797912345678", "<THE>"),
        ("thẻ 4797912345678", "thẻ <THE>"),
        ("mã số của tôi là 79 1234 5678", "mã số của tôi là <MA_SO>"),
        ("the moi 7912345678", "the moi <MA_SO>"),
        ("cccd 079 085 001234", "cccd <GIAY_TO>"),
        ("hộ chiếu B1234567", "hộ chiếu <GIAY_TO>"),
        ("sđt 0912.345.678", "sđt <DIEN_THOAI>"),
        ("+84 912 345 678", "<DIEN_THOAI>"),
        ("O912345678", "<DIEN_THOAI>"),
        ("01234567890", "<DIEN_THOAI>"),
        ("an.nguyen@gmail.com ạ", "<EMAIL> ạ"),
        ("sinh ngày 12/03/1985", "sinh ngày <NGAY>"),
        ("2 thang 3 nam 1987", "<NGAY>"),
        ("hồ sơ 00001.G/2026/07915", "hồ sơ <HO_SO>"),
        ("ho so 00001.G/2026/07915 toi dau roi", "ho so <HO_SO> toi dau roi"),
        ("mất sim 0912345678", "mất sim <DIEN_THOAI>"),
        ("tháng 12/2020 ở Quảng Nam", "tháng 12/2020 ở Quảng Nam"),
        ("t5/2021 lương cơ sở", "t5/2021 lương cơ sở"),
        ("con sinh tháng 12/2020", "con sinh tháng <SO>"),
        ("số 13/2020", "số <SO>"),
        ("7912345678 0912345678 12/03/1985", "<MA_SO> <DIEN_THOAI> <NGAY>"),
        ("không chín một hai ba bốn năm sáu bảy tám", "<DIEN_THOAI> "),
        ("Ｄ Ｎ ４７９７９１２３４５６７８", "<THE>"),
        ("số ⑦⑨①②③④⑤⑥⑦⑧", "số <MA_SO>"),
        ("biên lai 12-34-56", "biên lai <SO>"),
        ("lương 8.500.000đ thì đóng bao nhiêu", "lương 8.500.000đ thì đóng bao nhiêu"),
        ("luong em 12000000 dong", "luong em 12000000 dong"),
        ("thu nhập khoảng 9.000.000", "thu nhập khoảng 9.000.000"),
        ("lương của 7912345000", "lương của <MA_SO>"),
        ("cmnd 012345000 đồng ý", "cmnd <GIAY_TO> đồng ý"),
        ("8.512.345 đồng", "<SO> đồng"),
        ("sinh 02031987 ở hn", "sinh <NGAY> ở hn"),
        ("mẹ tôi sinh năm 55", "mẹ tôi sinh <NGAY>"),
        ("tôi sn 1987", "tôi sn <NGAY>"),
        ("con sinh ngày 5 tháng 9", "con sinh <NGAY>"),
        ("sinh mùng hai tháng ba năm 1987", "sinh <NGAY>"),
    ],
)
def test_numbers_are_gone(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tôi tên là Nguyễn Văn An, cho hỏi", "Tôi tên là <HO_TEN>, cho hỏi"),
        ("tra mã số cho lê thị bích ngọc nhé", "tra mã số cho <HO_TEN> nhé"),
        ("toi ten la tran thi bich ngoc", "toi ten la <HO_TEN>"),
        ("NGUYỄN VĂN AN", "<HO_TEN>"),
        ("nguyen van an", "<HO_TEN>"),
        ("ông Sơn muốn hỏi", "ông <HO_TEN> muốn hỏi"),
        ("em tên ngọc ạ", "em tên <HO_TEN> ạ"),
        ("toi la mai thi lan", "toi la <HO_TEN>"),
        ("con tôi Lê Trần Gia Hân", "con tôi <HO_TEN>"),
        ("phạm văn tuấn sinh 30/1/1962", "<HO_TEN> sinh <NGAY>"),
        ("tôi ở số 12/3 đường Nguyễn Trãi, phường 3, quận 5 muốn hỏi", "tôi ở <DIA_CHI> muốn hỏi"),
        ("địa chỉ: 45 Lê Lợi, phường Bến Nghé. Cho hỏi", "địa chỉ: <DIA_CHI>. Cho hỏi"),
        ("phòng khám Hoàng Long hết bao nhiêu", "phòng khám <CO_SO> hết bao nhiêu"),
        ("khám ở Nguyễn Văn An", "khám ở <HO_TEN>"),
        ("tôi là sinh viên Nguyễn Văn An", "tôi là sinh viên <HO_TEN>"),
        ("nhan vien nguyen van an", "nhan vien <HO_TEN>"),
    ],
)
def test_names_and_addresses_are_gone(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "tra cứu mã số bhxh",
        "tra cuu ma so",
        "luong huu thang 7",
        "lương hưu tăng bao nhiêu",
        "tôi muốn phản ánh",
        "bhxh quận 5 ở đâu",
        "BHXH Thành phố Hồ Chí Minh ở đâu",
        "họ tên tôi bị sai thì làm sao",
        "tên đăng nhập là gì",
        "tôi là công nhân thì đóng bao nhiêu",
        "thẻ mức 4 được hưởng 80%",
        "năm 2024 tôi khám mấy lần",
        "năm ngoái tôi khám BV Nguyễn Trãi hết bao nhiêu",
        "khám ở Nguyễn Tri Phương từ tháng 3 đến nay",
        "tôi ở quận 5 TPHCM muốn đăng ký cho con gái 10 tuổi",
        "sinh con tháng 9 năm 2025 được bao nhiêu",
        "sinh mổ được nghỉ 6 tháng 15 ngày",
        "còn từ tháng 3 năm 2023 đến tháng 12 năm 2023",
        "nghỉ 6 tháng năm 2024 được bao nhiêu",
        "con sinh từ tháng 3 năm 2025 thì sao",
    ],
)
def test_questions_stay_whole(text: str) -> None:
    assert masked(text) == text


def test_training_sentences_are_hardly_touched() -> None:
    """Sentences without personal data must reach the classifier as they were learnt."""
    touched, total = [], 0
    for path in sorted(Path("bot/data/nlu").rglob("*.yml")):
        for intent in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in intent.get("examples", "").splitlines():
                text = re.sub(r"\[[A-Z_]+_\d+\]", "", line.strip().removeprefix("- "))
                if text and "@" not in text and not re.search(r"\d{4}", text):
                    total += 1
                    touched += [text] if found(text) else []
    assert total > 500
    assert len(touched) / total < 0.02, touched[:30]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("full_name", "Nguyễn Văn An"),
        ("full_name", "dạ nguyen van an ạ"),
        ("full_name", "Lê Thị Sao"),
        ("full_name", "Ksor H'Bia"),
        ("full_name", "An"),
        ("province", "tphcm"),
        ("district", "Quận 5"),
        ("commune", "p11"),
        ("street", "12 Trần Hưng Đạo"),
        ("street", "ấp 3"),
        ("agency", "bhxh quận 5"),
        ("agency", "[07915] BHXH Quận 5"),
    ],
)
def test_an_answer_is_taken_as_a_whole(field: str, text: str) -> None:
    assert is_answer(field, text)
    assert re.fullmatch("<(HO_TEN|DIA_CHI)>", masked(text, field))


@pytest.mark.parametrize(
    "field", ["full_name", "street", "province", "commune", "agency", "bhxh_code", "email", "phone"]
)
@pytest.mark.parametrize(
    "text",
    [
        "hủy",
        "Huỷ",
        "menu",
        "thẻ hết hạn thì sao?",
        "sửa lại số điện thoại",
        "tên tôi không có dấu được không?",
        "toi muon huy",
        "mất thẻ thì làm lại ở đâu",
        "gặp nhân viên",
        "cảm ơn",
        "bắt đầu lại",
        "cái này để làm gì vậy",
        "ủa thôi",
        "thôi cho tôi xem lịch sử khám trước đã",
        "còn con tôi thì sao",
        "ý tôi không phải vậy",
        "quay lại đi em",
        "chờ em chút",
        "thôi đăng ký sau",
    ],
)
def test_interruptions_reach_the_assistant_as_text(field: str, text: str) -> None:
    assert not is_answer(field, text)
    assert masked(text, field) == text


@pytest.mark.parametrize(
    "text", ["Phường Ngọc Hà", "phuong ngoc ha", "Xã Tân Thế", "xã Đông Hả", "P. 7", "Ấp Nào Đó", "số 5 ngõ Vậy"]
)
def test_a_place_that_ends_like_a_question_is_a_place(text: str) -> None:
    assert is_answer("commune", text)


@pytest.mark.parametrize("text", ["phường nào cũng được à", "quận tôi ở đâu", "phường mới là gì"])
def test_a_question_that_begins_like_a_place_is_a_question(text: str) -> None:
    assert not is_answer("commune", text)


@pytest.mark.parametrize(
    "text", ["tôi chán rồi", "thôi để đó đi", "vâng tôi biết rồi", "mình không rành mấy cái này nha"]
)
def test_a_sentence_is_no_name(text: str) -> None:
    assert not is_answer("full_name", text)


@pytest.mark.parametrize(
    "text", ["tôi Nguyễn Văn An", "tui tên An", "đinh thị sau", "Trần Văn Luôn", "Lê Thị Nữa", "lê văn đà"]
)
def test_a_name_that_sounds_like_a_sentence_is_a_name(text: str) -> None:
    assert is_answer("full_name", text)


@pytest.mark.parametrize("field", ["agency", "commune", "bhxh_code", "confirm", "correction"])
@pytest.mark.parametrize(
    ("text", "expected", "value"),
    [
        ("sửa quận thành quận 1", "sửa quận thành <DIA_CHI>", "quận 1"),
        ("sửa lại quận là quận 1 ạ", "sửa lại quận là <DIA_CHI> ạ", "quận 1"),
        ("đổi quận 5 thành quận 1 giúp tôi", "đổi quận 5 thành <DIA_CHI> giúp tôi", "quận 1"),
        ("doi phuong 11 sang phuong 12 nhe", "doi phuong 11 sang <DIA_CHI> nhe", "phuong 12"),
        ("sửa tỉnh thành Bình Định", "sửa tỉnh thành <DIA_CHI>", "Bình Định"),
        ("sửa thành phố thành Đà Nẵng", "sửa thành phố thành <DIA_CHI>", "Đà Nẵng"),
        ("sua dia chi thanh 15 le loi", "sua dia chi thanh <DIA_CHI>", "15 le loi"),
        ("sửa số nhà thành 15/3 Lê Lợi, tổ 4", "sửa số nhà thành <DIA_CHI>", "15/3 Lê Lợi, tổ 4"),
        ("sửa cơ quan thành BHXH quận 1", "sửa cơ quan thành <DIA_CHI>", "BHXH quận 1"),
        ("quận 1 chứ không phải quận 5", "quận <DIA_CHI> chứ không phải quận 5", "quận 1"),
        ("không phải quận 5 mà là quận 1", "không phải quận 5 mà là quận <DIA_CHI>", "quận 1"),
        ("sai rồi, quận 3 mới đúng", "sai rồi, quận <DIA_CHI> mới đúng", "quận 3"),
        ("à nhầm, phường 12", "à nhầm, phường <DIA_CHI>", "phường 12"),
    ],
)
def test_a_correction_of_an_address_holds_its_new_value(field: str, text: str, expected: str, value: str) -> None:
    assert masked(text, field) == expected
    assert found(text, field) == [("DIA_CHI", value)]


@pytest.mark.parametrize(
    "text", ["sửa quận", "đổi phường có được không", "sai ở đâu", "sửa địa chỉ thành nơi ở mới được không", "sửa lại số điện thoại"]
)  # fmt: skip
def test_a_wish_to_correct_holds_no_value(text: str) -> None:
    assert masked(text, "confirm") == text


def test_outside_of_a_form_there_is_nothing_to_correct() -> None:
    assert masked("đổi nơi khám từ quận 5 thành quận 1") == "đổi nơi khám từ quận 5 thành quận 1"


def test_the_field_asked_decides_the_kind_and_short_numbers_count() -> None:
    assert found("79123", "bhxh_code") == [("MA_SO", "79123")]
    assert found("91234567", "phone") == [("DIEN_THOAI", "91234567")]
    assert found("0912345678", "bhxh_code") == [("MA_SO", "0912345678")]
    assert found("DN4797912345678", "bhxh_code") == [("THE", "DN4797912345678")]
    assert found("sửa lại tên thành Nguyễn Văn Bình", "street") == [("HO_TEN", "Nguyễn Văn Bình")]
    assert found("abc.gmail.com", "email") == [("EMAIL", "abc.gmail.com")]


@pytest.mark.parametrize("field", ["person_name", "person_province", "full_name", "district"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sinh 12/3/85", "sinh <NGAY>"),
        ("12/03/1985", "<NGAY>"),
        ("Ba tôi sinh ngày 2 tháng 3 năm 1955", "Ba tôi sinh <NGAY>"),
        ("sn 1955", "sn <NGAY>"),
    ],
)
def test_a_day_of_birth_is_no_name_and_no_place(field: str, text: str, expected: str) -> None:
    assert masked(text, field) == expected


@pytest.mark.parametrize("text", ["12/3/85", "12/3/85 Trần Hưng Đạo"])
def test_a_street_number_that_looks_like_a_day_stays_an_address(text: str) -> None:
    assert found(text, "street") == [("DIA_CHI", text)]


@pytest.mark.parametrize("number", ["TD-000001", "td 000001", "PA-079-7K4Q-9M2X", "pa-079-7k4q-9m2x"])
def test_the_number_of_a_case_is_never_taken_for_a_code_by_sms(number: str) -> None:
    assert found(f"{number} duyet chua", "otp", otp=True) == [("HO_SO", number)]


def test_with_an_otp_pending_every_short_number_is_one() -> None:
    assert found("123 456", otp=True) == [("OTP", "123 456")]
    assert found("mã là 1 2 3 4 5 6 ạ", "otp", otp=True) == [("OTP", "1 2 3 4 5 6")]
    assert found("2024", otp=True) == [("OTP", "2024")]
    assert found("2024") == []


def test_what_is_wrong_is_kept_with_the_value() -> None:
    def problem(text: str, field: str | None = None) -> tuple[str, str] | None:
        [value] = [read(piece) for piece in mask(text, field) if isinstance(piece, Found)]
        return value.problem

    short = problem("thẻ DN479791234567")
    assert short is not None and short[0] == "card.length" and "14" in short[1]
    letter_o = problem("DN4O97912345678")
    assert letter_o is not None and letter_o[0] == "card.letter_o"
    code = problem("791234567", "bhxh_code")
    assert code is not None and code[0] == "code.length"
    assert problem("DN4797912345678") is None


def test_orders_to_the_engine_are_made_harmless() -> None:
    assert masked("/restart") == "restart"
    assert masked(" //// cung_cap{}") == "cung_cap{}"
    assert masked("/") == "?"
    assert "[" not in masked("cho xem [THE_1] và [BANG_2:masked]")


def test_every_asked_kind_exists() -> None:
    assert {Kind.THE, Kind.OTP} <= set(Kind)
