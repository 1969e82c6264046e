"""The register of communes: what it holds, and that people's spellings find it."""

from __future__ import annotations

import csv
import tracemalloc
import unicodedata
from collections import Counter
from importlib import resources

import pytest

from bhxh.commune_names import find_commune, split_kind
from bhxh.communes import communes_of
from bhxh.places import provinces
from bhxh.text import fold

ROWS = list(
    csv.DictReader(resources.files("bhxh").joinpath("data", "communes.csv").read_text(encoding="utf-8").splitlines())
)
DISTRICTS = sorted({row["district"] for row in ROWS})
EVERY = [(district, commune) for district in DISTRICTS for commune in communes_of(district)]
KINDS = {"Phường", "thị trấn", "xã", "đặc khu"}


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, fold(name))).replace("y", "i")


def test_the_list_is_whole() -> None:
    communes = [row for row in ROWS if row["name"]]
    assert (len(communes), len(DISTRICTS)) == (10_035, 696)
    assert len({(unit, row["province_today"]) for row in ROWS for unit in row["today"].split("|")}) == 3_321
    assert {row["province_today"] for row in ROWS} == {each.name_2025 for each in provinces() if each.name_2025}
    assert len({row["code"] for row in communes}) == len(communes)
    assert max(Counter((row["district"], row["name"]) for row in communes).values()) == 1
    assert [row["district"] for row in ROWS if not row["name"]] == ["318", "471", "498", "536", "755"]
    for row in ROWS:
        assert unicodedata.is_normalized("NFC", "".join(row.values()))
        for name in filter(None, (row["name"], *row["today"].split("|"))):
            assert split_kind(name)[0] in KINDS and name == " ".join(name.split())


def test_wards_of_2026() -> None:
    found = find_commune("xa long thanh", "740").commune  # the name of 1/7/2025 to 29/4/2026
    assert found is not None
    assert (found.name, found.today, found.province) == ("thị trấn Long Thành", ("Phường Long Thành",), "Đồng Nai")
    ours = {unit for row in ROWS if row["province_today"] == "Đồng Nai" for unit in row["today"].split("|")}
    assert sum(unit.startswith("Phường ") for unit in ours) == 33
    assert len(ours) == 95


def test_rows_stand_by_district_as_the_reader_wants_them() -> None:
    assert [row["district"] for row in ROWS] == sorted(row["district"] for row in ROWS)


def test_every_commune_is_found_by_its_own_name() -> None:
    for district, commune in EVERY:
        assert find_commune(commune.name, district).commune == commune
        assert find_commune(f"  {commune.name.upper()}. ", district).commune == commune


def test_every_commune_is_found_or_offered_without_its_marks() -> None:
    for district, commune in EVERY:
        found = find_commune(fold(commune.name), district)
        names = found.options if found.commune is None else (found.commune.name,)
        # "xa nghia hung" is "xã Nghĩa Hùng" and "xã Nghĩa Hưng": then both are offered. "Avương" and "A Vương" are one.
        assert _letters(commune.name) in set(map(_letters, names))
        assert found.commune is not None or found.ambiguous


FOUND = [
    ("774", "p11", "Phường 11"),
    ("774", "P. 11", "Phường 11"),
    ("774", "11", "Phường 11"),
    ("774", "phường 05", "Phường 5"),
    ("774", "phuong cho quan", "Phường Chợ Quán"),
    ("774", "Phường Chợ Quan", "Phường Chợ Quán"),
    ("774", "Cho Quna", "Phường Chợ Quán"),
    ("774", "choquan", "Phường Chợ Quán"),
    ("774", "CHO\u031b\u0323 LO\u031b\u0301N", "Phường Chợ Lớn"),
    ("001", "p. phuc xa", "Phường Phúc Xá"),
    ("001", "xã Phúc Xá", "Phường Phúc Xá"),  # a wrong kind is forgiven
    ("016", "soc son", "thị trấn Sóc Sơn"),  # the former one ahead of today's xã Sóc Sơn
    ("016", "xa soc son", "xã Sóc Sơn"),
    ("474", "Phường Đúc", "Phường Phường Đúc"),
    ("474", "Thuận Lộc", "Phường Thuận Lộc"),  # stands under quận Phú Xuân on 30/6/2025
    ("413", "p nghi thuy", "Phường Nghi Thủy"),
    ("763", "tang nhon phu a", "Phường Tăng Nhơn Phú A"),
    ("536", "ly son", "đặc khu Lý Sơn"),
    ("088", "phường sa pa", "Phường Sa Pa"),
]


@pytest.mark.parametrize(("district", "written", "name"), FOUND)
def test_usual_spellings_are_found(district: str, written: str, name: str) -> None:
    found = find_commune(written, district).commune
    assert found is not None and found.name == name


ASKED = [
    ("774", "Phường Chợ Lớm", ("Phường Chợ Lớn",), False),  # "lớm" may be a name
    ("020", "xã Đại Ảng", ("xã Đại Áng",), False),  # marks that were typed count
    ("018", "yen vien", ("thị trấn Yên Viên", "xã Yên Viên"), True),
    ("361", "xa nghia hung", ("xã Nghĩa Hùng", "xã Nghĩa Hưng"), True),
    ("088", "phuong sa pa", ("Phường Sa Pa", "Phường Sa Pả"), True),
    ("509", "quế xuân", ("xã Quế Xuân 1", "xã Quế Xuân 2"), False),
]


@pytest.mark.parametrize(("district", "written", "options", "ambiguous"), ASKED)
def test_what_may_be_meant_otherwise_is_asked(
    district: str, written: str, options: tuple[str, ...], ambiguous: bool
) -> None:
    found = find_commune(written, district)
    assert found.commune is None
    assert (set(found.options), found.ambiguous) == (set(options), ambiguous)


@pytest.mark.parametrize("written", ["Phường 8", "phường 15", "xã Lam Sơn", "", "Phường", "99", "😀", "\0", "x" * 5000])
def test_what_is_not_listed_is_neither_found_nor_guessed(written: str) -> None:
    found = find_commune(written, "774")
    assert found.commune is None and not found.options


def test_unknown_districts_have_no_communes() -> None:
    for district in ("", "999", "2021", "dis", "../"):
        assert communes_of(district) == ()


def test_a_divided_commune_names_all_its_units() -> None:
    found = find_commune("dai ang", "020").commune
    assert found is not None and found.today == ("xã Ngọc Hồi", "xã Thường Tín") and found.province == "Hà Nội"


def test_the_list_is_not_kept_in_memory() -> None:
    communes_of.cache_clear()
    tracemalloc.start()
    try:
        for district in DISTRICTS[:64]:
            find_commune("xã Không Có", district)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 2 << 20, kept
