"""Templates: named placeholders, versions, and the wording of the mass notice."""

import pytest

from kit.problems import Problem
from sms_gateway import templates
from sms_gateway.schema import Lane
from sms_gateway.seeds import seed
from sms_gateway.text import measure
from tests.sms_gateway.world import World

NOTICE = (
    "Để khai báo thông tin y tế điện tử, Ông (Bà) {ho_ten} sử dụng mã số BHXH: {ma_so_bhxh}. "
    "Liên hệ tổng đài 19009696 nếu cần hỗ trợ"
)


def test_the_mass_notice_is_seeded_word_for_word(world: World) -> None:
    found = world.template("thong_bao_ma_so")
    assert (found.body, found.lane, found.khong_dau) == (NOTICE, Lane.BULK, False)
    assert found.fields == ("ho_ten", "ma_so_bhxh")


def test_seeding_again_keeps_what_the_operator_changed(world: World) -> None:
    with world.engine.begin() as connection:
        templates.create(connection, "tiep_nhan", "Đã nhận hồ sơ {so_ho_so}.", Lane.TRANSACTIONAL)
        assert seed(connection, world.config) == []
        assert templates.find(connection, "tiep_nhan").version == 2
        names = [found.name for found in templates.listing(connection)]
        assert names == sorted(set(names))
        assert {"otp", "tai_khoan", "thong_bao_ma_so", "tiep_nhan", "tu_choi"} < set(names)


def test_the_otp_costs_one_segment(world: World) -> None:
    values = {"ma_otp": "123456", "muc_dich": "xem lịch sử khám chữa bệnh", "so_phut": "5"}
    found = world.template("otp")
    body = templates.render(found.body, values, found.khong_dau)
    assert "123456" in body
    assert measure(body) == ("gsm7", 1, len(body))


def test_render_tidies_values_and_reads_no_attributes() -> None:
    body = "Ông/Bà {ho_ten}: {ma}"
    assert (
        templates.render(body, {"ho_ten": " Đỗ\u200b\nVăn A\u0300 ", "ma": "{ho_ten}"}) == "Ông/Bà Đỗ Văn À: {ho_ten}"
    )


@pytest.mark.parametrize("values", [{}, {"ho_ten": ""}, {"ho_ten": " \t"}, {"HO_TEN": "x"}])
def test_missing_data_is_refused_by_name(values: dict[str, str]) -> None:
    with pytest.raises(Problem) as refused:
        templates.render("Chào {ho_ten}", values)
    assert refused.value.code == "personalisation_missing"
    assert refused.value.errors is not None
    assert refused.value.errors[0]["field"] == "personalisation.ho_ten"


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("Tên Xấu", "x", "template_name"),
        ("ten", " \n", "template_empty"),
        ("ten", "x" * 1531, "template_long"),
        ("ten", "Chào {Họ tên}", "template_braces"),
        ("ten", "Chào {a.__class__}", "template_braces"),
        ("ten", "Chào {ho_ten", "template_braces"),
    ],
)
def test_what_a_template_may_not_be(world: World, name: str, body: str, code: str) -> None:
    with world.engine.begin() as connection, pytest.raises(Problem) as refused:
        templates.create(connection, name, body, Lane.BULK)
    assert (refused.value.status, refused.value.code) == (422, code)
