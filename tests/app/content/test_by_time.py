"""The check of figures, of answers by time and place, and the list of what is due."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli_content import content
from app.content.review import due
from tests.app.content.folder import ENTRY, FACTS, FAQ, PERIODS, TODAY, Check, found


def test_figures_written_well_are_fine(checked: Check) -> None:
    answer = "Được {luong}, {luong:phan}, {luong:4,5%:70%}, {luong:x20}, từ {luong:tu}, {loai}."
    assert checked(faq__the=FAQ + ENTRY.replace("Ra cơ quan BHXH hoặc gọi {hotline}.", answer)).errors == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [("Được " + "rất dài " * 25 + ". Xong.", "Câu đầu"), ("Được.\\n" + "rất dài " * 40, "Tách thành các dòng")],
)
def test_a_wall_of_text_is_pointed_at(checked: Check, answer: str, words: str) -> None:
    entry = ENTRY.replace("Ra cơ quan BHXH hoặc gọi {hotline}.", f'"{answer}"')
    result = checked(faq__the=FAQ + entry)
    assert result.errors == []
    assert [line for file, line, message in found(result, is_error=False) if words in message] == [6]


def test_answers_by_time_and_place_written_well_are_fine(checked: Check) -> None:
    result = checked(faq__the=FAQ + PERIODS)
    assert result.errors == []
    assert not [file for file, _, _ in found(result, is_error=False) if file.startswith("faq")]


@pytest.mark.parametrize(
    ("before", "after", "line", "words", "is_error"),
    [
        ("- to: 2025-05-31", "- to: 2025-06-01", 13, "cả hai cùng đúng vào ngày 01/06/2025", True),
        ("- to: 2025-05-31", "- to: 2024-05-31", 7, "không có câu trả lời nào", False),
        ("- to: 2025-05-31", "- to: 2021-05-31", 9, "các tỉnh khác chưa có câu trả lời", False),
        ("from: 2025-06-01", "from: 2027-06-01", 7, "không có câu trả lời nào đúng cho ngày 20/11/2026", True),
        ("    to: 2025-05-31\n    places", "    to: 2020-05-31\n    places", 9, "kết thúc trước khi bắt đầu", True),
        ("from: 2021-01-01", "from: 1/1/2021", 9, "năm-tháng-ngày", True),
        ("[Đà Nẵng]", "[Đà Nẳng Mới]", 9, "tên tỉnh lạ Đà Nẳng Mới", True),
        ("    answer: Không cần làm gì.\n", "    anser: Không.\n", 7, "mục lạ anser", True),
        ("    answer: Không cần làm gì.\n", "", 7, "thiếu mục answer", True),
        ("Không cần làm gì.", "Không {luonh}.", 8, "không có số liệu luonh", True),
        ("checked: partly", "checked: maybe", 13, "“partly”", True),
    ],
)
def test_what_is_wrong_with_answers_by_time_and_place(
    checked: Check, *, before: str, after: str, line: int, words: str, is_error: bool
) -> None:
    assert before in PERIODS
    messages = found(checked(faq__the=FAQ + PERIODS.replace(before, after, 1)), is_error)
    assert ("faq/the.yml", line) in [(file, number) for file, number, text in messages if words in text], messages


@pytest.mark.parametrize(
    ("before", "after", "line", "words", "is_error"),
    [
        ("- id: luong\n", "- di: luong\n", 1, "phải bắt đầu bằng “- id", True),
        ("id: luong", "id: Lương", 1, "luong_co_so", True),
        ("id: phan", "id: luong", 9, "đã có ở facts.yml dòng 1", True),
        ("  what: Lương\n", "", 1, "thiếu mục what", True),
        ("  unit: đồng", "  don_vi: đồng", 3, "mục lạ don_vi", True),
        (
            "value: 2530000, source: NĐ 161, checked: partly",
            "value: 2530000, checked: partly",
            8,
            "thiếu mục source",
            True,
        ),
        ("checked: partly", "checked: maybe", 8, "“partly”", True),
        ("value: 2530000", "value: .inf", 8, "không phải là số", True),
        ("value: 2530000", "value: 2 triệu", 1, "cùng một kiểu", True),
        ("2026-07-01", "1/7/2026", 8, "năm-tháng-ngày", True),
        ("2026-07-01", "2024-07-01", 8, "xếp từ cũ đến mới", True),
        ("from: 2024-07-01,", "from: 2024-07-01, to: 2026-08-01,", 8, "ngày 01/08/2026", True),
        ("from: 2024-07-01,", "from: 2024-07-01, to: 2023-08-01,", 7, "kết thúc trước khi bắt đầu", True),
        ("from: 2024-07-01,", "from: 2024-07-01, to: 2025-12-31,", 8, "từ 01/01/2026 đến 30/06/2026", False),
        ("from: 2026-07-01,", "from: 2026-07-01, to: 2026-11-19,", 1, "hết ngày 19/11/2026", True),
        ("  names: [lương]", "  names: [lương]\n  review_by: 2026-11-20", 1, "đến hạn xem lại", False),
        ("  names: [lương]", "  names: [lương]\n  review_by: 2027", 5, "năm-tháng-ngày", True),
        ("  names: [loại]\n  faq: the_mat\n", "", 16, "không có câu trả lời nào dùng", False),
        ("faq: the_mat", "faq: the_mta", 1, "Không có câu hỏi nào mang mã the_mta", True),
        ("  faq: the_mat\n", "", 1, "thiếu mục faq", True),
        ("- id: luong\n", "- id: [luong\n", 2, "không đọc được", True),
    ],
)
def test_what_is_wrong_with_a_figure(
    checked: Check, *, before: str, after: str, line: int, words: str, is_error: bool
) -> None:
    assert before in FACTS
    messages = found(checked(facts=FACTS.replace(before, after, 1)), is_error)
    assert ("facts.yml", line) in [(file, number) for file, number, text in messages if words in text], messages


def test_a_figure_without_a_value_today_is_an_error_only_after_its_end(checked: Check) -> None:
    ends = FACTS.replace("from: 2026-07-01,", "from: 2026-07-01, to: 2026-11-20,")
    assert checked(facts=ends).errors == []


def test_what_is_due_by_a_day(checked: Check, tmp_path: Path) -> None:
    entry = ENTRY.replace("2026-11", "2025-12") + "  review_by: 2026-12-01\n  valid_to: 2027-03-31\n"
    facts = FACTS.replace("from: 2026-07-01", "from: 2027-01-01").replace(
        "- {value: 4.5", "- {to: 2027-02-28, value: 4.5"
    )
    checked(faq__the=FAQ + entry, facts=facts)
    found = due(tmp_path / "data", TODAY, date(2027, 3, 31), 12)
    assert [(each.day.isoformat(), each.place.file, each.place.line) for each in found] == [
        ("2026-12-01", "faq/the.yml", 10),
        ("2027-01-01", "facts.yml", 8),
        ("2027-01-01", "faq/the.yml", 9),
        ("2027-03-01", "facts.yml", 9),
        ("2027-03-31", "faq/the.yml", 11),
    ]
    assert "dòng 10: xem lại the_mat" in str(found[0])
    assert due(tmp_path / "data", TODAY, date(2026, 11, 30), 12) == []


def test_an_answer_whose_every_period_ends_is_due(checked: Check, tmp_path: Path) -> None:
    checked(faq__the=FAQ + PERIODS.replace("from: 2025-06-01", "from: 2025-06-01\n    to: 2027-06-30"))
    (only,) = due(tmp_path / "data", TODAY, date(2027, 7, 1), 24)
    assert (only.day, only.place.line) == (date(2027, 7, 1), 4)


def test_the_command_lists_what_is_due() -> None:
    done = CliRunner().invoke(content, ["review", "--by", "2027-06-30"])
    assert done.exit_code == 0
    assert "30/06/2027  facts.yml dòng 10: xem lại luong_co_so" in done.stdout
    assert "việc phải xem lại" in done.stderr
