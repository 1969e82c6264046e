"""What the content check finds in a small folder laid out as bot/data, and that ours has nothing to mend."""

import unicodedata

import pytest
from click.testing import CliRunner

from app.cli_content import content
from app.content.check import check
from app.training import ROOT
from tests.app.content.folder import ENTRY, FAQ, SENTENCES, TODAY, Check, found


def test_a_good_folder_only_wants_more_sentences(checked: Check) -> None:
    result = checked()
    assert result.errors == []
    assert (result.faqs, result.sentences) == (1, 2)
    assert [(place, line) for place, line, _ in found(result, is_error=False)] == [
        ("nlu/the.yml", 4),
        ("nlu/the.yml", 7),
    ]


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("  source: Luật BHYT\n", "", 4, "chưa ghi nguồn"),
        ("source: Luật BHYT", "source: ''", 4, "chưa ghi nguồn"),
        ("  answer: Ra", "  answr: Ra", 6, "mục lạ answr"),
        ('checked: "yes"', "checked: yes", 8, "“yes”"),
        ('checked: "yes"', 'checked: "maybe"', 8, "“yes”"),
        ("as_of: 2026-11", "as_of: 11/2026", 9, "2026-11"),
        ("as_of: 2026-11", "as_of: 2026-12", 9, "tương lai"),
        ("as_of: 2026-11", "as_of: 2026-11\n  review_by: 1/7/2027", 10, "năm-tháng-ngày"),
        ("as_of: 2026-11", "as_of: 2026-11\n  valid_to: 2026-11-19", 10, "19/11/2026"),
        ("{hotline}", "{tong_dai}", 6, "{tong_dai}"),
        ("id: the_mat", "id: Thẻ-mất", 4, "the_bhyt_mat"),
        ("  answer: Ra", "  answer:: [Ra", 6, "không đọc được"),
        ("  answer: Ra cơ quan BHXH hoặc gọi {hotline}.\n", "", 4, "“answer: Được, ...”"),
        ("as_of: 2026-11", "as_of: 2026-11\n  periods: []", 4, "“answer: Được, ...”"),
        ("{hotline}", "{luong:4.5%}", 6, "{luong_co_so:4,5%}"),
        ("{hotline}", "{luonh}", 6, "không có số liệu luonh"),
        ("{hotline}", "{luong:phann}", 6, "không có số liệu phann"),
        ("{hotline}", "{loai:x2}", 6, "là chữ nên không nhân được"),
        ("{hotline}", "{luong:luong}", 6, "đơn vị “%” hoặc “lần”"),
        ("{hotline}", "{phan:tu}", 6, "không biết từ ngày nào"),
        ("as_of: 2026-11", 'as_of: 2026-11\n  validity: "{luonh}"', 10, "không có số liệu luonh"),
    ],
)
def test_what_is_wrong_with_an_answer_is_named_with_its_line(
    checked: Check, before: str, after: str, line: int, words: str
) -> None:
    messages = found(checked(faq__the=FAQ + ENTRY.replace(before, after)))
    assert any(words in message for _, _, message in messages), messages
    assert ("faq/the.yml", line) in [(file, number) for file, number, message in messages if words in message]


def test_dates_that_come(checked: Check) -> None:
    entry = ENTRY.replace("2026-11", "2025-10") + "  review_by: 2026-11-20\n  valid_to: 2026-11-20\n"
    result = checked(faq__the=FAQ + entry)
    assert result.errors == []
    messages = [message for file, _, message in found(result, is_error=False) if file == "faq/the.yml"]
    assert len(messages) == 2
    assert "2025-10" in messages[0]
    assert "20/11/2026" in messages[1]


def test_an_id_or_question_twice_and_ids_that_do_not_exist(checked: Check) -> None:
    result = checked(
        faq__other=FAQ.replace("the\n", "other\n", 1) + ENTRY + ENTRY.replace("id: the_mat", "id: the_hong"),
        tasks="greet: {title: Chào, faq: [khong_co]}\n",
        nlu__other=SENTENCES.replace("the_mat", "the_mta"),
    )
    messages = " ".join(message for _, _, message in found(result))
    for words in (
        "the_mat đã có ở",
        "trùng với câu",
        "mã khong_co",
        "tên faq/the_mta",
        "greet đã có câu ở",
    ):
        assert words in messages


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("mất thẻ xin lại ở đâu", "đã có ở"),
        ("số tôi là 0912345678", "một số dài"),
        ("gửi cho toi@example.vn", "email"),
        ("thẻ [THẺ_1] và [CARD_1]", "[CARD_1]"),
        (unicodedata.normalize("NFD", "thẻ bị ướt"), "NFD"),
    ],
)
def test_what_is_wrong_with_a_sentence(checked: Check, said: str, words: str) -> None:
    result = checked(
        nlu__the=SENTENCES.replace("- mất thẻ xin lại ở đâu\n", f"- mất thẻ xin lại ở đâu\n    - {said}\n")
    )
    assert [(file, line) for file, line, message in found(result) if words in message] == [("nlu/the.yml", 7)]


def test_near_duplicates_of_two_intents_are_errors_and_of_one_are_not(checked: Check) -> None:
    near = "mat the xin lai o dau"
    other = checked(nlu__the=SENTENCES.replace("- xin chào", f"- {near}"))
    assert any("không phân biệt" in message for _, _, message in found(other))
    same = checked(nlu__the=SENTENCES.replace("ở đâu\n", f"ở đâu\n    - {near}\n"))
    assert same.errors == []
    assert any("không giúp máy" in message for _, _, message in found(same, is_error=False))


def test_an_answer_that_leads_to_no_task(checked: Check) -> None:
    fine = checked(faq__the=FAQ + ENTRY + "  next: [greet]\n")
    assert fine.errors == []
    wrong = found(checked(faq__the=FAQ + ENTRY + "  next: [greet, gret]\n"))
    assert [(file, line) for file, line, message in wrong if "việc gret" in message] == [("faq/the.yml", 10)]


def test_a_line_without_a_dash_and_an_id_without_sentences(checked: Check) -> None:
    result = checked(nlu__the=SENTENCES.replace("- mất thẻ", "mất thẻ"))
    messages = [message for _, _, message in found(result)]
    assert any("bắt đầu bằng" in message for message in messages)
    assert any("chưa có câu huấn luyện" in message for message in messages)


def test_ours_has_nothing_to_mend() -> None:
    result = check(ROOT / "bot" / "data", ROOT / "domain.yml", TODAY, 12)
    assert [str(finding) for finding in result.errors] == []
    assert result.faqs > 100


def test_the_command_says_how_much_there_is_to_do() -> None:
    done = CliRunner().invoke(content, ["check", "--on", "2099-01-01"])
    assert "quá 12 tháng" in done.stdout
    assert "điều cần xem lại" in done.stderr
    assert "--all" in done.stdout
