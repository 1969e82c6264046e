"""The directory's search, on both databases: without marks, in any order, abbreviated, and with anything typed into it."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.database import Database
from backend.places import Draft, Kind, Wanted, districts, entry, save, search, seed_agencies
from backend.places.words import words

HOSPITALS = [
    Draft(Kind.FACILITY, "79001", "Bệnh viện Nguyễn Trãi", "79", "Quận 5", address="314 Nguyễn Trãi", sick_leave=True),
    Draft(Kind.FACILITY, "79002", "Bệnh viện Quận 5", "79", "Quận 5", sick_leave=True),
    Draft(Kind.FACILITY, "79003", "Trung tâm Y tế Quận 10", "79", "Quận 10"),
    Draft(Kind.FACILITY, "79004", "Phòng khám Đa khoa Quận 1", "79", "Quận 1"),
    Draft(
        Kind.FACILITY, "01001", "Bệnh viện Đa khoa Đống Đa", "01", "quận Đống Đa", address="192 phố Nguyễn Lương Bằng"
    ),
    Draft(Kind.FACILITY, "22001", "Bệnh viện Đa khoa tỉnh Quảng Ninh", "22", "thành phố Hạ Long", sick_leave=True),
    Draft(Kind.FACILITY, "92001", "Trạm Y tế phường 5, quận 11", "79", "Quận 11"),
]


@pytest.fixture
def filled(database: Database) -> Iterator[Database]:
    with database.begin() as session:
        save(session, HOSPITALS)
        save(session, [Draft(Kind.EMPLOYER, "TA1", "Công ty TNHH May Nguyễn Trãi", "79", "Quận 5")])
    yield database


def codes(database: Database, query: str, **narrowed: object) -> list[str]:
    with database.reading() as session:
        return [found.code for found in search(session, Wanted(Kind.FACILITY, query, **narrowed)).entries]  # type: ignore[arg-type]


def test_what_people_write_finds_what_they_mean(filled: Database) -> None:
    for written, first in {
        "bệnh viện nguyễn trãi": "79001",
        "BV NGUYEN TRAI": "79001",
        "trãi nguyễn bv": "79001",
        "nguyen tr": "79001",
        "bv q5": "79002",
        "b\u00eanh vie\u0323\u0302n Qu\u00e2\u0323n 05": "79002",
        "ttyt q.10 tphcm": "79003",
        "bvdk tinh quang ninh": "22001",
        "dong da ha noi": "01001",
        "79003": "79003",
    }.items():
        assert codes(filled, written)[0] == first, written


def test_a_number_is_no_beginning_of_another(filled: Database) -> None:
    assert codes(filled, "quận 1") == ["79004"]
    assert codes(filled, "trạm y tế quận 5") != ["92001"]


def test_the_kind_the_place_and_sick_leave_narrow(filled: Database) -> None:
    assert codes(filled, "nguyễn trãi", province="79") == ["79001"]
    assert codes(filled, "bệnh viện", province="01") == ["01001"]
    assert codes(filled, "", province="79", district="Quận 5") == ["79001", "79002"]
    assert codes(filled, "bệnh viện", province="79", district="Quận 5", sick_leave=True) == ["79002", "79001"]
    assert codes(filled, "", sick_leave=True, province="22") == ["22001"]
    with filled.reading() as session:
        assert [one.code for one in search(session, Wanted(Kind.EMPLOYER, "nguyen trai")).entries] == ["TA1"]
        assert districts(session, Kind.FACILITY, "79") == ["Quận 1", "Quận 5", "Quận 10", "Quận 11"]


def test_a_word_too_many_still_finds_and_says_that_it_is_not_exact(filled: Database) -> None:
    with filled.reading() as session:
        found = search(session, Wanted(Kind.FACILITY, "bệnh viện đống đa cơ sở hai mươi"))
        assert [one.code for one in found.entries] == ["01001"] and not found.exact
        assert search(session, Wanted(Kind.FACILITY, "nguyễn trãi")).exact


def test_what_is_cut_off_is_told(filled: Database) -> None:
    with filled.reading() as session:
        found = search(session, Wanted(Kind.FACILITY, "bệnh viện"), limit=2)
        assert len(found.entries) == 2 and found.more
        listed = search(session, Wanted(Kind.FACILITY), limit=2)
        assert len(listed.entries) == 2 and listed.more


@pytest.mark.parametrize(
    "written",
    ['"', '" OR "a" NEAR("b")', "name:x AND NOT y", "terms MATCH *", "a'b; DROP TABLE directory_entry; --", "!&|<->:*()", "%_\\", "\x00", "k_facility p_79 s_leave", "🏥 " * 50, "a " * 5000],
)  # fmt: skip
def test_search_syntax_is_only_text(filled: Database, written: str) -> None:
    codes(filled, written)
    assert codes(filled, "bv q5")[0] == "79002"


def test_a_changed_entry_is_found_by_its_new_name_alone(filled: Database) -> None:
    with filled.begin() as session:
        save(session, [Draft(Kind.FACILITY, "79002", "Bệnh viện An Bình", "79", "Quận 5")])
    assert codes(filled, "an bình") == ["79002"]
    assert codes(filled, "bệnh viện quận 5") == ["79002", "79001"]  # by their place alone now
    with filled.reading() as session:
        [found] = search(session, Wanted(Kind.FACILITY, "an bình")).entries
        assert entry(session, found.id) == found and entry(session, 10**9) is None


def test_the_shipped_agencies_are_there_once(filled: Database, config: object) -> None:
    for _ in range(2):
        seed_agencies(config)  # type: ignore[arg-type]
    with filled.reading() as session:
        [district, *_] = search(session, Wanted(Kind.AGENCY, "bhxh q5 tphcm")).entries
        assert (district.code, district.phone[:13]) == ("07915", "028 3950 8860")
        [office, *_] = search(session, Wanted(Kind.AGENCY, "bhxh cơ sở chợ lớn")).entries
        assert office.address == "23-25A Ngô Quyền, P. Chợ Lớn" and office.province is not None
        everything = search(session, Wanted(Kind.AGENCY), limit=2000).entries
        assert len(everything) == 777
        assert not any(
            mark in one.address + one.phone + one.area for one in everything for mark in ("recalled", "(2020")
        )


@given(st.text(max_size=60))
def test_words_are_letters_and_digits_and_stay_the_same(written: str) -> None:
    found = words(written)
    assert all(word.isascii() and word.isalnum() for word in found)
    assert words(" ".join(found)) == found
