"""`bhxh import directory`: files of any kind, wrong rows named, the same file twice."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from backend.database import Database
from backend.places import Kind, Wanted, names, search, table
from backend.places.importing import FileRefused, import_directory
from tests.support.archives import bomb

HEADER = "ma,ten,tinh,quan_huyen,dia_chi,vi_do,kinh_do,cap_giay_nghi\n"
GOOD = (
    HEADER
    + '79001,Bệnh viện Mẫu,79,Quận 5,"1 đường A, phường 2",10.75,106.66,có\n79002,Trạm Y tế Mẫu,Hồ Chí Minh,Quận 5,,,,\n'
)


def stored(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.write_text(content, encoding=encoding)
    return path


def test_rows_are_stored_once_and_changes_are_told(database: Database, tmp_path: Path) -> None:
    report = import_directory(database, stored(tmp_path / "a.csv", GOOD), Kind.FACILITY, actor="test")
    assert report.counts == {"added": 2, "changed": 0, "unchanged": 0} and not report.rejected
    again = import_directory(database, tmp_path / "a.csv", Kind.FACILITY, actor="test")
    assert again.counts == {"added": 0, "changed": 0, "unchanged": 2}
    changed = stored(tmp_path / "b.csv", GOOD.replace("Bệnh viện Mẫu", "Bệnh viện Khác"))
    assert import_directory(database, changed, Kind.FACILITY, actor="test").counts["changed"] == 1
    with database.reading() as session:
        [found] = search(session, Wanted(Kind.FACILITY, "bv khac", sick_leave=True)).entries
        assert (found.latitude, found.longitude, found.address) == (10.75, 106.66, "1 đường A, phường 2")
        assert not search(session, Wanted(Kind.FACILITY, "bv mau", sick_leave=True)).exact


def test_facilities_have_the_codes_of_claims_however_a_list_writes_them(database: Database, tmp_path: Path) -> None:
    written = ("79-024", "1001", "01 - 002", "79.025", "PK-Mẫu")
    rows = "".join(
        f"{code},Bệnh viện {at},{code[:2] if code[0] == '7' else '01'},,,,,\n" for at, code in enumerate(written)
    )
    path = stored(tmp_path / "a.csv", HEADER + rows + "01001,Hai lần,01,,,,,\n")
    report = import_directory(database, path, Kind.FACILITY, actor="test")
    assert [(problem.row, problem.column) for problem in report.problems] == [(7, "ma")]
    known = {"79024": "Bệnh viện 0", "01001": "Bệnh viện 1", "01002": "Bệnh viện 2", "79025": "Bệnh viện 3"}
    with database.reading() as session:
        assert names(session, Kind.FACILITY, [*known, "79026"]) == known
        assert names(session, Kind.FACILITY, ["PK-Mẫu"]) == {"PK-Mẫu": "Bệnh viện 4"}
        assert names(session, Kind.EMPLOYER, ["79024"]) == {}


def test_wrong_rows_are_named_and_the_others_stored(database: Database, tmp_path: Path) -> None:
    rows = [
        "79001,Đúng,79,,,,,",
        ",Không mã,79,,,,,",
        "79003,Tỉnh lạ,Atlantis,,,,,",
        "79004,Ngược,79,,,106.66,10.75,",
        "79005,Lạ,79,,,,,có lẽ",
        "79001,Hai lần,79,,,,,",
        "79006,Thiếu ô,79",
        f"79007,{'dài' * 200},79,,,,,",
    ]
    report = import_directory(
        database, stored(tmp_path / "a.csv", HEADER + "\n".join(rows)), Kind.FACILITY, actor="test"
    )
    assert report.counts["added"] == 1
    assert [(problem.row, problem.column) for problem in report.problems] == [
        (3, "ma"), (4, "tinh"), (5, "vi_do"), (6, "cap_giay_nghi"), (7, "ma"), (8, ""), (9, "ten"),
    ]  # fmt: skip
    assert "Dòng 4, cột tinh: Không có tỉnh" in report.summary()


def test_a_workbook_reads_like_the_file(database: Database, tmp_path: Path) -> None:
    workbook = Workbook()
    assert workbook.active is not None
    workbook.active.append(["Mã", "Tên", "Tỉnh", "Quận huyện", "Vĩ độ", "Kinh độ"])
    workbook.active.append([79001, "Điểm thu Mẫu", 79, "Quận 5", 10.75, 106.66])
    workbook.save(tmp_path / "a.xlsx")
    assert import_directory(database, tmp_path / "a.xlsx", Kind.COLLECTION_POINT, actor="test").counts["added"] == 1
    with database.reading() as session:
        [found] = search(session, Wanted(Kind.COLLECTION_POINT, "diem thu mau")).entries
        assert (found.code, found.district, found.latitude) == ("79001", "Quận 5", 10.75)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "places.empty"),
        ("ma,ten\n1,2\n", "places.columns_missing"),
        ("ma,ten,tinh,mat_khau\n", "places.columns_unknown"),
        ("ma,ma,ten,tinh\n", "places.columns_unknown"),
        ('ma,ten,tinh\n"1,2,3\n', "places.quotes"),
        ("PK\x03\x04 no workbook", "places.workbook_broken"),
    ],
)
def test_a_file_that_is_none_of_ours_is_refused(database: Database, tmp_path: Path, content: str, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        import_directory(database, stored(tmp_path / "a.csv", content), Kind.EMPLOYER, actor="test")
    assert refused.value.code == code and refused.value.detail


def test_a_bomb_is_refused_before_it_is_read(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says of itself that it unpacks to a kilobyte."""
    monkeypatch.setattr(table, "CalamineWorkbook", None)  # whatever opens it falls down
    file = tmp_path / "a.xlsx"
    file.write_bytes(bomb().replace((80 << 20).to_bytes(4, "little"), (1 << 10).to_bytes(4, "little")))
    with pytest.raises(FileRefused) as refused:
        import_directory(database, file, Kind.FACILITY, actor="test")
    assert refused.value.code == "places.too_large"
