"""Every field of form 01: what it takes, in which normal form, and how it says no."""

import pytest

from backend.registration.agencies import agencies
from backend.registration.commune import listed
from backend.registration.fields import (
    FIELDS,
    FORMS,
    address,
    contradicted,
    missing,
    parse_field,
    remaining,
    show_field,
    show_in,
    summary,
)
from backend.registration.kinds import Kind
from bhxh.problems import InvalidValue

HCM = {"province": "079"}

GOOD = [
    ("bhxh_code", "7912345678", "7912345678"),
    ("bhxh_code", " 79 1234-5678 ", "7912345678"),
    ("full_name", "nguyễn thị thu hà", "Nguyễn Thị Thu Hà"),
    ("full_name", "Nguye\u0302\u0303n Thi\u0323 Thu Ha\u0300", "Nguyễn Thị Thu Hà"),
    ("personal_id", "079 085 001 234", "079085001234"),
    ("personal_id", "023456789", "023456789"),
    ("personal_id", "c1234567", "C1234567"),
    ("province", "TP. Hồ Chí Minh", "079"),
    ("province", "tphcm", "079"),
    ("province", "tinh binh dinh", "052"),
    ("district", "q5", "07915"),
    ("district", "Q.5", "07915"),
    ("district", "quan 05", "07915"),
    ("district", "Quận 5, TP.HCM", "07915"),
    ("district", "5", "07915"),
    ("district", "07915", "07915"),
    ("district", "h. nha be", "07923"),
    ("district", "TP Thủ Đức", "07903"),
    ("commune", "p11", "Phường 11"),
    ("commune", "P. 11", "Phường 11"),
    ("commune", "11", "Phường 11"),
    ("commune", "phường 05", "Phường 5"),
    ("commune", "x. Phước Sơn", "xã Phước Sơn"),
    ("commune", "tt Tuy Phước", "thị trấn Tuy Phước"),
    ("commune", "Phước Sơn", "Phước Sơn"),
    ("commune", "Phan Thanh", "Phan Thanh"),
    ("commune", "Xuân Hòa", "Xuân Hòa"),
    ("street", " 12/5  Trần Hưng Đạo,\nkhu phố 3. ", "12/5 Trần Hưng Đạo, khu phố 3."),
    ("street", "Thôn Phong Tấn", "Thôn Phong Tấn"),
    ("phone", "+84 912.345.678", "84912345678"),
    ("phone", "01692345678", "84392345678"),
    ("email", "Thu.Ha+bhxh@Example.COM", "Thu.Ha+bhxh@example.com"),
    ("email", "thuha@mail.com.vn.", "thuha@mail.com.vn"),
    ("agency", "07915", "07915"),
    ("agency", "[07915] BHXH Quận 5", "07915"),
    ("agency", "bhxh quan 5", "07915"),
    ("agency", "Bảo hiểm xã hội Quận Gò Vấp", "07905"),
    ("agency", "079", "079"),
    ("agency", "BHXH TPHCM", "079"),
]

QUAN_5 = {"province": "079", "district": "07915"}
COMMUNES = [
    ("p11", "Phường 11"),
    ("phuong cho quan", "Phường Chợ Quán"),
    ("phường 8", "Phường 8"),  # joined to another in 2024, and still on people's papers
    ("Xã Xuân Hòa", "xã Xuân Hòa"),
]

BAD = [
    ("bhxh_code", "791234567", "code.length"),
    ("bhxh_code", "79O2345678", "code.letter_o"),
    ("bhxh_code", "", "code.empty"),
    ("full_name", "Hà", "name.one_word"),
    ("full_name", "Nguyen Thi Thu Ha", "name.no_accents"),
    ("full_name", "<b>Nguyễn</b> Hà", "name.characters"),
    ("personal_id", "07908500123", "personal_id.length"),
    ("personal_id", "999085001234", "personal_id.place"),
    ("personal_id", "không có", "personal_id.format"),
    ("province", "Atlantis", "registration.province.unknown"),
    ("province", "Bình Đin", "registration.province.near"),
    ("province", "Bộ Quốc phòng", "registration.province.unknown"),
    ("district", "Quận 99", "registration.district.near"),
    ("district", "Hoàn Kiếm", "registration.district.unknown"),
    ("district", "00102", "registration.district.unknown"),
    ("district", "Bình", "registration.district.near"),
    ("district", "", "registration.district.unknown"),
    ("commune", "", "registration.commune.empty"),
    ("commune", "Phường", "registration.commune.empty"),
    ("commune", "phường <script>", "registration.commune.characters"),
    ("commune", "0", "registration.commune.characters"),
    ("commune", "700000", "registration.commune.characters"),
    ("commune", "a" * 61, "registration.commune.too_long"),
    ("street", "", "registration.street.empty"),
    ("street", "...", "registration.street.too_short"),
    ("street", "5", "registration.street.too_short"),
    ("street", "12 <b>Trần</b>", "registration.street.characters"),
    ("street", "12 Trần Hưng Đạo 😀", "registration.street.characters"),
    ("street", "a" * 121, "registration.street.too_long"),
    ("phone", "0283950886", "phone.not_mobile"),
    ("phone", "091234567", "phone.length"),
    ("phone", "gọi cho tôi", "phone.digits"),
    ("email", "thuha", "registration.email.format"),
    ("email", "thuha@", "registration.email.format"),
    ("email", "thu..ha@gmail.com", "registration.email.format"),
    ("email", "thuhà@gmail.com", "registration.email.accents"),
    ("email", "thu ha@gmail.com", "registration.email.accents"),
    ("email", "a" * 250 + "@gmail.com", "registration.email.too_long"),
    ("email", "a" * 65 + "@gmail.com", "registration.email.format"),
    ("agency", "00102", "registration.agency.unknown"),
    ("agency", "BHXH Hoàn Kiếm", "registration.agency.unknown"),
    ("agency", "BHXH Bình", "registration.agency.near"),
    ("nothing", "x", "registration.unknown_field"),
]


@pytest.mark.parametrize(("name", "written", "value"), GOOD)
def test_takes_usual_spellings(name: str, written: str, value: str) -> None:
    assert parse_field(name, written, HCM) == value


@pytest.mark.parametrize(("name", "written", "code"), BAD)
def test_says_what_is_wrong(name: str, written: str, code: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        parse_field(name, written, HCM)
    assert refused.value.code == code
    assert refused.value.detail.endswith((".", "?"))
    assert refused.value.example or name == "nothing"


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_own_example_is_taken(field) -> None:
    value = parse_field(field.name, field.example, HCM)
    assert parse_field(field.name, show_field(field.name, value), HCM) == value, "what is shown can be typed again"


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize(
    "written", ["\0", "😀" * 2000, "x" * 20_000, "'; DROP TABLE--", "<script>", "\u202e1234", "%s{0}"]
)
def test_hostile_text_is_refused_or_harmless(name: str, written: str) -> None:
    try:
        value = parse_field(name, written, HCM)
    except InvalidValue:
        return
    assert len(value) < 300
    assert not set(value) & set("<>\0\u202e")


def test_ambiguous_district_lists_the_places() -> None:
    with pytest.raises(InvalidValue) as refused:
        parse_field("district", "Kỳ Anh", {"province": "042"})
    assert refused.value.code == "registration.district.ambiguous"
    assert "huyện Kỳ Anh; thị xã Kỳ Anh" in refused.value.detail
    assert parse_field("district", "tx ky anh", {"province": "042"}) == "04213"


def test_ambiguous_agency_lists_province_and_town() -> None:
    with pytest.raises(InvalidValue) as refused:
        parse_field("agency", "Hải Dương", {"province": "030"})
    assert "[030] BHXH tỉnh Hải Dương; [03001] BHXH thành phố Hải Dương" in refused.value.detail
    assert parse_field("agency", "BHXH tỉnh Hải Dương", {"province": "030"}) == "030"


@pytest.mark.parametrize(("written", "value"), COMMUNES)
def test_a_known_commune_gets_its_official_name_and_another_stays(written: str, value: str) -> None:
    assert parse_field("commune", written, QUAN_5) == value
    assert parse_field("commune", value, QUAN_5) == value


def test_a_commune_of_several_of_its_name_is_asked_for() -> None:
    with pytest.raises(InvalidValue) as refused:
        parse_field("commune", "yen vien", {"province": "001", "district": "00112"})
    assert refused.value.code == "registration.commune.ambiguous"
    assert refused.value.options == ("thị trấn Yên Viên", "xã Yên Viên")
    assert "huyện Gia Lâm" in refused.value.detail
    for option in refused.value.options:
        assert parse_field("commune", option, {"province": "001", "district": "00112"}) == option


def test_a_commune_nearly_of_a_name_is_asked_about_and_taken_when_given_again() -> None:
    with pytest.raises(InvalidValue) as refused:
        parse_field("commune", "Phường Chợ Lớm", QUAN_5)
    assert (refused.value.code, refused.value.options) == ("registration.commune.near", ("Phường Chợ Lớn",))
    again = {**QUAN_5, "commune_asked": "phuong cho lom"}
    assert parse_field("commune", "Phường Chợ Lớm", again) == "Phường Chợ Lớm"
    with pytest.raises(InvalidValue):
        parse_field("commune", "Phường An Đôn", again)


def test_the_address_says_what_the_commune_belongs_to_today() -> None:
    values = {**QUAN_5, "commune": "Phường 11", "street": "12 Trần Hưng Đạo"}
    told = "12 Trần Hưng Đạo, Phường 11, Quận 5, TP. Hồ Chí Minh (nay thuộc Phường Chợ Lớn, TP. Hồ Chí Minh)"
    assert address(values) == told
    assert show_in("commune", {**values, "commune": "Phường 8"}) == "Phường 8"
    assert show_in("commune", {**values, "commune": "Phường Chợ Quán"}) == "Phường Chợ Quán"
    moved = {"province": "052", "district": "05210", "commune": "xã Phước Sơn", "street": "x"}
    assert show_in("commune", moved) == "xã Phước Sơn (nay thuộc xã Tuy Phước Đông, Gia Lai)"
    assert address({**values, "commune": "Phường 8"}).endswith("Phường 8, Quận 5, TP. Hồ Chí Minh")


def test_every_district_has_its_list() -> None:
    assert not [code for code in agencies() if len(code) == 5 and not listed(code)]


def test_never_more_than_five_options() -> None:
    with pytest.raises(InvalidValue) as refused:
        parse_field("district", "Quận", {"province": "079"})
    assert refused.value.detail.count(";") <= 4


@pytest.mark.parametrize("name", ["district", "agency"])
def test_province_comes_first(name: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        parse_field(name, "Quận 5", {})
    assert refused.value.code == "registration.province_first"


def test_only_email_may_be_left_out() -> None:
    assert parse_field("email", None, {}) == ""
    assert show_field("email", "") == "Không có"
    for name in FIELDS.keys() - {"email"}:
        with pytest.raises(InvalidValue) as refused:
            parse_field(name, None, HCM)
        assert refused.value.code == "registration.required"


def test_changes_take_dependent_fields_with_them() -> None:
    values = {"province": "052", "district": "07915", "commune": "Phường 11", "street": "x", "agency": "07915"}
    assert contradicted("province", values) == ("district", "commune", "agency")
    assert contradicted("province", {**values, "province": "079"}) == ()
    assert contradicted("district", {**values, "district": "07916"}) == ("commune", "agency")
    assert contradicted("district", {"district": "07916", "agency": "079"}) == ()
    assert contradicted("phone", values) == ()


def test_missing_and_remaining_keep_the_form_order() -> None:
    assert missing({}) == [name for name in FORMS[Kind.ACCOUNT] if name != "email"]
    assert remaining({"email": "", "province": "079"})[:4] == ["bhxh_code", "full_name", "personal_id", "district"]
    assert [label for label, _ in summary({})] == [FIELDS[name].label for name in FORMS[Kind.ACCOUNT]]
