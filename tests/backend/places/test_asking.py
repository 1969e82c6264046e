"""What a sentence of the chat asks of the directory."""

import pytest

from backend.places import Kind
from backend.places.asking import read


@pytest.mark.parametrize(
    ("kind", "sentence", "query"),
    [
        (Kind.AGENCY, "bhxh quận 5 ở đâu vậy em", "quan5"),
        (Kind.AGENCY, "cho tôi hỏi địa chỉ cơ quan bảo hiểm xã hội huyện Tuy Phước", "huyen tuy phuoc"),
        (Kind.FACILITY, "bệnh viện Nguyễn Tri Phương có khám bảo hiểm y tế không", "benh vien nguyen tri phuong"),
        (Kind.EMPLOYER, "tìm công ty TNHH Hoa Sen ở Bình Dương", "cong ty trach nhiem huu han hoa sen binh duong"),
        (Kind.COLLECTION_POINT, "đóng bhyt hộ gia đình chỗ nào ở quận 5", "quan5"),
    ],
)
def test_fillers_are_left_out(kind: Kind, sentence: str, query: str) -> None:
    asked = read(kind, sentence)
    assert asked.wanted.query == query and asked.place and asked.narrow


def test_a_province_alone_is_not_narrow_and_nothing_is_no_place() -> None:
    province = read(Kind.FACILITY, "danh sách cơ sở khám chữa bệnh bhyt ở Cần Thơ")
    assert province.place and not province.narrow
    assert not read(Kind.FACILITY, "bệnh viện nào gần nhà tôi nhất").place
    assert read(Kind.FACILITY, "bệnh viện nào ở quận 5 cấp giấy nghỉ ốm").wanted.sick_leave
