"""Form 01 on paper: what it says, and that it needs nothing from the machine that opens it."""

import re
import shutil
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import segno
from flask import Flask
from markupsafe import escape

from backend.config import BackendConfig
from backend.printing import press
from backend.registration import declaration
from backend.registration.attachments import Declaration
from backend.registration.service import Registration
from tests.backend.registration.conftest import OWNER, Clock, declare

HOTLINE = "19009696"
VALUES = {
    "bhxh_code": "7912345678",
    "full_name": "Nguyễn Thị Thu Hà",
    "personal_id": "079085001234",
    "province": "079",
    "district": "07915",
    "commune": "Phường 11",
    "street": "12/5 Trần Hưng Đạo, khu phố 3",
    "phone": "84912345678",
    "email": "",
    "agency": "07915",
}
ALL_LETTERS = "ẮẰẲẴẶ ắằẳẵặ ẤẦẨẪẬ ấầẩẫậ ẾỀỂỄỆ ếềểễệ ỐỒỔỖỘ ốồổỗộ ỚỜỞỠỢ ớờởỡợ ỨỪỬỮỰ ứừửữự ÝỲỶỸỴ ýỳỷỹỵ ĐđĨĩŨũ"


def declared(**changed: str) -> Declaration:
    moment = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    return Declaration("00001.U/2026/07915", moment, date(2026, 11, 30), {**VALUES, **changed})


def tool(name: str, *arguments: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} (poppler-utils) is not installed")
    return subprocess.run([found, *arguments], check=True, capture_output=True, text=True).stdout


@pytest.fixture
def printed(tmp_path: Path) -> Path:
    file = tmp_path / "to-khai.pdf"
    file.write_bytes(declaration.pdf(declared(), HOTLINE))
    return file


def test_text_can_be_read_out_of_it(printed: Path) -> None:
    text = " ".join(tool("pdftotext", "-layout", str(printed), "-").split())
    for expected in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "TỜ KHAI ĐĂNG KÝ SỬ DỤNG PHƯƠNG THỨC GIAO DỊCH ĐIỆN TỬ",
        "Mẫu số 01",
        "Kính gửi: Bảo hiểm xã hội Quận 5",
        "Số hồ sơ: 00001.U/2026/07915",
        "Ngày khai: 20/11/2026",
        "ngày 30/11/2026",
        "Họ và tên: Nguyễn Thị Thu Hà",
        "Mã số BHXH: 7912345678",
        "Số Căn cước công dân: 079085001234",
        "12/5 Trần Hưng Đạo, khu phố 3, Phường 11, Quận 5, TP. Hồ Chí Minh",
        "Số điện thoại di động: 0912345678",
        "Thư điện tử (email): Không có",
        "[07915] BHXH Quận 5",
        "(ký, ghi rõ họ tên)",
        HOTLINE,
    ):
        assert expected in text, expected


def test_one_tagged_a4_page_with_its_fonts(printed: Path) -> None:
    info = tool("pdfinfo", str(printed))
    assert re.search(r"Pages:\s+1\n", info)
    assert re.search(r"Tagged:\s+yes", info)
    assert "A4" in info
    fonts = tool("pdffonts", str(printed)).splitlines()[2:]
    assert len(fonts) == 3
    for font in fonts:
        assert "Noto-Serif" in font
        assert re.search(r"yes yes yes\s+\d+\s+\d+$", font), "embedded, subset, with a way back to Unicode"
    assert 'pdfuaid:part="1"' in tool("pdfinfo", "-meta", str(printed))
    assert printed.stat().st_size < 60_000


def test_the_qr_code_holds_the_number_and_nothing_else() -> None:
    page = declaration.html(declared(), HOTLINE, None)
    number_alone = segno.make("00001.U/2026/07915", error="m", micro=False).svg_data_uri(border=0)
    assert escape(number_alone) in page
    assert 'alt="Mã QR của số hồ sơ 00001.U/2026/07915"' in page


def test_every_vietnamese_letter_is_in_the_fonts(tmp_path: Path) -> None:
    file = tmp_path / "letters.pdf"
    file.write_bytes(declaration.pdf(declared(full_name=ALL_LETTERS, street=ALL_LETTERS), HOTLINE))
    text = tool("pdftotext", "-layout", str(file), "-")
    for word in ALL_LETTERS.split():
        assert word in text
    fonts = tool("pdffonts", str(file)).splitlines()[2:]
    assert all("Noto-Serif" in font for font in fonts), "a letter fell back to a font of this machine"


def test_long_values_break_instead_of_running_out(tmp_path: Path) -> None:
    file = tmp_path / "long.pdf"
    file.write_bytes(declaration.pdf(declared(email="a" * 60 + "@" + "b" * 60 + ".com", street="Ấp " * 40), HOTLINE))
    boxes = re.findall(r'xMax="([\d.]+)"', tool("pdftotext", "-bbox", str(file), "-"))
    assert max(float(x) for x in boxes) <= 595.3 - 15 / 25.4 * 72 + 1


@pytest.mark.parametrize("value", ["<img src=file:///etc/passwd>", "{{ 7*7 }}", "<script>x</script>", "&lt;b&gt;"])
def test_values_are_text_only(tmp_path: Path, value: str) -> None:
    page = declaration.html(declared(street=value), HOTLINE, None)
    assert "<img src=file" not in page
    assert "<script" not in page
    file = tmp_path / "x.pdf"
    file.write_bytes(declaration.pdf(declared(street=value), HOTLINE))
    assert value in " ".join(tool("pdftotext", str(file), "-").split())


def test_kinds_of_identity_papers() -> None:
    assert "Số Chứng minh nhân dân" in declaration.html(declared(personal_id="023456789"), HOTLINE, None)
    assert "xuất trình Hộ chiếu" in declaration.html(declared(personal_id="C1234567"), HOTLINE, None)


@pytest.fixture
def client_and_link(app: Flask, config: BackendConfig, registration: Registration):
    declare(registration)
    return app.test_client(), registration.submit(OWNER, "key").declaration_link.removeprefix(config.public_url)


def test_link_gives_the_pdf_until_the_deadline(client_and_link, clock: Clock) -> None:
    client, link = client_and_link
    answer = client.get(link)
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF-1.7")
    assert answer.headers["Content-Disposition"] == 'inline; filename="to-khai-00001.U-2026-07915.pdf"'
    assert client.get(link).status_code == 200, "it may be opened more than once"
    clock.advance(days=11)
    assert client.get(link).status_code == 404


def test_without_pango_a_page_to_print_is_served(client_and_link, monkeypatch: pytest.MonkeyPatch) -> None:
    client, link = client_and_link
    monkeypatch.setattr(press, "unavailable", lambda: "cannot load library 'libpango-1.0-0'")
    answer = client.get(link)
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert "Nguyễn Thị Thu Hà" in page.text
    assert "/static/registration/declaration.css" in page.text
    with pytest.raises(RuntimeError, match="libpango"):
        declaration.pdf(declared(), HOTLINE)
