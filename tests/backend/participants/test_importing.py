from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from backend.audit.models import AuditEntry
from backend.config import BackendConfig
from backend.database import Database
from backend.importing.problems import FileRefused
from backend.importing.run import Report, import_file, import_rows
from backend.participants.importing import PEOPLE
from backend.participants.matching import Known, find_matching
from backend.participants.models import Card, Person
from backend.participants.register import find_by_code, phone_on_record

HEAD = "ma_so_bhxh,ho_ten,ngay_sinh,gioi_tinh,tinh,so_the_bhyt,so_giay_to,so_dien_thoai,co_quan,dia_chi,ma_so_giam_ho\n"
LAN = (
    "7911112222,Trịnh Thị Lan,05/04/1980,Nữ,Hồ Chí Minh,DN 4 79 7911112222,079180000111,0168 2345678,07915,Phường 1,\n"
)
BINH = "0122223333,Đỗ Gia Bình,2015-09-01,nam,1,HS4010122223333,,,,,7911112222\n"


def write(folder: Path, content: str, encoding: str = "utf-8") -> Path:
    path = folder / "nguoi_tham_gia.csv"
    path.write_bytes(content.encode(encoding))
    return path


def run(database: Database, path: Path) -> Report:
    return import_rows(database, PEOPLE, path, actor="cli")


def people(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Person)) or 0


def test_people_are_added_with_normalised_values(database: Database, tmp_path: Path) -> None:
    report = run(database, write(tmp_path, HEAD + LAN + BINH))
    assert (report.rows, report.added, report.rejected) == (2, 2, 0)
    with database.reading() as session:
        lan = find_by_code(session, "7911112222")
        assert lan and (lan.phone, lan.gender, lan.date_of_birth) == ("84382345678", "nữ", date(1980, 4, 5))
        assert (lan.province_code, lan.agency_code, lan.personal_id) == ("79", "07915", "079180000111")
        assert phone_on_record(session, "0122223333") == lan.phone
        found = find_matching(session, Known("79", "trinh thi lan", date_of_birth=date(1980, 4, 5)))
        assert found and found.id == lan.id
        assert set(session.scalars(select(Card.number))) == {"DN4797911112222", "HS4010122223333"}
        entry = session.scalars(select(AuditEntry)).one()
        assert (entry.action, entry.details["added"]) == ("participants.import", 2)


def test_repeating_a_file_changes_nothing_and_new_values_are_taken(database: Database, tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + LAN + BINH)
    run(database, path)
    again = run(database, path)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    changed = run(database, write(tmp_path, HEAD + LAN.replace("Phường 1", "Phường 2")))
    assert (changed.changed, changed.unchanged) == (1, 0)
    assert people(database) == 2


def test_an_empty_cell_takes_nothing_away(database: Database, tmp_path: Path) -> None:
    run(database, write(tmp_path, HEAD + LAN))
    short = "ma_so_bhxh,ho_ten,ngay_sinh,gioi_tinh,tinh\n7911112222,Trịnh Thị Lan,05/04/1980,nữ,79\n"
    assert run(database, write(tmp_path, short)).unchanged == 1


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (LAN.replace("7911112222,T", "791111222,T"), "ma_so_bhxh", "code.length"),
        (LAN.replace("Trịnh Thị Lan", ""), "ho_ten", "importing.required"),
        (LAN.replace("Trịnh Thị Lan", "Trinh Thi Thuy"), "ho_ten", "name.no_accents"),
        (LAN.replace("05/04/1980", "31/02/1980"), "ngay_sinh", "date.invalid"),
        (LAN.replace("05/04/1980", "05/04/2999"), "ngay_sinh", "importing.future"),
        (LAN.replace("Nữ", "khác"), "gioi_tinh", "importing.gender"),
        (LAN.replace("Hồ Chí Minh", "Sài Gòn Mới"), "tinh", "importing.province"),
        (LAN.replace("DN 4", "DN 9"), "so_the_bhyt", "card.level"),
        (LAN.replace("79 7911112222", "79 7911112223"), "so_the_bhyt", "importing.card_code"),
        (LAN.replace("079180000111", "07918"), "so_giay_to", "personal_id.length"),
        (LAN.replace("0168 2345678", "0286 2345678"), "so_dien_thoai", "phone.length"),
        (LAN.replace("07915", "00115"), "co_quan", "importing.agency"),
        (LAN.replace("Phường 1,", "Phường 1,7999999999"), "ma_so_giam_ho", "importing.guardian"),
        (LAN.replace("Phường 1,", "Phường 1,,,"), None, "importing.cells"),
    ],
)
def test_a_wrong_row_is_named_and_left_out(
    database: Database, tmp_path: Path, row: str, column: str | None, code: str
) -> None:
    report = run(database, write(tmp_path, HEAD + row + BINH.replace("7911112222", "")))
    assert [(problem.row, problem.column, problem.code) for problem in report.problems] == [(2, column, code)]
    assert "Trịnh" not in report.problems[0].detail
    assert (report.added, report.rejected) == (1, 1)
    assert people(database) == 1


def test_a_card_of_another_takes_the_whole_row_back(database: Database, tmp_path: Path) -> None:
    run(database, write(tmp_path, HEAD + LAN))
    with database.begin() as session:
        card = session.scalars(select(Card)).one()
        other = Person(
            code_index=b"o" * 32,
            bhxh_code="1",
            full_name="O",
            date_of_birth=date(1990, 1, 1),
            gender="nam",
            province_code="01",
        )
        session.add(other)
        session.flush()
        card.person_id = other.id
    report = run(database, write(tmp_path, HEAD + LAN.replace("Phường 1", "Phường 2")))
    assert [problem.code for problem in report.problems] == ["importing.card_of_another"]
    with database.reading() as session:
        lan = find_by_code(session, "7911112222")
        assert lan and lan.address == "Phường 1"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_encodings_of_excel(database: Database, tmp_path: Path, encoding: str) -> None:
    content = ("\ufeff" if encoding == "utf-16-le" else "") + HEAD + LAN
    assert run(database, write(tmp_path, content.replace(",", ";"), encoding)).added == 1


def test_windows_1258_is_composed_again(database: Database, tmp_path: Path) -> None:
    marked = HEAD + "7911112222,Trần Thị Bưởi,05/04/1980,nữ,79,,,,,,\n".replace("ầ", "â\u0300").replace(
        "ị", "i\u0323"
    ).replace("ưở", "ươ\u0309").replace("nữ", "nư\u0303")
    assert run(database, write(tmp_path, marked, "cp1258")).added == 1
    with database.reading() as session:
        found = find_by_code(session, "7911112222")
        assert found and found.full_name == "Trần Thị Bưởi"


def test_one_stray_byte_costs_one_row(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    good = "".join(LAN.replace("7911112222", str(7900000000 + number)) for number in range(60))
    path.write_bytes((HEAD + good).encode() + b"7911119999,L\xea An,05/04/1980,nam,79,,,,,,\n")
    report = run(database, path)
    assert [
        (problem.row, problem.column, problem.code) for problem in report.problems if problem.column == "ho_ten"
    ] == [(62, "ho_ten", "importing.unreadable")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "importing.empty"),
        (b"\n\n", "importing.empty"),
        (b"PK\x03\x04\x00\x00", "importing.archive"),
        (b"\x00\x00\xfe\xff", "importing.encoding"),
        # TCVN3, the encoding of old Vietnamese fonts: read as Windows-1258 it would store "TrÇn" for "Trần"
        (
            (HEAD + "7911112222,Tr\xc7n Th\xde B\xad\xebi,05/04/1980,n\xf7,79,,,,,,\n").encode("latin-1"),
            "importing.encoding",
        ),
        (HEAD.replace("ho_ten,", "").encode(), "importing.columns_missing"),
        (HEAD.replace("ho_ten,", "ho_ten,ho_ten,").encode(), "importing.columns_double"),
        (HEAD.replace("dia_chi", "so_nha").encode(), "importing.columns_unknown"),
        ((HEAD + LAN + '7911112222,"Trịnh\n' + BINH).encode(), "importing.quotes"),
    ],
)
def test_an_unreadable_file_is_refused_before_anything_is_stored(
    database: Database, tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / "hong.csv"
    path.write_bytes(content)
    with pytest.raises(FileRefused) as caught:
        run(database, path)
    assert caught.value.code == code
    assert caught.value.detail and people(database) == 0


def test_the_command_says_what_it_did_and_where_rows_are_wrong(
    database: Database, config: BackendConfig, tmp_path: Path
) -> None:
    wrong = LAN.replace("05/04/1980", "31/02/1980") * 25
    errors = tmp_path / "loi.csv"
    report = import_file(config, PEOPLE, write(tmp_path, HEAD + BINH.replace("7911112222", "") + wrong), errors)
    lines = report.summary().splitlines()
    assert lines[0] == "Đã đọc 26 dòng: thêm mới 1, cập nhật 0, không thay đổi 0, bị loại 25."
    assert lines[1].startswith("Dòng 3, cột ngay_sinh: ")
    assert lines[-1] == "… và 5 dòng khác bị loại."
    written = errors.read_text(encoding="utf-8-sig").splitlines()
    assert len(written) == 26 and written[1].startswith("3,ngay_sinh,date.invalid,")
    assert "Trịnh" not in errors.read_text(encoding="utf-8-sig")
