"""Recipients files as Excel and others really write them: encodings, delimiters, workbooks, bombs."""

import io
import unicodedata

import openpyxl
import pytest

from kit.encodings import detect
from sms_gateway.campaigns.importing.delimited import DelimitedTable
from sms_gateway.campaigns.importing.problems import ImportRefused
from sms_gateway.campaigns.importing.workbook import WorkbookTable
from tests.support.archives import bomb

HEADER = "so_dien_thoai,ho_ten,ma_so_bhxh"
ROW = "0912345678,Nguyễn Thị Bích Ngọc,7912345678"
ROWS = [(2, ["0912345678", "Nguyễn Thị Bích Ngọc", "7912345678"])]


def read(data: bytes) -> tuple[list[str], list[tuple[int, list[str]]]]:
    table = DelimitedTable(io.BytesIO(data))
    return table.header, list(table.rows())


def excel_1258(text: str) -> bytes:
    """What Vietnamese Windows writes: base letters with their own sign, then the tone as a mark of its own."""
    out = []
    for character in text:
        marks = unicodedata.normalize("NFD", character)
        tone = "".join(mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323")
        base = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in tone))
        out.append(base + tone)
    return "".join(out).encode("cp1258")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (f"{HEADER}\n{ROW}\n".encode(), "utf-8"),
        (f"\ufeff{HEADER}\r\n{ROW}\r\n".encode(), "utf-8-sig"),
        (f"{HEADER}\r\n{ROW}\r\n".encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + f"{HEADER}\r\n{ROW}\r\n".encode("utf-16-be"), "utf-16"),
        (f"{HEADER}\r\n{ROW}\r\n".encode("utf-16-le"), "utf-16-le"),
        (f"{HEADER}\r\n{ROW}\r\n".encode("utf-16-be"), "utf-16-be"),
        (excel_1258(f"{HEADER}\r\n{ROW}\r\n"), "cp1258"),
        (unicodedata.normalize("NFD", f"{HEADER}\n{ROW}\n").encode(), "utf-8"),
    ],
)
def test_every_encoding_excel_writes(data: bytes, name: str) -> None:
    assert detect(io.BytesIO(data)) == name
    header, rows = read(data)
    assert header == HEADER.split(",")
    assert [(row, [unicodedata.normalize("NFC", cell) for cell in cells]) for row, cells in rows] == ROWS


def test_windows_1258_reads_every_vietnamese_letter_composed() -> None:
    letters = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
    words = " ".join(letters)
    _, rows = read(excel_1258(f"so_dien_thoai,x\n0912345678,{words} {words.upper()}\n"))
    assert rows == [(2, ["0912345678", f"{words} {words.upper()}"])]


@pytest.mark.parametrize(
    "name",
    [
        b"Nguy\xd4n V\xa8n An",  # TCVN3
        b"Nguye\xe3n Va\xeen An",  # VNI
        b"Jos\xe9 Mu\xf1oz",  # Western
        b"\xd0\x98\xd0\xb2\xff",  # broken UTF-8 of another script
    ],
)
def test_an_encoding_that_is_not_certain_is_refused_naming_the_line(name: bytes) -> None:
    with pytest.raises(ImportRefused) as refused:
        read(HEADER.encode() + b"\n0912345678," + name + b",7912345678\n")
    assert refused.value.code == "encoding_unknown"
    assert refused.value.row == 2
    assert "dòng 2" in refused.value.detail


def test_one_broken_line_among_many_spoils_its_own_row_only() -> None:
    good = "\n".join(ROW for _ in range(1000))
    data = f"{HEADER}\n{good}\n".encode() + b"0912345679,Tr\xe2\xccn,7912345678\n"
    _, rows = read(data)
    assert len(rows) == 1001
    assert "\ufffd" in rows[-1][1][1]
    assert not any("\ufffd" in cells[1] for _, cells in rows[:-1])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b" \r\n ", "file_empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(50), "file_binary"),
        (HEADER.encode("utf-32"), "encoding_unsupported"),
        (b"a" * (2 << 20), "line_too_long"),
        (b"so_dien_thoai,ho_ten;ma\n", "delimiter"),
        (HEADER.encode() + b'\n0912345678,"An,7912345678\n0912345679,Binh,7912345679\n', "quotes"),
    ],
)
def test_what_is_no_table_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        read(data)
    assert refused.value.code == code


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_headers(delimiter: str) -> None:
    data = f"{HEADER}\n{ROW}\n".replace(",", delimiter)
    assert read(data.encode()) == (HEADER.split(","), ROWS)
    assert read(f"sep={delimiter}\n{data}".encode()) == (HEADER.split(","), [(3, ROWS[0][1])])


def test_quoted_cells_and_empty_lines_keep_the_spreadsheets_row_numbers() -> None:
    data = f'{HEADER}\n\n,,\n0912345678,"Nguyễn ""Bé"", An",7912345678\n'
    assert read(data.encode()) == (HEADER.split(","), [(4, ["0912345678", 'Nguyễn "Bé", An', "7912345678"])])


def workbook(*rows: list[object]) -> io.BytesIO:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream


def test_a_workbooks_numbers_are_digits_and_its_formulas_are_not_computed() -> None:
    stream = workbook(
        HEADER.split(","),
        [912345678, "Trần An", "0112345678"],
        [],
        [912345679.0, "=1+1", 7912345678],
        ["0912345678", "Lê Bình", 79123456781234567],
    )
    table = WorkbookTable(stream)
    assert table.header == HEADER.split(",")
    assert list(table.rows()) == [
        (2, ["912345678", "Trần An", "0112345678"]),
        (4, ["912345679", "", "7912345678"]),
        (5, ["0912345678", "Lê Bình", "7.912346e+16"]),
    ]


def test_a_workbooks_rows_are_numbered_as_the_sheet_shows_them() -> None:
    table = WorkbookTable(workbook([], [], HEADER.split(","), ["0912345678", "An", "7912345678"]))
    assert table.header == HEADER.split(",")
    assert list(table.rows()) == [(4, ["0912345678", "An", "7912345678"])]


def test_a_bomb_is_refused() -> None:
    with pytest.raises(ImportRefused) as refused:
        WorkbookTable(io.BytesIO(bomb()))
    assert refused.value.code == "workbook_bomb"


@pytest.mark.parametrize("data", [b"PK\x03\x04 not a zip", b"PK\x03\x04"])
def test_a_broken_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(ImportRefused) as refused:
        WorkbookTable(io.BytesIO(data))
    assert refused.value.code == "workbook_broken"
