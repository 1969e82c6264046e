"""Which names are spellings of one, which need an officer's eyes, and which are another person's."""

import pytest

from backend.households.names import Likeness, compare

SAME = [
    ("Nguyễn Thị Thu Hà", "NGUYỄN THỊ THU HÀ"),
    ("Trần Thuý Hoà", "Trần Thúy Hòa"),
    ("Lê Thị Mỹ Lý", "Lê Thị Mĩ Lí"),
    ("Phạm Quý Kỳ", "Phạm Quí Kì"),
    ("Đặng  Văn   Đức", "Đặng Văn Đức"),
    ("Nguyễn Văn An", "Nguyen Van An"),
    ("H'Hen Niê", "H Hen Niê"),
    ("Trần Văn Bình", "Tra\u0302\u0300n Văn Bình"),
]
NEAR = [
    ("Nguyễn Văn An", "Nguyễn Vân An"),
    ("Trần Thị Thu Hà", "Trần Thị Thu Hạ"),
    ("Trần Mai Thy", "Trần Mai Thi"),
    ("Nguyễn Thị Hoa", "Nguyễn Thị Hao"),
    ("Nguyễn Thị Hoa", "Nguyễn Thị Hoan"),
]
OTHER = [
    ("Nguyễn Văn An", "Nguyễn Văn Bình"),
    ("Nguyễn Văn An", "Nguyễn An"),
    ("Nguyễn Thị Hoa", "Nguyễn Thị Hồng"),
    ("An Văn Nguyễn", "Nguyễn Văn An"),
]


@pytest.mark.parametrize(("declared", "registered"), SAME)
def test_spellings_of_one_name(declared: str, registered: str) -> None:
    found = compare(declared, registered)
    assert found.likeness is Likeness.SAME
    assert not any(piece.differs for piece in (*found.declared, *found.registered))


@pytest.mark.parametrize(("declared", "registered"), NEAR)
def test_a_mark_or_a_letter_is_for_the_officer(declared: str, registered: str) -> None:
    assert compare(declared, registered).likeness is Likeness.NEAR
    assert compare(registered, declared).likeness is Likeness.NEAR


@pytest.mark.parametrize(("declared", "registered"), OTHER)
def test_other_names(declared: str, registered: str) -> None:
    assert compare(declared, registered).likeness is Likeness.OTHER


def test_what_differs_is_marked_on_both_sides() -> None:
    found = compare("Nguyễn Thị Thu Hà", "Nguyễn Thị Hạ")
    assert [piece.text for piece in found.declared if piece.differs] == ["Thu", "Hà"]
    assert [piece.text for piece in found.registered if piece.differs] == ["Hạ"]
    assert [piece.text for piece in found.declared] == ["Nguyễn", "Thị", "Thu", "Hà"]
